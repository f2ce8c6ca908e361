-- How many objects of which kind a schema holds.
select 'pg_class' as class, c.relkind::text as kind, c.relispartition as is_partition, pg_catalog.count(*) as objects
from pg_catalog.pg_class c
where c.relnamespace = $1 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
group by 1, 2, 3
union all
select 'pg_proc', p.prokind::text, false, pg_catalog.count(*)
from pg_catalog.pg_proc p
where p.pronamespace = $1
group by 1, 2
union all
select 'pg_type', t.typtype::text, false, pg_catalog.count(*)
from pg_catalog.pg_type t
left join pg_catalog.pg_class r on r.oid = t.typrelid
where t.typnamespace = $1 and (t.typtype in ('d', 'e', 'r') or r.relkind = 'c')
group by 1, 2
order by 4 desc, 1, 2
