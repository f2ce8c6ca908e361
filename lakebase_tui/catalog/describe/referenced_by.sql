-- Foreign keys of other tables (and its own) that name rows of this one, or of the tables it is a part of.
-- They are found by what depends on those: pg_constraint has no index on the table that is referred to.
with referred (oid) as (
    select $1
    union
    select up.relid::pg_catalog.oid
    from pg_catalog.pg_partition_ancestors($1::pg_catalog.regclass) as up (relid)
)
select k.oid as ref_oid,
       n.nspname as ref_schema,
       k.conname as ref_name,
       c.relname as ref_table,
       c.oid as table_oid,
       c.relkind::text as table_kind,
       c.relispartition as table_is_partition,
       n.nspname as table_schema,
       c.relname as table_name,
       pg_catalog.pg_get_constraintdef(k.oid, true) as definition
from (
    select distinct d.objid
    from referred r
    join pg_catalog.pg_depend d
        on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = r.oid
        and d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
) depending
join pg_catalog.pg_constraint k on k.oid = depending.objid
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where k.contype = 'f' and k.conparentid = 0 and k.confrelid in (select r.oid from referred r)
order by n.nspname, c.relname, k.conname
