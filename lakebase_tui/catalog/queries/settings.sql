-- Parameters, what they may be where that is a list, and whether a session may change them.
select s.name,
       case when s.vartype = 'bool' then '["on", "off"]' else pg_catalog.array_to_json(s.enumvals)::pg_catalog.text end,
       s.unit,
       s.short_desc,
       s.context in ('user', 'superuser')
from pg_catalog.pg_settings s
order by s.name
