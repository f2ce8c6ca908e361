-- A relation by itself: what it is, whose, how it is kept, and what it is a partition of.
select n.nspname as schema,
       c.relname as name,
       c.relkind::text as kind,
       c.relispartition as is_partition,
       c.relpersistence::text as persistence,
       pg_catalog.pg_get_userbyid(c.relowner) as owner,
       m.amname as method,
       pg_catalog.current_setting('default_table_access_method') as default_method,
       s.spcname as tablespace,
       c.reloptions as options,
       toast.reloptions as toast_options,
       c.relreplident::text as replica_identity,
       c.relrowsecurity as row_security,
       c.relforcerowsecurity as row_security_forced,
       c.reltuples::pg_catalog.float8 as row_estimate,
       c.relispopulated as is_populated,
       pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bounds,
       case when c.relispartition and c.relkind in ('r', 'p', 'f')
           then pg_catalog.pg_get_partition_constraintdef(c.oid) end as partition_constraint,
       case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
       case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
       pg_catalog.obj_description(c.oid, 'pg_class') as comment,
       (
           select e.extname
           from pg_catalog.pg_depend d
           join pg_catalog.pg_extension e on e.oid = d.refobjid
           where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
               and d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
       ) as extension
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_am m on m.oid = c.relam
left join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
left join pg_catalog.pg_class toast on toast.oid = c.reltoastrelid
where c.oid = $1
