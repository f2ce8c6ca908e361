-- Databases that take connections.
select d.datname
from pg_catalog.pg_database d
where d.datallowconn
order by d.datname
