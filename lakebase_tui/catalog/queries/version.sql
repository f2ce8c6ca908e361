-- A text that is another when the schema is another, or the server's version. ANALYZE, VACUUM (FULL, too), TRUNCATE,
-- a refreshed materialized view, an index and a temporary table leave it as it is.
-- Sums do not depend on the order of rows. Where such a command writes a row anew, what is in it counts;
-- elsewhere who wrote it, which is cheaper to look at.
-- And which transactions have ended: where that is the same twice, none has ended between, DDL neither.
select
    pg_catalog.concat_ws(
        ' ',
        pg_catalog.current_setting('server_version_num'),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(row(n.oid, n.nspname), 0))
            from pg_catalog.pg_namespace n
            where n.nspname !~ '^pg_(toast|temp)'
        ),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(
                row(c.oid, c.relname, c.relnamespace, c.relkind, c.relispartition), 0
            ))
            from pg_catalog.pg_class c
            where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') and c.relpersistence <> 't'
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(
                a.xmin::pg_catalog.text, a.attrelid::pg_catalog.int8 * 2048 + a.attnum
            ))
            from pg_catalog.pg_attribute a
            join pg_catalog.pg_class c on c.oid = a.attrelid
            where a.attnum > 0 and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relpersistence <> 't'
        ),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(row(i.inhrelid, i.inhparent), 0))
            from pg_catalog.pg_inherits i
            join pg_catalog.pg_class c on c.oid = i.inhrelid
            where c.relkind in ('r', 'p', 'f')
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(
                d.description, d.objoid::pg_catalog.int8 * 2048 + d.objsubid
            ))
            from pg_catalog.pg_description d
            where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(p.xmin::pg_catalog.text, p.oid::pg_catalog.int8))
            from pg_catalog.pg_proc p
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(t.xmin::pg_catalog.text, t.oid::pg_catalog.int8))
            from pg_catalog.pg_type t
            where t.typtype in ('d', 'e', 'r', 'm') or t.typtype = 'b' and t.typcategory <> 'A'
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(e.xmin::pg_catalog.text, e.oid::pg_catalog.int8))
            from pg_catalog.pg_enum e
        ),
        (
            select pg_catalog.sum(pg_catalog.hashtextextended(k.xmin::pg_catalog.text, k.oid::pg_catalog.int8))
            from pg_catalog.pg_constraint k
            where k.contype = 'f'
        ),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(row(e.oid, e.extname, e.extversion), 0))
            from pg_catalog.pg_extension e
        ),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(row(r.oid, r.rolname), 0))
            from pg_catalog.pg_roles r
        ),
        (
            select pg_catalog.sum(pg_catalog.hash_record_extended(row(d.oid, d.datname, d.datallowconn), 0))
            from pg_catalog.pg_database d
        )
    ),
    -- A replica lists only the oldest one that goes on.
    case when not pg_catalog.pg_is_in_recovery() then pg_catalog.pg_current_snapshot() end
