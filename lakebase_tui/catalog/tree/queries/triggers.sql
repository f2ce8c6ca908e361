-- The triggers of a relation that somebody made. $1: schema, $2: name.
-- The bits of tgtype are the server's own: 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead.
select t.tgname,
       case when t.tgtype & 2 > 0 then 'before ' when t.tgtype & 64 > 0 then 'instead of ' else 'after ' end
       || pg_catalog.concat_ws(
           ' or ',
           case when t.tgtype & 4 > 0 then 'insert' end,
           case when t.tgtype & 16 > 0 then 'update' end,
           case when t.tgtype & 8 > 0 then 'delete' end,
           case when t.tgtype & 32 > 0 then 'truncate' end
       )
       || case when t.tgtype & 1 > 0 then ' each row' else ' each statement' end
       || ': ' || f.proname || '()',
       case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica' when 'A' then 'always' end
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and not t.tgisinternal
order by t.tgname
