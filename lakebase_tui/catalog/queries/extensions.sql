-- Extensions of this database.
select e.extname
from pg_catalog.pg_extension e
order by e.extname
