-- Row security policies of a table, or the one that is asked for.
select p.oid as ref_oid,
       n.nspname as ref_schema,
       p.polname as ref_name,
       c.relname as ref_table,
       c.oid as table_oid,
       c.relkind::text as table_kind,
       c.relispartition as table_is_partition,
       n.nspname as table_schema,
       c.relname as table_name,
       c.relrowsecurity as row_security,
       p.polpermissive as is_permissive,
       p.polcmd::text as command,
       (
           select pg_catalog.json_agg(coalesce(r.rolname, 'public') order by r.rolname)
           from pg_catalog.unnest(p.polroles) as given (oid)
           left join pg_catalog.pg_roles r on r.oid = given.oid
       ) as roles,
       0::pg_catalog.oid = any (p.polroles) as is_for_all,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) as using_expression,
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) as check_expression,
       pg_catalog.obj_description(p.oid, 'pg_policy') as comment
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where case $2 when 'pg_policy' then p.oid = $1 else p.polrelid = $1 end
order by p.polname
