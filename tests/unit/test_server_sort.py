import pytest

from lakebase_tui.query.server_sort import ranks_sql, server_sort_sql
from lakebase_tui.query.sort_keys import SortKey
from lakebase_tui.query.type_kinds import column_for

COLUMNS = (column_for("a", 23), column_for("name", 25), column_for("a", 25))


@pytest.mark.parametrize(
    "statement",
    ["select 1, 'x', 'y'", "table t", "values (1, 'x', 'y')", "with t as (select 1) select * from t"],
)
def test_a_query_is_wrapped_as_it_is(statement: str) -> None:
    keys = [SortKey(2, descending=True), SortKey(0)]
    assert server_sort_sql(statement, keys, COLUMNS) == (
        f'SELECT * FROM (\n{statement}\n) AS "result" ORDER BY 3 DESC, 1'
    )


@pytest.mark.parametrize(
    "statement",
    [
        "update t set a = 1 returning *",
        "with gone as (delete from t returning *) select * from gone",
        "select * into u from t",
        "explain select 1",
        "show all",
        "fetch 10 from c",
        "select nextval('s'), 1, 2",
        "select pay_invoice(1), 2, 3",
        "select is this sql",
        "call p()",
        "",
    ],
)
def test_nothing_else_is_run_once_more(statement: str) -> None:
    assert server_sort_sql(statement, [SortKey(0)], COLUMNS) is None


def test_a_collation_needs_a_name_of_its_own() -> None:
    statement = "select 1, 'x', 'y'"
    assert server_sort_sql(statement, [SortKey(1, collation="de-x-icu")], COLUMNS) == (
        f'SELECT * FROM (\n{statement}\n) AS "result" ORDER BY name COLLATE "de-x-icu"'
    )
    assert server_sort_sql(statement, [SortKey(2, collation="C")], COLUMNS) is None
    assert server_sort_sql(statement, [SortKey(2, collation="")], COLUMNS) is not None
    assert server_sort_sql(statement, [], COLUMNS) is None


def test_ranks_are_asked_for_by_type_and_collation() -> None:
    assert "given.v::jsonb)" in ranks_sql("jsonb")
    assert 'given.v::text COLLATE "x""y")' in ranks_sql("text", 'x"y')
