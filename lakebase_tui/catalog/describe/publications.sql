-- Publications of a table: by its name, by its schema, or of all tables.
select p.pubname as name,
       pg_catalog.pg_get_expr(r.prqual, r.prrelid) as row_filter,
       (
           select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
           from pg_catalog.pg_attribute a
           where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)
       ) as columns
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_rel r on r.prpubid = p.oid
where r.prrelid = $1
union all
select p.pubname, null, null
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_namespace s on s.pnpubid = p.oid
join pg_catalog.pg_class c on c.relnamespace = s.pnnspid
where c.oid = $1 and pg_catalog.pg_relation_is_publishable(c.oid)
union all
select p.pubname, null, null
from pg_catalog.pg_publication p
where p.puballtables and pg_catalog.pg_relation_is_publishable($1::pg_catalog.regclass)
order by 1
