-- What a relation holds, by the name that a statement gives it.
-- $1: the names as written, schema and quotes included.
select n.name, c.relkind, case when c.relkind = 'p' then coalesce(p.tuples, -1) else c.reltuples end::text
  from pg_catalog.unnest($1::text[]) with ordinality as n(name, place)
  left join pg_catalog.pg_class as c on c.oid = pg_catalog.to_regclass(n.name)
  left join lateral (
       select pg_catalog.sum(part.reltuples) filter (where part.reltuples >= 0) as tuples
         from pg_catalog.pg_partition_tree(c.oid) as tree
         join pg_catalog.pg_class as part on part.oid = tree.relid
        where tree.isleaf) as p on c.relkind = 'p'
 order by n.place
