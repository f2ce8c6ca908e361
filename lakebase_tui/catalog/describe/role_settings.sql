-- Settings that a session of a role begins with, in all databases or in one.
select d.datname as database, pg_catalog.split_part(s.line, '=', 1) as name,
       pg_catalog.substr(s.line, pg_catalog.strpos(s.line, '=') + 1) as value
from pg_catalog.pg_db_role_setting r
left join pg_catalog.pg_database d on d.oid = r.setdatabase
cross join lateral pg_catalog.unnest(r.setconfig) as s (line)
where r.setrole = $1
order by 1 nulls first, 2
