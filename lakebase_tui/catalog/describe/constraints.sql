-- Constraints of a table or a domain, or the one that is asked for. A partition shows the foreign keys of
-- the tables above it, as they hold for it too.
select k.oid as ref_oid,
       n.nspname as ref_schema,
       k.conname as ref_name,
       coalesce(c.relname, t.typname) as ref_table,
       k.contype::text as type,
       k.conkey as columns,
       pg_catalog.pg_get_constraintdef(k.oid, true) as definition,
       k.conislocal as is_local,
       k.coninhcount as parents,
       k.connoinherit as no_inherit,
       k.convalidated as is_validated,
       coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::pg_catalog.bool, true) as is_enforced,
       k.condeferrable as is_deferrable,
       k.condeferred as is_deferred,
       k.conparentid <> 0 as is_copy,
       k.conrelid = $1 as is_own,
       k.contypid <> 0 as is_of_domain,
       c.oid as table_oid,
       c.relkind::text as table_kind,
       c.relispartition as table_is_partition,
       n.nspname as table_schema,
       c.relname as table_name,
       t.oid as domain_oid,
       f.oid as other_oid,
       f.relkind::text as other_kind,
       f.relispartition as other_is_partition,
       fn.nspname as other_schema,
       f.relname as other_name,
       i.relname as index_name,
       k.conindid as index_oid,
       pg_catalog.obj_description(k.oid, 'pg_constraint') as comment
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
left join pg_catalog.pg_class c on c.oid = k.conrelid
left join pg_catalog.pg_type t on t.oid = k.contypid
left join pg_catalog.pg_class f on f.oid = k.confrelid
left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
left join pg_catalog.pg_class i on i.oid = k.conindid and k.contype in ('p', 'u', 'x')
where case $2
    when 'pg_constraint' then k.oid = $1
    when 'pg_type' then k.contypid = $1 and k.contype <> 'n'
    else k.conrelid = any ($1 || array(
            select up.relid::pg_catalog.oid
            from pg_catalog.pg_partition_ancestors($1::pg_catalog.regclass) as up (relid)
        ))
        and (
            k.conrelid = $1 and k.contype in ('c', 'p', 'u', 'x', 'f', 'n')
            or k.contype = 'f' and k.conparentid = 0
        )
end
order by k.contype, k.conname
