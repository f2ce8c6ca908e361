-- A role by itself; its password is nobody's to read.
select r.rolname as name,
       r.rolsuper as is_superuser,
       r.rolinherit as inherits,
       r.rolcreaterole as creates_roles,
       r.rolcreatedb as creates_databases,
       r.rolcanlogin as can_login,
       r.rolreplication as replicates,
       r.rolbypassrls as bypasses_row_security,
       r.rolconnlimit as connection_limit,
       r.rolvaliduntil::text as valid_until,
       pg_catalog.shobj_description(r.oid, 'pg_authid') as comment
from pg_catalog.pg_roles r
where r.oid = $1
