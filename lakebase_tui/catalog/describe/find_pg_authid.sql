-- A role, by its oid (or 0), or by its name.
with asked (oid, schema, name, owner) as (
    select $1::pg_catalog.oid, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text
),
found as (
    select r.oid, r.rolname = asked.name as named
    from asked
    join pg_catalog.pg_roles r on r.oid = asked.oid or r.rolname = asked.name
)
select f.oid, f.oid = asked.oid, f.named, pg_catalog.current_setting('server_version_num')
from found f
cross join asked
order by 2 desc, 1
