-- What a table inherits from or is a partition of, in the order of its declaration.
select c.oid as ref_oid,
       c.relkind::text as ref_kind,
       c.relispartition as ref_is_partition,
       n.nspname as ref_schema,
       c.relname as ref_name,
       coalesce((pg_catalog.to_jsonb(h) ->> 'inhdetachpending')::pg_catalog.bool, false) as is_detaching
from pg_catalog.pg_inherits h
join pg_catalog.pg_class c on c.oid = h.inhparent
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where h.inhrelid = $1
order by h.inhseqno
