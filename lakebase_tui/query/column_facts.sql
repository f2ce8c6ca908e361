-- What the catalogue knows of columns that a result names by table and number, and of their types.
-- The two lists of numbers are filled in by column_facts.py.
select 'column',
       a.attrelid,
       a.attnum,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull,
       coalesce((
           select i.indnkeyatts
           from pg_catalog.pg_index i
           where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)
       ), 0),
       n.nspname,
       c.relname,
       a.attname,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       pg_catalog.col_description(a.attrelid, a.attnum)
from (values {columns}) as wanted (relation, number)
join pg_catalog.pg_attribute a on a.attrelid = wanted.relation and a.attnum = wanted.number
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
union all
select 'type', t.oid, 0, pg_catalog.format_type(t.oid, null), false, 0, null, null, null, null, null
from pg_catalog.pg_type t
where t.oid in ({types})
