-- Columns in their order, of a relation or of a composite type.
select a.attname as name,
       a.attnum as number,
       pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
       case when a.attcollation not in (0, t.typcollation)
           then pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) end as collation,
       a.attnotnull as not_null,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) as default_value,
       a.attidentity::text as identity,
       a.attgenerated::text as generated,
       a.attstorage::text as storage,
       a.attstorage = t.typstorage as storage_is_default,
       a.attcompression::text as compression,
       nullif(a.attstattarget, -1) as statistics,
       (
           select pg_catalog.json_agg(o.option order by o.place)
           from pg_catalog.unnest(a.attoptions) with ordinality as o (option, place)
           where not pg_catalog.starts_with(o.option, 'pg_attver=')  -- the server's own note, in some minor versions
       ) as options,
       a.attfdwoptions as fdw_options,
       a.attislocal as is_local,
       a.attinhcount as parents,
       nn.conname as not_null_name,
       nn.connoinherit as not_null_no_inherit,
       nn.conislocal as not_null_is_local,
       nn.convalidated as not_null_validated,
       pg_catalog.obj_description(nn.oid, 'pg_constraint') as not_null_comment,
       case when c.relkind in ('i', 'I')
           then pg_catalog.pg_get_indexdef(c.oid, a.attnum, true) end as index_definition,
       (
           select a.attnum <= i.indnkeyatts
           from pg_catalog.pg_index i
           where i.indexrelid = c.oid
       ) as is_index_key,
       up.default_value as parent_default,
       coalesce(up.not_null, false) as parent_not_null,
       pg_catalog.col_description(c.oid, a.attnum) as comment
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_collation co on co.oid = a.attcollation
left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join pg_catalog.pg_constraint nn
    on nn.conrelid = a.attrelid and nn.contype = 'n' and nn.conkey[1] = a.attnum
left join lateral (
    select pg_catalog.min(pg_catalog.pg_get_expr(pd.adbin, pd.adrelid, true)) as default_value,
           pg_catalog.bool_or(pa.attnotnull) as not_null
    from pg_catalog.pg_inherits h
    join pg_catalog.pg_attribute pa on pa.attrelid = h.inhparent and pa.attname = a.attname
    left join pg_catalog.pg_attrdef pd on pd.adrelid = pa.attrelid and pd.adnum = pa.attnum
    where a.attinhcount > 0 and h.inhrelid = c.oid
) up on true
where c.oid = case $2
    when 'pg_class' then $1
    when 'pg_type' then (select y.typrelid from pg_catalog.pg_type y where y.oid = $1)
end
order by a.attnum
