-- Every role; the view is open to all, where the table behind it is not.
select r.rolname
from pg_catalog.pg_roles r
order by r.rolname
