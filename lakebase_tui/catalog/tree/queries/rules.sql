-- The rules of a relation, but for the one that makes a view. $1: schema, $2: name.
select w.rulename,
       pg_catalog.pg_get_ruledef(w.oid, true),
       case w.ev_enabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end
from pg_catalog.pg_rewrite w
join pg_catalog.pg_class c on c.oid = w.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and w.rulename <> '_RETURN'
order by w.rulename
