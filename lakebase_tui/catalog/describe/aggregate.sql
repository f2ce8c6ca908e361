-- How an aggregate works, row by row and at its end.
select a.aggkind::text as kind,
       a.aggnumdirectargs as direct_arguments,
       a.aggtransfn::pg_catalog.regproc::text as transition,
       nullif(a.aggfinalfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as final,
       nullif(a.aggcombinefn::pg_catalog.oid, 0)::pg_catalog.regproc::text as combine,
       nullif(a.aggserialfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as serial,
       nullif(a.aggdeserialfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as deserial,
       nullif(a.aggmtransfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as moving_transition,
       nullif(a.aggminvtransfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as moving_inverse,
       nullif(a.aggmfinalfn::pg_catalog.oid, 0)::pg_catalog.regproc::text as moving_final,
       a.aggfinalextra as final_extra,
       a.aggmfinalextra as moving_final_extra,
       a.aggfinalmodify::text as final_modify,
       a.aggmfinalmodify::text as moving_final_modify,
       case when a.aggkind = 'n' then 'r' else 'w' end as default_modify,
       (
           select pg_catalog.quote_ident(n.nspname) || '.' || o.oprname
           from pg_catalog.pg_operator o
           join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
           where o.oid = a.aggsortop
       ) as sort_operator,
       pg_catalog.format_type(a.aggtranstype, null) as state_type,
       a.aggtransspace as state_size,
       case when a.aggmtranstype <> 0 then pg_catalog.format_type(a.aggmtranstype, null) end as moving_state_type,
       a.aggmtransspace as moving_state_size,
       a.agginitval as initial,
       a.aggminitval as moving_initial,
       p.proparallel::text as parallel
from pg_catalog.pg_aggregate a
join pg_catalog.pg_proc p on p.oid = a.aggfnoid
where a.aggfnoid = $1
