-- A type: what it is made of, and what the server needs to know of it.
select n.nspname as schema,
       t.typname as name,
       t.typtype::text as kind,
       pg_catalog.format_type(t.oid, null) as written,
       pg_catalog.pg_get_userbyid(t.typowner) as owner,
       t.typlen as length,
       t.typbyval as by_value,
       t.typalign::text as alignment,
       t.typstorage::text as storage,
       t.typcategory::text as category,
       t.typispreferred as is_preferred,
       t.typdelim::text as delimiter,
       t.typdefault as default_value,
       t.typnotnull as not_null,
       case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as base,
       case when t.typtype = 'd' and t.typcollation <> b.typcollation
           then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) end as collation,
       t.typcollation <> 0 as is_collatable,
       nullif(t.typinput::pg_catalog.oid, 0)::pg_catalog.regproc::text as input,
       nullif(t.typoutput::pg_catalog.oid, 0)::pg_catalog.regproc::text as output,
       nullif(t.typreceive::pg_catalog.oid, 0)::pg_catalog.regproc::text as receive,
       nullif(t.typsend::pg_catalog.oid, 0)::pg_catalog.regproc::text as send,
       (
           select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder)
           from pg_catalog.pg_enum e
           where e.enumtypid = t.oid
       ) as labels,
       (
           select nn.conname
           from pg_catalog.pg_constraint nn
           where nn.contypid = t.oid and nn.contype = 'n'
       ) as not_null_name,
       pg_catalog.obj_description(t.oid, 'pg_type') as comment,
       (
           select e.extname
           from pg_catalog.pg_depend d
           join pg_catalog.pg_extension e on e.oid = d.refobjid
           where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = t.oid
               and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
       ) as extension
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join pg_catalog.pg_type b on b.oid = t.typbasetype
left join pg_catalog.pg_collation co on co.oid = t.typcollation
left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
where t.oid = $1
