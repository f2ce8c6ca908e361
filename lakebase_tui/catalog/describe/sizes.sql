-- What a relation takes on disk. That of a partitioned table is the sum of its partitions, while they are few.
with parts (oid) as (
    select c.oid from pg_catalog.pg_class c where c.oid = $1 and c.relkind in ('r', 'm', 't', 'i', 'S')
    union all
    select p.relid
    from pg_catalog.pg_class c
    cross join lateral pg_catalog.pg_partition_tree(c.oid) p
    where c.oid = $1 and c.relkind in ('p', 'I') and p.isleaf
),
sizes as (
    select pg_catalog.sum(pg_catalog.pg_total_relation_size(oid))::pg_catalog.int8 as total,
           pg_catalog.sum(pg_catalog.pg_relation_size(oid))::pg_catalog.int8 as main,
           pg_catalog.sum(pg_catalog.pg_table_size(oid))::pg_catalog.int8 as table_,
           pg_catalog.sum(pg_catalog.pg_indexes_size(oid))::pg_catalog.int8 as indexes,
           pg_catalog.count(*) as relations
    from parts
    where (select pg_catalog.count(*) from parts) between 1 and 500
)
select pg_catalog.pg_size_pretty(total) as total,
       pg_catalog.pg_size_pretty(main) as main,
       pg_catalog.pg_size_pretty(table_ - main) as beside,
       pg_catalog.pg_size_pretty(indexes) as indexes,
       relations
from sizes
where total is not null
