-- Every schema but those of TOAST, which hold nothing that one can name; each with the database and the server's version.
select n.nspname, pg_catalog.current_database(), pg_catalog.current_setting('server_version_num')
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_toast'
order by n.nspname
