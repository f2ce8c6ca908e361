-- A function or procedure: what it takes and gives, how it may be called, and its body.
select n.nspname as schema,
       p.proname as name,
       p.prokind::text as kind,
       pg_catalog.pg_get_userbyid(p.proowner) as owner,
       pg_catalog.pg_get_function_arguments(p.oid) as arguments,
       pg_catalog.pg_get_function_identity_arguments(p.oid) as signature,
       pg_catalog.pg_get_function_result(p.oid) as result,
       p.provolatile::text as volatility,
       p.proparallel::text as parallel,
       p.prosecdef as is_security_definer,
       p.proleakproof as is_leakproof,
       p.proisstrict as is_strict,
       p.proretset as is_set,
       l.lanname as language,
       p.procost as cost,
       p.prorows as rows,
       p.proconfig as settings,
       case when p.prosupport <> 0 then p.prosupport::text end as support,
       case when l.lanname in ('internal', 'c') then p.prosrc end as internal_name,
       p.probin as library,
       case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end as definition,
       case when l.lanname not in ('internal', 'c') and p.prosqlbody is null then p.prosrc end as source,
       case when p.prosqlbody is not null then pg_catalog.pg_get_function_sqlbody(p.oid) end as sql_body,
       pg_catalog.obj_description(p.oid, 'pg_proc') as comment,
       (
           select e.extname
           from pg_catalog.pg_depend d
           join pg_catalog.pg_extension e on e.oid = d.refobjid
           where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
               and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
       ) as extension
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
where p.oid = $1
