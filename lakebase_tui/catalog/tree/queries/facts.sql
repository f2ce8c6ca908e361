-- Of one relation: its owner, how many parts of each kind it has, the columns of its primary key, and the
-- comments of columns. $1: schema, $2: name.
with relation as (
    select c.oid, c.relowner
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = $2
)
select 'owner', pg_catalog.pg_get_userbyid(r.relowner)::text, 0, null::text
from relation r
union all
select 'parts', 'indexes', pg_catalog.count(*), null
from relation r
join pg_catalog.pg_index i on i.indrelid = r.oid
union all
select 'parts', 'constraints', pg_catalog.count(*), null
from relation r
join pg_catalog.pg_constraint o on o.conrelid = r.oid and o.contype in ('p', 'u', 'f', 'c', 'x')
union all
select 'parts', 'triggers', pg_catalog.count(*), null
from relation r
join pg_catalog.pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
union all
select 'parts', 'policies', pg_catalog.count(*), null
from relation r
join pg_catalog.pg_policy p on p.polrelid = r.oid
union all
select 'parts', 'rules', pg_catalog.count(*), null
from relation r
join pg_catalog.pg_rewrite w on w.ev_class = r.oid and w.rulename <> '_RETURN'
union all
select 'key', a.attname, a.attnum, null
from relation r
join pg_catalog.pg_index i on i.indrelid = r.oid and i.indisprimary
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = any (i.indkey)
union all
select 'comment', a.attname, a.attnum, d.description
from relation r
join pg_catalog.pg_description d
    on d.objoid = r.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid > 0
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.objsubid
