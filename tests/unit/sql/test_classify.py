import pytest

from lakebase_tui.sql.classify import StatementFacts, classify

S = StatementFacts


@pytest.mark.parametrize(
    ("sql", "facts"),
    [
        ("select * from sales.orders o join x on true", S("select", True, False, main_relation="orders")),
        ("select (select 1 from a) from b", S("select", True, False, main_relation="b")),
        ("select 1 from (select 2 from inn) x", S("select", True, False, main_relation="inn")),
        ('select from "Sales"."my ""t"""', S("select", True, False, main_relation='my "t"')),
        ("table Foo", S("select", True, False, main_relation="foo")),
        ("values (1)", S("select", True, False)),
        ("(select 1 from z) union select 2", S("select", True, False, main_relation="z")),
        ("with a as (select 1) select * from a", S("select", True, False, main_relation="a")),
        ("with a as (delete from t returning *) select 1", S("select", True, True)),
        ("with a as (select 1) insert into t select 1 from a", S("insert", False, True, main_relation="t")),
        ("insert into a.b values (1) returning x", S("insert", True, True, main_relation="b")),
        ("update sales.t set a = 1 from b", S("update", False, True, main_relation="t")),
        ("delete from only t using y returning *", S("delete", True, True, main_relation="t")),
        ("select 1 into foo from q", S("select", False, True, ddl=True, main_relation="q")),
        ("select 1 into temp foo", S("select", False, True, ddl=True, changes_session=True)),
        (
            "with a as (select 1) select 1 into b from a",
            S("select", False, True, ddl=True, main_relation="a"),
        ),
        ("select 1 from t for update", S("select", True, False, main_relation="t")),
        ("select 1 from t for key share of t nowait", S("select", True, False, main_relation="t")),
        ("select 1 from t where id = any (select 1 from u)", S("select", True, False, main_relation="t")),
        ("table foo limit 1", S("select", True, False, main_relation="foo")),
        ("((values (1), (2)) union table t)", S("select", True, False, main_relation="t")),
        ("(with a as (delete from t returning *) select 1)", S("select", True, True)),
        (
            "with a as (merge into t using s on b when matched then delete returning *) select 1",
            S("select", True, True),
        ),
        ("merge into t using s on a when matched then delete", S("merge", False, True, main_relation="t")),
        (
            "merge into t using s on a when matched then delete returning *",
            S("merge", True, True, main_relation="t"),
        ),
        ("insert into t default values", S("insert", False, True, main_relation="t")),
        ("explain update t set a = 1", S("explain", True, False, main_relation="t")),
        ("explain analyze update t set a = 1", S("explain", True, True, main_relation="t")),
        ("explain (analyze off) delete from t", S("explain", True, False, main_relation="t")),
        ("explain (costs off, analyze) delete from t", S("explain", True, True, main_relation="t")),
        ("explain analyze select 1 from t", S("explain", True, False, main_relation="t")),
        ("explain (analyze no) delete from t", S("explain", True, False, main_relation="t")),
        ("explain analyse verbose with a as (delete from t) select 1", S("explain", True, True)),
        ("explain create table z as select 1", S("explain", True, False, main_relation="z")),
        ("explain analyze create table z as select 1", S("explain", True, True, ddl=True, main_relation="z")),
        ("explain execute x", S("explain", True, False)),
        ("explain analyze execute x", S("explain", True, None, changes_session=True)),
        ("explain analyze declare c cursor for select 1", S("explain", True, False)),
        ("explain select set_config('a', 'b', false)", S("explain", True, False)),
        (
            "explain analyze select set_config('a', 'b', false)",
            S("explain", True, False, changes_session=True),
        ),
        ("show all", S("show", True, False)),
        ("fetch 10 from c", S("fetch", True, False)),
        ("move 1 in c", S("move", False, False)),
        ("create table z as select 1 from q", S("create table", False, True, ddl=True, main_relation="z")),
        (
            "create temp table x(a int)",
            S("create table", False, True, ddl=True, main_relation="x", changes_session=True),
        ),
        (
            "create or replace view s.v as select 1",
            S("create view", False, True, ddl=True, main_relation="v"),
        ),
        ("drop table if exists s.a, b", S("drop table", False, True, ddl=True, main_relation="a")),
        ("alter table s.o add x int", S("alter table", False, True, ddl=True, main_relation="o")),
        ("truncate a.b", S("truncate", False, True, main_relation="b")),
        ("copy t (a, b) from stdin", S("copy", False, True, is_copy="in", main_relation="t")),
        ("copy (select 1) to stdout with csv", S("copy", False, False, is_copy="out")),
        ("copy t to '/tmp/x'", S("copy", False, False, main_relation="t")),
        ("copy t from '/tmp/x'", S("copy", False, True, main_relation="t")),
        (
            "copy (delete from t returning *) to stdout",
            S("copy", False, True, is_copy="out", main_relation="t"),
        ),
        ("copy (select 1 from a) to program 'x'", S("copy", False, False, main_relation="a")),
        ("lock table a.b in share mode", S("lock", False, False, main_relation="b")),
        ("analyse t", S("analyse", False, True, main_relation="t")),
        ("refresh materialized view v", S("refresh", False, True, main_relation="v")),
        ("begin isolation level serializable", S("begin", False, False, "begin")),
        ("start transaction", S("start", False, False, "begin")),
        ("/* a */ COMMIT and chain", S("commit", False, False, "commit")),
        ("end", S("end", False, False, "commit")),
        ("abort", S("abort", False, False, "rollback")),
        ("rollback", S("rollback", False, False, "rollback")),
        ("rollback work to savepoint a", S("rollback", False, False, "rollback to")),
        ("rollback prepared 'x'", S("rollback", False, False, "rollback prepared")),
        ("savepoint a", S("savepoint", False, False, "savepoint")),
        ("release a", S("release", False, False, "release")),
        ("prepare transaction 'x'", S("prepare", False, False, "prepare transaction")),
        ("prepare x as select 1", S("prepare", False, False, changes_session=True)),
        ("set search_path to x", S("set", False, False, changes_session=True)),
        ("set local work_mem to '1MB'", S("set", False, False)),
        ("set transaction read only", S("set", False, False)),
        ("set constraints all deferred", S("set", False, False)),
        ("set local role x", S("set", False, False)),
        ("set role x", S("set", False, False, changes_session=True)),
        ("reset role", S("reset", False, False, changes_session=True)),
        ("set session authorization default", S("set", False, False, changes_session=True)),
        (
            "set session characteristics as transaction read only",
            S("set", False, False, changes_session=True),
        ),
        ("set time zone 'UTC'", S("set", False, False, changes_session=True)),
        ("prepare x as delete from t", S("prepare", False, False, changes_session=True, main_relation="t")),
        ("deallocate all", S("deallocate", False, False, changes_session=True)),
        ("unlisten *", S("unlisten", False, False, changes_session=True)),
        ("notify x, 'y'", S("notify", False, False)),
        ("load 'x'", S("load", False, False, changes_session=True)),
        ("declare c cursor for select 1", S("declare", False, False)),
        (
            "create table pg_temp.x (a int)",
            S("create table", False, True, ddl=True, main_relation="x", changes_session=True),
        ),
        (
            "create or replace temporary view v as select 1",
            S("create view", False, True, ddl=True, main_relation="v", changes_session=True),
        ),
        ("discard all", S("discard", False, False, changes_session=True)),
        ("listen x", S("listen", False, False, changes_session=True)),
        ("declare c cursor with hold for select 1", S("declare", False, False, changes_session=True)),
        ("select pg_advisory_lock(1)", S("select", True, False, changes_session=True)),
        ("select pg_try_advisory_lock_shared(1)", S("select", True, False, changes_session=True)),
        ("select pg_catalog.pg_advisory_unlock_all()", S("select", True, False, changes_session=True)),
        ("select \"set_config\"('a', 'b', false)", S("select", True, False, changes_session=True)),
        (
            "update t set a = set_config('a', b, false)",
            S("update", False, True, changes_session=True, main_relation="t"),
        ),
        ("select pg_advisory_xact_lock(1)", S("select", True, False)),
        ("select 'set_config'", S("select", True, False)),
        ("select nextval('s')", S("select", True, False)),
        ("call p()", S("call", None, None, changes_session=True)),
        ("execute x", S("execute", None, None, changes_session=True)),
        ("do $$ begin end $$", S("do", False, None, changes_session=True)),
    ],
)
def test_facts(sql: str, facts: StatementFacts) -> None:
    assert classify(sql) == facts


