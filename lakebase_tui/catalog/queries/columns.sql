-- The columns of $2 relations at most, by oid, after $1: their names, their types, and one digit each, to which
-- NOT NULL gives 1 and a value for who gives none gives 2.
-- Types are written for an empty search_path, which lasts as long as the question.
with empty as materialized (
    select pg_catalog.set_config('search_path', '', true) as path
), wanted as materialized (
    select c.oid
    from pg_catalog.pg_class c
    where c.oid > $1::pg_catalog.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by c.oid
    limit $2::pg_catalog.int4
)
select wanted.oid, found.names, found.types, found.digits
from empty
cross join wanted
cross join lateral (
    select pg_catalog.json_agg(a.attname order by a.attnum) as names,
           pg_catalog.json_agg(
               case when empty.path = '' then pg_catalog.format_type(a.atttypid, a.atttypmod) end
               order by a.attnum
           ) as types,
           pg_catalog.string_agg(
               (a.attnotnull::pg_catalog.int4
                   + 2 * (a.atthasdef or a.attidentity <> '')::pg_catalog.int4)::pg_catalog.text,
               '' order by a.attnum
           ) as digits
    from pg_catalog.pg_attribute a
    where a.attrelid = wanted.oid and a.attnum > 0 and not a.attisdropped
) found
order by wanted.oid
