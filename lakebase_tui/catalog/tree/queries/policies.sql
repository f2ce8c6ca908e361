-- The policies of a table: what for, whom for, and which rows. $1: schema, $2: name.
select p.polname,
       case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
       else 'all' end
       || ' to '
       || (
           select pg_catalog.string_agg(
               case when role = 0 then 'public' else pg_catalog.pg_get_userbyid(role)::text end, ', '
           )
           from pg_catalog.unnest(p.polroles) as role
       )
       || coalesce(' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) || ')', '')
       || coalesce(' check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) || ')', ''),
       case when not p.polpermissive then 'restrictive' end
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2
order by p.polname
