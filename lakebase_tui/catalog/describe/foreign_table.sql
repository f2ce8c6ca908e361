-- Where the rows of a foreign table come from.
select s.srvname as server, w.fdwname as wrapper, f.ftoptions as options
from pg_catalog.pg_foreign_table f
join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
where f.ftrelid = $1
