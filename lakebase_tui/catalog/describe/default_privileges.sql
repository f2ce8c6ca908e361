-- What objects that are made in a schema get beyond what they have anyway.
select pg_catalog.pg_get_userbyid(d.defaclrole) as maker,
       d.defaclobjtype::text as type,
       case when a.grantee <> 0 then pg_catalog.pg_get_userbyid(a.grantee) end as grantee,
       a.is_grantable,
       pg_catalog.string_agg(a.privilege_type, ', ' order by a.privilege_type) as privileges
from pg_catalog.pg_default_acl d
cross join lateral pg_catalog.aclexplode(d.defaclacl) a
where d.defaclnamespace = $1
group by 1, 2, 3, 4
order by 1, 2, 3 nulls first, 4
