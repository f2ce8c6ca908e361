-- Indexes of a table, or the one index that is asked for.
select c.oid as ref_oid,
       c.relkind::text as ref_kind,
       n.nspname as ref_schema,
       c.relname as ref_name,
       m.amname as method,
       pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) as definition,
       pg_catalog.quote_ident(c.relname) as quoted,
       i.indisprimary as is_primary,
       i.indisunique as is_unique,
       coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false)
           as nulls_not_distinct,
       i.indisclustered as is_clustered,
       i.indisvalid as is_valid,
       i.indisready as is_ready,
       i.indisreplident as is_replica_identity,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) as predicate,
       k.conname as constraint_name,
       k.contype::text as constraint_type,
       pg_catalog.pg_get_constraintdef(k.oid, true) as constraint_definition,
       k.condeferrable as is_deferrable,
       k.condeferred as is_deferred,
       s.spcname as tablespace,
       c.reloptions as options,
       up.inhparent as parent_oid,
       pn.nspname as parent_schema,
       pc.relname as parent_name,
       t.oid as table_oid,
       t.relkind::text as table_kind,
       t.relispartition as table_is_partition,
       tn.nspname as table_schema,
       t.relname as table_name,
       case when c.relkind = 'i' then pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(c.oid)) end as size,
       u.idx_scan as scans,
       pg_catalog.to_jsonb(u) ->> 'last_idx_scan' as last_scan,
       u.idx_tup_read as entries_read,
       u.idx_tup_fetch as rows_fetched,
       (
           select pg_catalog.json_object_agg(a.attnum, a.attstattarget)
           from pg_catalog.pg_attribute a
           where a.attrelid = c.oid and a.attstattarget >= 0
       ) as statistics,
       pg_catalog.obj_description(c.oid, 'pg_class') as comment
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
left join pg_catalog.pg_constraint k
    on k.conindid = c.oid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
left join pg_catalog.pg_inherits up on up.inhrelid = c.oid
left join pg_catalog.pg_class pc on pc.oid = up.inhparent
left join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace
left join pg_catalog.pg_stat_all_indexes u on u.indexrelid = c.oid
where i.indrelid = $1 or i.indexrelid = $1
order by i.indisprimary desc, c.relname
