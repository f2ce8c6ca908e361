-- What can stand in FROM, and sequences: $2 of them at most, by oid, after $1.
select c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       case when c.relispartition then (
           select i.inhparent
           from pg_catalog.pg_inherits i
           where i.inhrelid = c.oid
           order by i.inhseqno
           limit 1
       ) end,
       c.reltuples,
       d.description
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d
    on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
where c.oid > $1::pg_catalog.oid and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
order by c.oid
limit $2::pg_catalog.int4
