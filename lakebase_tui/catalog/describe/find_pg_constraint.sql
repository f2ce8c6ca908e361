-- A constraint of a table or domain, by its oid (or 0), or by its name.
with asked (oid, schema, name, owner) as (
    select $1::pg_catalog.oid, $2::pg_catalog.text, $3::pg_catalog.text, $4::pg_catalog.text
),
found as (
    select k.oid,
           k.conname = asked.name and (k.conrelid = c.oid or k.contypid = t.oid) as named
    from asked
    left join pg_catalog.pg_namespace n on n.nspname = asked.schema
    left join pg_catalog.pg_class c on c.relname = asked.owner and c.relnamespace = n.oid
    left join pg_catalog.pg_type t
        on t.typname = asked.owner and t.typnamespace = n.oid and t.typtype = 'd'
    join pg_catalog.pg_constraint k
        on k.oid = asked.oid or (k.conname = asked.name and (k.conrelid = c.oid or k.contypid = t.oid))
)
select f.oid, f.oid = asked.oid, f.named, pg_catalog.current_setting('server_version_num')
from found f
cross join asked
order by 2 desc, 1
