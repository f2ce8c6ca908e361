-- What this object ($2 is its catalogue) is made with: tables, routines and types, those of the server left out.
with own (class, oid) as (
    select $2, $1
    union all
    select 'pg_rewrite', r.oid from pg_catalog.pg_rewrite r where $2 = 'pg_class' and r.ev_class = $1
    union all
    select 'pg_attrdef', a.oid from pg_catalog.pg_attrdef a where $2 = 'pg_class' and a.adrelid = $1
),
found as (
    select distinct d.refclassid, d.refobjid
    from own
    join pg_catalog.pg_class k
        on k.relname = own.class and k.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
    join pg_catalog.pg_depend d on d.classid = k.oid and d.objid = own.oid and d.deptype = 'n'
    where not (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = $1 and $2 = 'pg_class')
)
select case when c.oid is not null then 'pg_class' when p.oid is not null then 'pg_proc' else 'pg_type' end
           as ref_class,
       f.refobjid as ref_oid,
       coalesce(c.relkind::text, p.prokind::text, t.typtype::text) as ref_kind,
       coalesce(c.relispartition, false) as ref_is_partition,
       n.nspname as ref_schema,
       coalesce(c.relname, p.proname, t.typname) as ref_name
from found f
left join pg_catalog.pg_class c
    on f.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = f.refobjid
left join pg_catalog.pg_proc p
    on f.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = f.refobjid
left join pg_catalog.pg_type t
    on f.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = f.refobjid
join pg_catalog.pg_namespace n on n.oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)
order by 1, 3, 5, 6
limit 500
