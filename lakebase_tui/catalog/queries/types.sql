-- Types that one can name: $2 of them at most, by oid, after $1. No arrays, no rows of tables, no pseudo-types.
-- The last name but one is as SQL has it with an empty search_path, which lasts as long as the question.
with empty as materialized (
    select pg_catalog.set_config('search_path', '', true) as path
), wanted as materialized (
    select t.oid, t.typnamespace, t.typname, t.typtype
    from pg_catalog.pg_type t
    left join pg_catalog.pg_class c on c.oid = t.typrelid
    where t.oid > $1::pg_catalog.oid
        and t.typtype in ('b', 'c', 'd', 'e', 'r', 'm')
        and (t.typtype <> 'b' or t.typcategory <> 'A')
        and (c.oid is null or c.relkind = 'c')
    order by t.oid
    limit $2::pg_catalog.int4
)
select wanted.oid,
       n.nspname,
       wanted.typname,
       wanted.typtype,
       case when empty.path = '' then pg_catalog.format_type(wanted.oid, null) end,
       (
           select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder)
           from pg_catalog.pg_enum e
           where e.enumtypid = wanted.oid
       )
from empty
cross join wanted
join pg_catalog.pg_namespace n on n.oid = wanted.typnamespace
order by wanted.oid
