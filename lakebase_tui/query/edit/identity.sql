select
    n.nspname,
    c.relname,
    c.relkind::text,
    pg_catalog.pg_get_userbyid(c.relowner),
    c.relnamespace in ('pg_catalog'::pg_catalog.regnamespace, 'pg_toast'::pg_catalog.regnamespace)
        or n.nspname = 'information_schema' as of_the_system,
    exists (select from pg_catalog.pg_rewrite r where r.ev_class = c.oid) as has_rules,
    c.relkind = 'r'
        and exists (select from pg_catalog.pg_inherits i where i.inhparent = c.oid) as has_children,
    pg_catalog.row_security_active(c.oid),
    (
        select pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
        from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attnum < 0 and a.attname = 'xmin'
    ) as may_see_xmin,
    pg_catalog.has_table_privilege(c.oid, 'DELETE'),
    pg_catalog.pg_is_in_recovery(),
    pg_catalog.current_setting('transaction_read_only'),
    (
        select pg_catalog.json_agg(
            pg_catalog.json_build_object(
                'number', a.attnum,
                'name', a.attname,
                'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                'cast', pg_catalog.format_type(a.atttypid, -1),
                'category', coalesce(b.typcategory, t.typcategory),
                'not_null', a.attnotnull or t.typnotnull,
                'default', coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), t.typdefault),
                'identity', a.attidentity,
                'generated', a.attgenerated,
                'may_update', pg_catalog.has_column_privilege(c.oid, a.attnum, 'UPDATE'),
                'may_insert', pg_catalog.has_column_privilege(c.oid, a.attnum, 'INSERT'),
                'labels', (
                    select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder)
                    from pg_catalog.pg_enum e
                    where e.enumtypid = coalesce(b.oid, t.oid)
                )
            ) order by a.attnum
        )
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        left join pg_catalog.pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns,
    (
        select pg_catalog.json_agg(k.numbers order by k.indisprimary desc, pg_catalog.json_array_length(k.numbers))
        from (
            select
                i.indisprimary,
                (
                    select pg_catalog.json_agg(i.indkey[place] order by place)
                    from pg_catalog.generate_series(0, i.indnkeyatts - 1) place
                ) as numbers
            from pg_catalog.pg_index i
            where i.indrelid = c.oid
                and i.indisunique and i.indisvalid and i.indislive
                and i.indpred is null and i.indexprs is null
                and not exists (
                    select
                    from pg_catalog.generate_series(0, i.indnkeyatts - 1) place
                    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[place]
                    where not a.attnotnull
                )
        ) k
    ) as keys
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid = {oid}
