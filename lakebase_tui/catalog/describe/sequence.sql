-- How a sequence counts, how far it is where that may be seen, and the column that it is for.
select pg_catalog.format_type(s.seqtypid, null) as type,
       s.seqstart as start,
       s.seqmin as minimum,
       s.seqmax as maximum,
       s.seqincrement as increment,
       s.seqcycle as cycles,
       s.seqcache as cache,
       v.last_value,
       d.deptype = 'i' as is_identity,
       t.oid as table_oid,
       t.relkind::text as table_kind,
       t.relispartition as table_is_partition,
       tn.nspname as table_schema,
       t.relname as table_name,
       a.attname as column_name,
       a.attidentity::text as identity
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_sequences v on v.schemaname = n.nspname and v.sequencename = c.relname
left join pg_catalog.pg_depend d
    on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.seqrelid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i')
left join pg_catalog.pg_class t on t.oid = d.refobjid
left join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where s.seqrelid = $1
