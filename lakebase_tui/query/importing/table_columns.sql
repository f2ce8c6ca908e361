-- The columns of a table that COPY can fill, in order; one row without a column for a table that has none.
select n.nspname,
       c.relname,
       a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull and not a.atthasdef and a.attidentity = ''
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a
  on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.oid = pg_catalog.to_regclass({table})
  and c.relkind in ('r', 'p', 'f', 'v')
order by a.attnum
