-- What an extension brought, as the server names it; those that can be described by themselves with their oid.
select pg_catalog.pg_describe_object(d.classid, d.objid, 0) as described,
       case when c.oid is not null then 'pg_class' when p.oid is not null then 'pg_proc'
           when t.oid is not null then 'pg_type' end as ref_class,
       d.objid as ref_oid,
       coalesce(c.relkind::text, p.prokind::text, t.typtype::text) as ref_kind,
       coalesce(c.relispartition, false) as ref_is_partition,
       n.nspname as ref_schema,
       coalesce(c.relname, p.proname, t.typname) as ref_name
from pg_catalog.pg_depend d
left join pg_catalog.pg_class c
    on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = d.objid
left join pg_catalog.pg_proc p
    on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid
left join pg_catalog.pg_type t
    on d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.objid
left join pg_catalog.pg_namespace n on n.oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)
where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = $1 and d.deptype = 'e'
order by 1
