-- Foreign keys: $2 of them at most, by oid, after $1. Those of partitions are there, too; what the server adds
-- for each partition that is referred to is not.
with wanted as materialized (
    select k.oid, k.conname, k.conrelid, k.conkey, k.confrelid, k.confkey
    from pg_catalog.pg_constraint k
    where k.oid > $1::pg_catalog.oid
        and k.contype = 'f'
        and not exists (
            select
            from pg_catalog.pg_constraint above
            where above.oid = k.conparentid and above.conrelid = k.conrelid
        )
    order by k.oid
    limit $2::pg_catalog.int4
)
select wanted.oid,
       wanted.conname,
       n.nspname,
       c.relname,
       (
           select pg_catalog.json_agg(a.attname order by own.place)
           from pg_catalog.unnest(wanted.conkey) with ordinality own (number, place)
           join pg_catalog.pg_attribute a on a.attrelid = wanted.conrelid and a.attnum = own.number
       ),
       fn.nspname,
       fc.relname,
       (
           select pg_catalog.json_agg(a.attname order by other.place)
           from pg_catalog.unnest(wanted.confkey) with ordinality other (number, place)
           join pg_catalog.pg_attribute a on a.attrelid = wanted.confrelid and a.attnum = other.number
       )
from wanted
join pg_catalog.pg_class c on c.oid = wanted.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_class fc on fc.oid = wanted.confrelid
join pg_catalog.pg_namespace fn on fn.oid = fc.relnamespace
order by wanted.oid