@pytest.mark.parametrize(
    ("sql", "calls"),
    [
        ("select 1 from t", ""),
        (
            "select a.f(1), \"G\"(2) over (), count(*) from h(3) where lower(x) = nextval('s')::text",
            "f G count h lower nextval",
        ),
        ("with a as (select f()) insert into t select g() from a returning H()", "f g h"),
        ("explain select f()", ""),
        ("explain analyze select f()", "f"),
        ("call p(q())", "p q"),
        ("create table x as select f()", "f"),
        ("copy (select f()) to stdout", "f"),
        ("execute x", None),
        ("explain analyze execute x", None),
        ("do 'x'", None),
        ("selec f()", None),
    ],
)
def test_functions_that_are_called(sql: str, calls: str | None) -> None:
    assert classify(sql).calls == (None if calls is None else set(calls.split()))


@pytest.mark.parametrize("sql", ["selec 1", "select from t where", "with a as (", "select 'open", "(((", ""])
def test_what_does_not_parse_is_unknown(sql: str) -> None:
    facts = classify(sql)
    assert facts.returns_rows is None
    assert facts.writes is None


def test_a_statement_too_long_to_parse_is_unknown_but_known_to_write() -> None:
    facts = classify("insert into t values " + ",".join(["(1)"] * 30_000))
    assert facts.returns_rows is None
    assert facts.writes is True


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert classify("select '\udcff' from t").kind == "select"
