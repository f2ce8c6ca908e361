-- Partitions, or tables that inherit. The default partition is the last.
select c.oid as ref_oid,
       c.relkind::text as ref_kind,
       c.relispartition as ref_is_partition,
       n.nspname as ref_schema,
       c.relname as ref_name,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bounds,
       c.reltuples::pg_catalog.float8 as row_estimate,
       coalesce((pg_catalog.to_jsonb(h) ->> 'inhdetachpending')::pg_catalog.bool, false) as is_detaching
from pg_catalog.pg_inherits h
join pg_catalog.pg_class c on c.oid = h.inhrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where h.inhparent = $1
order by pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', n.nspname, c.relname
