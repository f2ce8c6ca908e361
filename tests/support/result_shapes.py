"""Statements whose results have every shape, with what has to be there before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A text to be sent in one piece, after others."""

    text: str
    before: tuple[str, ...] = ()
    since: int = 14
    """The first major version of the server that takes it."""
    fails: bool = False


_T = (
    "create temp table t (id int primary key, name text, gone int)",
    "alter table t drop column gone",
    "insert into t values (1, 'a'), (2, null), (3, '')",
)
_PROCEDURES = (
    "create procedure pg_temp.answer(a int, inout n int, inout s text) language plpgsql as "
    "$$ begin raise notice 'called'; n := n + a; s := s || '!'; end $$",
    "create procedure pg_temp.nothing() language sql as 'select 1'",
    "create procedure pg_temp.commits() language plpgsql as $$ begin commit; end $$",
)
_RULE = (*_T, "create rule also as on insert to t do also (select 'first' as a, new.id; select 2 as b)")
_INSTEAD = (*_T, "create rule instead as on update to t do instead select old.id, 'kept' as what")
_NOTICES = (
    "do $$ begin for i in 1..3 loop raise notice 'n %', i; end loop; raise warning E'two\\nlines'; end $$"
)
_PLAN = "explain (analyze, costs off, timing off, summary off, buffers off"

