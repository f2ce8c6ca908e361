"""What a statement may leave in a session, read from its text: in doubt the server is asked."""

import pytest

from lakebase_tui.session.effects import custom_settings, may_change_session, mentions, typed


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "select count(*), max(price) from orders where id in (1, 2)",
        "insert into orders values (1, 'set x')",
        "update orders set price = round(price, 2) where id = 1",
        "-- set work_mem = 1\nselect now()",
        "with x as (select 1) select * from x",
        "explain (analyze) select 1",
        "begin",
        "commit",
    ],
)
def test_everyday_statements_change_nothing(sql: str) -> None:
    assert not may_change_session(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "set work_mem = '8MB'",
        "/* hidden */ SET ROLE app",
        "reset all",
        "discard temp",
        "prepare p as select 1",
        "deallocate p",
        "listen news",
        "unlisten *",
        "create temp table t (id int)",
        "select 1 into temporary t",
        "declare c cursor with hold for select 1",
        "close c",
        "select pg_advisory_lock(1)",
        "select set_config('app.user', 'x', false)",
        'select "My Function"()',
        "select app.login('x')",
        "do $$ begin perform 1; end $$",
        "call job()",
        "load 'auto_explain'",
    ],
)
def test_whatever_may_change_something_is_looked_into(sql: str) -> None:
    assert may_change_session(sql)


def test_custom_settings_are_known_by_name() -> None:
    assert custom_settings("set app.user = 'x'") == {"app.user"}
    assert custom_settings("select set_config('app.tenant', '1', false)") == {"app.tenant"}
    assert custom_settings("set session app.\"user\" to 'x'") == {"app.user"}
    assert custom_settings("set work_mem = 1") == frozenset()


def test_what_was_typed_is_named() -> None:
    assert typed("create temp table if not exists scratch (id int)") == ("temporary table scratch",)
    assert typed("set work_mem = 1") == ("setting work_mem",)
    assert typed("set local work_mem = 1") == ()


def test_a_name_is_found_as_a_whole_word() -> None:
    assert mentions("delete from scratch", "scratch")
    assert mentions('delete from "scratch"', "scratch")
    assert mentions("DELETE FROM Scratch", "scratch")
    assert not mentions("delete from scratchpad", "scratch")
