-- Functions, procedures and aggregates: $2 of them at most, by oid, after $1.
-- Arguments and results are written for an empty search_path, which lasts as long as the question.
with empty as materialized (
    select pg_catalog.set_config('search_path', '', true) as path
), wanted as materialized (
    select p.oid, p.pronamespace, p.proname, p.prokind
    from pg_catalog.pg_proc p
    where p.oid > $1::pg_catalog.oid
    order by p.oid
    limit $2::pg_catalog.int4
)
select wanted.oid,
       n.nspname,
       wanted.proname,
       wanted.prokind,
       case when empty.path = '' then pg_catalog.pg_get_function_arguments(wanted.oid) end,
       case when empty.path = '' then pg_catalog.pg_get_function_result(wanted.oid) end
from empty
cross join wanted
join pg_catalog.pg_namespace n on n.oid = wanted.pronamespace
order by wanted.oid
