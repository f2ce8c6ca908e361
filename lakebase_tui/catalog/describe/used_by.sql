-- What would break without this object ($2 is its catalogue): views, routines, defaults, columns, triggers.
-- Foreign keys, indexes and partitions are told elsewhere.
with found as (
    select distinct on (u.class, u.oid, u.part) u.class, u.oid, u.part
    from pg_catalog.pg_depend d
    cross join lateral (
        select 'pg_class' as class, r.ev_class as oid,
               case when r.rulename = '_RETURN' then '' else r.rulename end as part
        from pg_catalog.pg_rewrite r
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid
        union all
        select 'pg_class', a.adrelid, att.attname
        from pg_catalog.pg_attrdef a
        join pg_catalog.pg_attribute att on att.attrelid = a.adrelid and att.attnum = a.adnum
        where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and a.oid = d.objid
        union all
        select 'pg_class', a.attrelid, a.attname
        from pg_catalog.pg_attribute a
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
            and a.attrelid = d.objid and a.attnum = d.objsubid and d.objsubid > 0
        union all
        select 'pg_class', i.indexrelid, ''
        from pg_catalog.pg_index i
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
            and i.indexrelid = d.objid and i.indrelid <> $1
        union all
        select 'pg_class', k.conrelid, k.conname
        from pg_catalog.pg_constraint k
        where d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = d.objid
            and k.contype <> 'f' and k.conrelid <> 0
        union all
        select 'pg_type', k.contypid, k.conname
        from pg_catalog.pg_constraint k
        where d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = d.objid
            and k.contypid <> 0
        union all
        select 'pg_class', t.tgrelid, t.tgname
        from pg_catalog.pg_trigger t
        where d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and t.oid = d.objid
            and not t.tgisinternal
        union all
        select 'pg_class', p.polrelid, p.polname
        from pg_catalog.pg_policy p
        where d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = d.objid
        union all
        select 'pg_proc', p.oid, ''
        from pg_catalog.pg_proc p
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid
            and not exists (  -- what a range type makes for itself
                select
                from pg_catalog.pg_depend own
                where own.classid = d.classid and own.objid = d.objid and own.deptype = 'i'
            )
        union all
        select 'pg_type', t.oid, ''
        from pg_catalog.pg_type t
        where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.objid
    ) u
    where d.refobjid = $1 and d.deptype = 'n'
        and d.refclassid = (
            select c.oid from pg_catalog.pg_class c
            where c.relname = $2 and c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace
        )
        and not (u.class = $2 and u.oid = $1)
)
select f.class as ref_class,
       f.oid as ref_oid,
       coalesce(c.relkind::text, p.prokind::text, t.typtype::text) as ref_kind,
       coalesce(c.relispartition, false) as ref_is_partition,
       n.nspname as ref_schema,
       coalesce(c.relname, p.proname, t.typname) as ref_name,
       f.part
from found f
left join pg_catalog.pg_class c on f.class = 'pg_class' and c.oid = f.oid
left join pg_catalog.pg_proc p on f.class = 'pg_proc' and p.oid = f.oid
left join pg_catalog.pg_type t on f.class = 'pg_type' and t.oid = f.oid
join pg_catalog.pg_namespace n on n.oid = coalesce(c.relnamespace, p.pronamespace, t.typnamespace)
order by 1, 3, 5, 6, 7
limit 500
