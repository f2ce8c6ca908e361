-- A schema by itself.
select n.nspname as name,
       pg_catalog.pg_get_userbyid(n.nspowner) as owner,
       pg_catalog.obj_description(n.oid, 'pg_namespace') as comment,
       (
           select e.extname
           from pg_catalog.pg_depend d
           join pg_catalog.pg_extension e on e.oid = d.refobjid
           where d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objid = n.oid
               and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
       ) as extension
from pg_catalog.pg_namespace n
where n.oid = $1
