-- Rules of a table or view, without the one that makes a view a view.
select r.rulename as name,
       pg_catalog.pg_get_ruledef(r.oid, true) as definition,
       r.ev_enabled::text as enabled,
       pg_catalog.obj_description(r.oid, 'pg_rewrite') as comment
from pg_catalog.pg_rewrite r
where r.ev_class = $1 and r.rulename <> '_RETURN'
order by r.rulename
