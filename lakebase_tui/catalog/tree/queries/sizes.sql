-- Rows and bytes of the tables of a schema as the planner has them: nothing is locked, and no file is looked at.
-- $1: the schema.
select c.relname,
       c.reltuples,
       case when c.reltuples >= 0 or c.relpages > 0 then
           (c.relpages + coalesce(t.relpages, 0) + coalesce(i.pages, 0))
           * pg_catalog.current_setting('block_size')::bigint
       end,
       c.relrowsecurity
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class t on t.oid = c.reltoastrelid
left join (
    select x.indrelid, pg_catalog.sum(ic.relpages) as pages
    from pg_catalog.pg_index x
    join pg_catalog.pg_class ic on ic.oid = x.indexrelid
    group by x.indrelid
) i on i.indrelid = c.oid
where n.nspname = $1 and c.relkind in ('r', 'p', 'm', 'f')
