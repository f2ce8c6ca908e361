-- What a range type is over.
select rn.nspname as range_schema,
       rt.typname as range_name,
       pg_catalog.format_type(r.rngsubtype, null) as subtype,
       pg_catalog.quote_ident(cln.nspname) || '.' || pg_catalog.quote_ident(o.opcname) as operator_class,
       o.opcdefault as operator_class_is_default,
       case when r.rngcollation not in (0, s.typcollation)
           then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) end as collation,
       nullif(r.rngcanonical::pg_catalog.oid, 0)::pg_catalog.regproc::text as canonical,
       nullif(r.rngsubdiff::pg_catalog.oid, 0)::pg_catalog.regproc::text as difference,
       pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname) as multirange
from pg_catalog.pg_range r
join pg_catalog.pg_type rt on rt.oid = r.rngtypid
join pg_catalog.pg_namespace rn on rn.oid = rt.typnamespace
join pg_catalog.pg_type s on s.oid = r.rngsubtype
join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
join pg_catalog.pg_namespace cln on cln.oid = o.opcnamespace
left join pg_catalog.pg_collation co on co.oid = r.rngcollation
left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
join pg_catalog.pg_type m on m.oid = r.rngmultitypid
join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace
where r.rngtypid = $1 or r.rngmultitypid = $1
