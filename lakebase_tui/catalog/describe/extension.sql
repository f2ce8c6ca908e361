-- An extension by itself.
select e.extname as name,
       e.extversion as version,
       a.default_version,
       n.nspname as schema,
       e.extrelocatable as is_relocatable,
       pg_catalog.pg_get_userbyid(e.extowner) as owner,
       pg_catalog.obj_description(e.oid, 'pg_extension') as comment,
       a.comment as summary,
       (
           select pg_catalog.json_agg(r.extname order by r.extname)
           from pg_catalog.pg_depend d
           join pg_catalog.pg_extension r on r.oid = d.refobjid
           where d.classid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.objid = e.oid
               and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
       ) as requires
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_available_extensions a on a.name = e.extname
where e.oid = $1
