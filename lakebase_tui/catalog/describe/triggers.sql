-- Triggers of a table, or the one that is asked for; those of foreign keys only where they were switched off.
select t.oid as ref_oid,
       n.nspname as ref_schema,
       t.tgname as ref_name,
       c.relname as ref_table,
       c.oid as table_oid,
       c.relkind::text as table_kind,
       c.relispartition as table_is_partition,
       n.nspname as table_schema,
       c.relname as table_name,
       pg_catalog.pg_get_triggerdef(t.oid, true) as definition,
       t.tgenabled::text as enabled,
       t.tgisinternal as is_internal,
       t.tgparentid <> 0 as is_copy,
       (
           select pg_catalog.quote_ident(un.nspname) || '.' || pg_catalog.quote_ident(uc.relname)
           from pg_catalog.pg_partition_ancestors(t.tgrelid) with ordinality as up (relid, depth)
           join pg_catalog.pg_trigger ut on ut.tgrelid = up.relid and ut.tgname = t.tgname and ut.tgparentid = 0
           join pg_catalog.pg_class uc on uc.oid = up.relid
           join pg_catalog.pg_namespace un on un.oid = uc.relnamespace
           where t.tgparentid <> 0
           order by up.depth
           limit 1
       ) as copied_from,
       p.oid as routine_oid,
       p.prokind::text as routine_kind,
       pn.nspname as routine_schema,
       p.proname as routine_name,
       pg_catalog.obj_description(t.oid, 'pg_trigger') as comment
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_proc p on p.oid = t.tgfoid
join pg_catalog.pg_namespace pn on pn.oid = p.pronamespace
where case $2
    when 'pg_trigger' then t.oid = $1
    else t.tgrelid = $1 and (not t.tgisinternal or t.tgenabled = 'D' or t.tgparentid <> 0 and not exists (
        select from pg_catalog.pg_trigger above where above.oid = t.tgparentid and above.tgisinternal
    ))
end
order by t.tgname
