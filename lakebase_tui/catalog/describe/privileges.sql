-- Who may do what with the object ($2 is its catalogue) and its columns, and how that differs from what an
-- object has when it is made.
with objects (part, place, kind, owner, acl) as (
    select ''::text, 0, case c.relkind when 'S' then 's' else 'r' end::pg_catalog."char", c.relowner, c.relacl
    from pg_catalog.pg_class c
    where $2 = 'pg_class' and c.oid = $1 and c.relkind not in ('i', 'I')
    union all
    select a.attname::text, a.attnum, 'c', c.relowner, a.attacl
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped
    where $2 = 'pg_class' and c.oid = $1
    union all
    select '', 0, 'f', p.proowner, p.proacl
    from pg_catalog.pg_proc p
    where $2 = 'pg_proc' and p.oid = $1
    union all
    select '', 0, 'T', t.typowner, t.typacl
    from pg_catalog.pg_type t
    where $2 = 'pg_type' and t.oid = $1
    union all
    select '', 0, 'n', n.nspowner, n.nspacl
    from pg_catalog.pg_namespace n
    where $2 = 'pg_namespace' and n.oid = $1
),
had as (
    select o.part, o.place, a.grantor, a.grantee, a.privilege_type, a.is_grantable
    from objects o
    cross join lateral pg_catalog.aclexplode(pg_catalog.acldefault(o.kind, o.owner)) a
),
has as (
    select o.part, o.place, a.grantor, a.grantee, a.privilege_type, a.is_grantable, a.at
    from objects o
    cross join lateral pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault(o.kind, o.owner)))
        with ordinality as a (grantor, grantee, privilege_type, is_grantable, at)
)
select coalesce(has.part, had.part) as part,
       case when coalesce(has.grantee, had.grantee) <> 0
           then pg_catalog.pg_get_userbyid(coalesce(has.grantee, had.grantee)) end as grantee,
       pg_catalog.pg_get_userbyid(coalesce(has.grantor, had.grantor)) as grantor,
       coalesce(has.privilege_type, had.privilege_type) as privilege,
       coalesce(has.is_grantable, had.is_grantable) as is_grantable,
       had.part is not null as is_default,
       has.part is not null as is_held,
       o.owner = coalesce(has.grantor, had.grantor) as is_from_owner
from had
full join has using (part, place, grantor, grantee, privilege_type, is_grantable)
join objects o on o.part = coalesce(has.part, had.part) and o.place = coalesce(has.place, had.place)
order by coalesce(has.place, had.place), has.at nulls first, 4
