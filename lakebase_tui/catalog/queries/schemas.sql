-- Every schema but those of TOAST, which hold nothing that one can name; each with the database, the server's
-- version, and which transactions had ended (see version.sql).
select n.nspname,
       pg_catalog.current_database(),
       pg_catalog.current_setting('server_version_num'),
       pg_catalog.pg_current_snapshot()
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_toast'
order by n.nspname
