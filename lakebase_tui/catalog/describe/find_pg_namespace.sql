-- A schema, by its oid (or 0), or by its name.
with asked (oid, schema, name, owner) as (
    select $1::pg_catalog.oid, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text
),
found as (
    select s.oid, s.nspname = asked.name as named
    from asked
    join pg_catalog.pg_namespace s on s.oid = asked.oid or s.nspname = asked.name
)
select f.oid, f.oid = asked.oid, f.named, pg_catalog.current_setting('server_version_num')
from found f
cross join asked
order by 2 desc, 1
