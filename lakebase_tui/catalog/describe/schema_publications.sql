-- Publications of all tables of a schema.
select p.pubname as name
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_namespace s on s.pnpubid = p.oid
where s.pnnspid = $1
order by 1
