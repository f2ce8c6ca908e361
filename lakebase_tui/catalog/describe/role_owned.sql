-- How many objects of this database a role owns, by schema.
select n.nspname as ref_name, n.oid as ref_oid, pg_catalog.count(*) as objects
from (
    select c.relnamespace as schema from pg_catalog.pg_class c
    where c.relowner = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relpersistence <> 't'
    union all
    select p.pronamespace from pg_catalog.pg_proc p where p.proowner = $1
) o
join pg_catalog.pg_namespace n on n.oid = o.schema
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
group by 1, 2
order by 1
