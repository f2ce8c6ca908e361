-- The roles that a role is a member of, and its own members.
select m.member = $1 as is_upward,
       o.oid as ref_oid,
       o.rolname as ref_name,
       m.admin_option as is_admin,
       (pg_catalog.to_jsonb(m) ->> 'inherit_option')::pg_catalog.bool as inherits,
       (pg_catalog.to_jsonb(m) ->> 'set_option')::pg_catalog.bool as may_set,
       pg_catalog.pg_get_userbyid(m.grantor) as grantor
from pg_catalog.pg_auth_members m
join pg_catalog.pg_roles o on o.oid = case when m.member = $1 then m.roleid else m.member end
where m.member = $1 or m.roleid = $1
order by 1 desc, 3, 7
