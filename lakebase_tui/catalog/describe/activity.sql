-- What the server counted of a table since its statistics were last reset.
select u.seq_scan,
       u.seq_tup_read,
       u.idx_scan,
       u.idx_tup_fetch,
       u.n_tup_ins,
       u.n_tup_upd,
       u.n_tup_hot_upd,
       u.n_tup_del,
       u.n_live_tup,
       u.n_dead_tup,
       u.n_mod_since_analyze,
       pg_catalog.date_trunc('second', u.last_vacuum)::text as last_vacuum,
       pg_catalog.date_trunc('second', u.last_autovacuum)::text as last_autovacuum,
       pg_catalog.date_trunc('second', u.last_analyze)::text as last_analyze,
       pg_catalog.date_trunc('second', u.last_autoanalyze)::text as last_autoanalyze,
       pg_catalog.to_jsonb(u) ->> 'last_seq_scan' as last_seq_scan,
       pg_catalog.to_jsonb(u) ->> 'last_idx_scan' as last_idx_scan
from pg_catalog.pg_stat_all_tables u
where u.relid = $1
