-- A routine, by its oid (or 0), or by its name.
with asked (oid, schema, name, owner) as (
    select $1::pg_catalog.oid, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text
),
found as (
    select p.oid, p.proname = asked.name and p.pronamespace = n.oid as named
    from asked
    left join pg_catalog.pg_namespace n on n.nspname = asked.schema
    join pg_catalog.pg_proc p
        on p.oid = asked.oid or (p.proname = asked.name and p.pronamespace = n.oid)
)
select f.oid, f.oid = asked.oid, f.named, pg_catalog.current_setting('server_version_num')
from found f
cross join asked
order by 2 desc, 1