SHAPES: dict[str, Shape] = {
    "no columns": Shape("select"),
    "no columns, 3 rows": Shape("select from generate_series(1, 3)"),
    "no columns, no rows": Shape("select where false"),
    "no rows": Shape("select 1 as a, 'x' as b where false"),
    "1,600 columns": Shape("select " + ", ".join(f"{i} as c{i % 7}" for i in range(1_600))),
    "1,600 columns, 250 rows": Shape(
        "select " + ", ".join("i" for _ in range(1_600)) + " from generate_series(1, 250) i"
    ),
    "same names": Shape('select 1 as a, 2 as a, 3, 4, 5 as "?column?"'),
    "odd names": Shape(
        'select 1 as " ", 2 as "a\nb", 3 as "a""b", 4 as "select", 5 as "ä🚲", 6 as "\x1b[31m", 7 as "[/]", '
        f'8 as "{"n" * 63}", 9 as "{"ü" * 31}", 10 as "\t", 11 as "a|b"'
    ),
    "null rows": Shape("select null, null::int, ''; select null from generate_series(1, 3)"),
    "rows in pieces": Shape(
        "select i, nullif(i % 3, 0), repeat('x', i % 50) from generate_series(1, 2501) i"
    ),
    "several results": Shape("select 1; select 2 as b, 3 as b; select; select 4 where false; values ('x')"),
    "results and others": Shape("select 1; create temp table n (); table n; select 2; drop table n"),
    "an error between": Shape("select 1; select 1/0; select 2", fails=True),
    "an error after rows": Shape("select 10 / (3 - i) from generate_series(1, 5) i", fails=True),
    "nothing": Shape(""),
    "semicolons": Shape(" ; ;; "),
    "a comment": Shape("-- nothing\n/* at all */"),
    "values": Shape("values (1, 'a'), (2, null)"),
    "table": Shape("table t", _T),
    "whole rows": Shape("select t, t.*, (t).name, row(t.*) from t order by id", _T),
    "system columns": Shape("select ctid, tableoid::regclass::text like '%t', cmin from t order by id", _T),
    "insert": Shape("insert into t values (7, 'g')", _T),
    "insert returning": Shape("insert into t values (7, 'g'), (8, null) returning id, name, 'x' as name", _T),
    "insert returning nothing": Shape("insert into t select 9, 'x' where false returning *", _T),
    "insert returning many": Shape(
        "insert into t select i, i::text from generate_series(10, 2510) i returning id", _T
    ),
    "on conflict": Shape("insert into t values (1, 'b') on conflict (id) do nothing returning id", _T),
    "update returning": Shape("update t set name = 'z' where id < 3 returning *", _T),
    "delete returning": Shape("delete from t where id = 1 returning t", _T),
    "merge returning": Shape(
        "merge into t using (values (1, 'm')) v (id, name) on t.id = v.id "
        "when matched then update set name = v.name returning merge_action(), t.*",
        _T,
        since=17,
    ),
    "old and new": Shape("update t set name = 'q' where id = 1 returning old.name, new.name", _T, since=18),
    "merge": Shape("merge into t using t s on t.id = s.id when matched then delete", _T, since=15),
    "a with that writes": Shape(
        "with d as (delete from t where id < 3 returning id, name) select count(*), max(id) from d", _T
    ),
    "a with that inserts": Shape(
        "with x as (select 5 as i) insert into t select i, 'w' from x returning *", _T
    ),
    "recursion": Shape(
        "with recursive r (n) as (values (1) union all select n + 1 from r where n < 300) table r"
    ),
    "select into": Shape("select id into temp u from t; table u", _T),
    "create table as": Shape("create temp table u as select * from t with no data; table u", _T),
    "truncate": Shape("truncate t; table t", _T),
    "rule": Shape("insert into t values (9, 'r')", _RULE),
    "rule instead": Shape("update t set name = 'x'", _INSTEAD),
    "call": Shape("call pg_temp.answer(1, 2, 'x')", _PROCEDURES),
    "call without parameters": Shape("call pg_temp.nothing()", _PROCEDURES),
    "call that commits": Shape("call pg_temp.commits()", _PROCEDURES),
    "notices": Shape(_NOTICES),
    "notices between": Shape(f"select 1; {_NOTICES}; select 2; drop table if exists nowhere; select 3"),
    "execute": Shape(
        "execute p (2); execute p (0)", ("prepare p (int) as select i from generate_series(1, $1) i",)
    ),
    "execute an insert": Shape(
        "execute p (5)", (*_T, "prepare p (int) as insert into t values ($1, 'p') returning *")
    ),
    "explain execute": Shape("explain (costs off) execute p", ("prepare p as select 1",)),
    "prepare": Shape("prepare p as select 1; execute p; deallocate p; deallocate all"),
    "cursor": Shape(
        "begin; declare c scroll cursor for select generate_series(1, 9); fetch 2 from c; move 3 in c; "
        "fetch c; fetch backward 2 from c; fetch 0 from c; fetch all from c; fetch c; close c; commit"
    ),
    "held cursor": Shape(
        "fetch all from c", ("declare c cursor with hold for select generate_series(1, 250)",)
    ),
    "cursor of a function": Shape(
        'begin; select pg_temp.opened(); fetch all from "my cursor"; commit',
        (
            "create function pg_temp.opened() returns refcursor language plpgsql as "
            "$$ declare c refcursor := 'my cursor'; begin open c for values (1, 'x'), (2, null); "
            "return c; end $$",
        ),
    ),
    "explain": Shape("explain select 1"),
    "explain json": Shape("explain (format json, costs off) select * from t where id = 1", _T),
    "explain yaml": Shape("explain (format yaml, costs off) values (1), (2)"),
    "explain xml": Shape("explain (format xml, costs off) select 1"),
    "explain analyze": Shape(f"{_PLAN}) select * from generate_series(1, 3)"),
    "explain of a change": Shape(f"{_PLAN}, format json) delete from t returning *", _T),
    "show": Shape("show search_path; show timezone"),
    "set": Shape("set work_mem = '5MB'; show work_mem; reset work_mem; reset all; discard plans"),
    "transaction": Shape("begin; select 1; savepoint s; rollback to s; release s; rollback; commit"),
    "failed transaction": Shape("begin; select 1/0; select 2", fails=True),
    "lock": Shape("begin; lock table t; select id from t for update; end", _T),
    "listen": Shape("listen door; unlisten door; select 1"),
    "copy out": Shape("copy (select i, null, E'a\\tb' from generate_series(1, 1000) i) to stdout"),
    "copy out as csv": Shape("copy t to stdout (format csv, header, force_quote *)", _T),
    "copy nothing": Shape("copy (select) to stdout; copy (select 1 where false) to stdout"),
    "copies between": Shape("select 1 as a; copy (values (1), (2)) to stdout; select 2 as b", _T),
    "utilities": Shape(
        "create temp view v as select 1 as a; comment on view v is 'x'; analyze t; table v", _T
    ),
    "set-returning": Shape("select * from unnest(array[1, 2], array['a']) with ordinality as u (a, b)"),
    "rows from": Shape("select * from rows from (generate_series(1, 3), jsonb_each('{\"a\": null}'))"),
    "records": Shape('select * from jsonb_to_record(\'{"a": 1}\') as r (a int, "B" text[])'),
    "grouping sets": Shape(
        "select name, count(*), grouping(name) from t group by rollup (name) order by 1, 3", _T
    ),
    "void": Shape("select pg_sleep(0), 1; select from pg_sleep(0)"),
}
"""By name."""
