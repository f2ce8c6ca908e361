-- Publications of a table, before PostgreSQL 15: by its name, or of all tables.
select p.pubname as name, null as row_filter, null as columns
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_rel r on r.prpubid = p.oid
where r.prrelid = $1
union all
select p.pubname, null, null
from pg_catalog.pg_publication p
where p.puballtables and pg_catalog.pg_relation_is_publishable($1::pg_catalog.regclass)
order by 1
