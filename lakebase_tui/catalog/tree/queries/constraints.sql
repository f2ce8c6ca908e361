-- The constraints of a relation, but for NOT NULL, which is told with its columns. $1: schema, $2: name.
select o.conname,
       pg_catalog.regexp_replace(
           pg_catalog.pg_get_constraintdef(o.oid, true), '^(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|EXCLUDE) ', ''
       ),
       pg_catalog.concat_ws(
           ' ',
           case o.contype when 'p' then 'PK' when 'u' then 'unique' when 'f' then 'FK' when 'c' then 'check'
           else 'exclude' end,
           case when not o.convalidated then 'unvalidated' end
       )
from pg_catalog.pg_constraint o
join pg_catalog.pg_class c on c.oid = o.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and o.contype in ('p', 'u', 'f', 'c', 'x')
order by pg_catalog.strpos('pufcx', o.contype::text), o.conname
