-- The indexes of a relation, the primary key's first. $1: schema, $2: name.
select x.relname,
       m.amname || ' ('
       || (
           select pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true), ', ' order by k)
           from pg_catalog.generate_series(1, i.indnkeyatts) as k
       )
       || ')'
       || coalesce(' where ' || pg_catalog.pg_get_expr(i.indpred, i.indrelid, true), ''),
       pg_catalog.concat_ws(
           ' ',
           case when i.indisprimary then 'PK' when i.indisunique then 'unique' end,
           case when not i.indisvalid then 'invalid' end
       )
from pg_catalog.pg_index i
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = x.relam
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2
order by i.indisprimary desc, i.indisunique desc, x.relname
