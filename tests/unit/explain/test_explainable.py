"""Which statements have a plan, and what is sent."""

import pytest

from lakebase_tui.query.explain.explainable import NoPlanError, explainable, script_for

OPTIONS = "VERBOSE, SETTINGS, FORMAT JSON"


@pytest.mark.parametrize(
    ("sql", "writes", "only_reads"),
    [
        ("select 1", False, True),
        ("values (1)", False, True),
        ("table orders", False, True),
        ("(select 1) union select 2", False, True),
        ("with a as (select 1) select * from a", False, True),
        ("select mine()", False, False),
        ("select nextval('s')", False, False),
        ("select set_config('a.b', 'c', false)", False, False),
        ("insert into a values (1)", True, False),
        ("update a set b = 1", True, False),
        ("delete from a", True, False),
        ("merge into a using b on a.c = b.c when matched then delete", True, False),
        ("with a as (delete from b returning 1) select * from a", True, False),
        ("select 1 into a", True, False),
        ("create table a as select 1", True, False),
        ("create temp table if not exists a (b, c) as values (1, 2)", True, False),
        ("create materialized view a as select 1", True, False),
        ("execute mine (1)", True, False),
        ("declare c cursor for select 1", False, False),
        ("selec 1", True, False),
    ],
)
def test_what_has_a_plan(sql: str, writes: bool, only_reads: bool) -> None:
    what = explainable(sql)
    assert (what.sql, what.offset) == (sql, 0)
    assert what.writes is writes
    assert what.only_reads is only_reads


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("create index on a (b)", "CREATE INDEX has no plan."),
        ("create table a (b int)", "CREATE TABLE has no plan."),
        ("create view a as select 1", "CREATE VIEW has no plan."),
        ("drop table a", "DROP TABLE has no plan."),
        ("vacuum a", "VACUUM has no plan."),
        ("call mine()", "CALL has no plan."),
        ("do 'begin end'", "DO has no plan."),
        ("copy a to stdout", "COPY has no plan."),
        ("set work_mem = '1MB'", "SET has no plan."),
        ("begin", "BEGIN has no plan."),
        ("explain create index on a (b)", "CREATE INDEX has no plan."),
        ("explain analyze", "There is nothing to explain here."),
        ("", "There is nothing to explain here."),
    ],
)
def test_what_has_none_is_said_in_a_sentence(sql: str, words: str) -> None:
    with pytest.raises(NoPlanError) as caught:
        explainable(sql)
    assert caught.value.sentence == words
    assert "has none" not in caught.value.next_step


@pytest.mark.parametrize(
    "before",
    [
        "explain ",
        "EXPLAIN ANALYZE ",
        "explain analyse verbose\n",
        "explain (analyze, buffers off, format json) ",
        "explain /* (why) */ (costs false) -- not\n",
        "explain (settings)",
    ],
)
@pytest.mark.parametrize(
    "inner", ["select (1)", "(select 1)", "with a as (select 1) table a", "update a set b = (1)"]
)
def test_of_an_explain_the_statement_in_it_is_explained(before: str, inner: str) -> None:
    what = explainable(before + inner)
    assert what.sql == inner
    assert what.offset == len(before)


def test_an_explain_of_something_in_parentheses() -> None:
    assert explainable("explain (select 1)").sql == "(select 1)"
    assert explainable("explain ((select 1))").sql == "((select 1))"
    assert explainable("explain (values (1))").sql == "(values (1))"


BACK = ("ROLLBACK TO SAVEPOINT lakebase_tui_explain", "RELEASE SAVEPOINT lakebase_tui_explain")
MEASURED = f"EXPLAIN (ANALYZE, BUFFERS, WAL, {OPTIONS}) "


@pytest.mark.parametrize(
    ("sql", "analyze", "before", "prefix", "after"),
    [
        ("table a", False, (), f"EXPLAIN ({OPTIONS}) ", ()),
        ("table a", True, (), MEASURED, ()),
        ("delete from a", False, (), f"EXPLAIN ({OPTIONS}) ", ()),
        ("delete from a", True, ("BEGIN",), MEASURED, ("ROLLBACK",)),
        ("select mine()", True, ("BEGIN",), MEASURED, ("ROLLBACK",)),
    ],
)
def test_what_is_sent(
    sql: str, analyze: bool, before: tuple[str, ...], prefix: str, after: tuple[str, ...]
) -> None:
    script = script_for(explainable(sql), analyze=analyze, in_transaction=False)
    assert (script.before, script.prefix, script.after) == (before, prefix, after)
    assert script.explain == prefix + sql
    within = script_for(explainable(sql), analyze=analyze, in_transaction=True)
    assert (within.before, within.prefix, within.after) == (("SAVEPOINT lakebase_tui_explain",), prefix, BACK)
