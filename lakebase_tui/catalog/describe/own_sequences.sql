-- Sequences that columns of a table own: those of identity columns and of `serial` ones.
select s.seqrelid as ref_oid,
       c.relkind::text as ref_kind,
       n.nspname as ref_schema,
       c.relname as ref_name,
       d.deptype = 'i' as is_identity,
       a.attname as column_name,
       pg_catalog.format_type(s.seqtypid, null) as type,
       s.seqstart as start,
       s.seqmin as minimum,
       s.seqmax as maximum,
       s.seqincrement as increment,
       s.seqcycle as cycles,
       s.seqcache as cache,
       c.relpersistence::text as persistence
from pg_catalog.pg_depend d
join pg_catalog.pg_sequence s on s.seqrelid = d.objid
join pg_catalog.pg_class c on c.oid = s.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = $1
    and d.deptype in ('a', 'i')
order by a.attnum, c.relname
