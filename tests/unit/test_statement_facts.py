"""What a statement is trusted with before it is sent."""

import pytest

from lakebase_tui.query.statement_facts import may_be_cut, only_reads


@pytest.mark.parametrize(
    ("sql", "cut", "reads"),
    [
        ("select * from t", True, True),
        ("table t", True, True),
        ("select count(*), now() from t where a in (1, 2)", True, True),
        ("select pg_sleep(1)", True, True),
        ("select f(1)", True, False),
        ("select nextval('s')", True, False),
        ("select setval('s', 1)", True, False),
        ("with a as (insert into t values (1) returning *) select * from a", False, False),
        ("insert into t values (1) returning *", False, False),
        ("fetch 10 from c", False, False),
        ("selec", False, False),
        ("copy t to stdout", False, True),
        ("copy s.t (a, b) to stdout (format csv)", False, True),
        ("copy (select * from t where a in (1, 2)) to stdout", False, True),
        ("copy /* ( */ ( -- )\n select f(1)) to stdout", False, False),
        ("copy (insert into t values (1) returning *) to stdout", False, False),
        ("copy t from stdin", False, False),
    ],
)
def test_what_may_be_left_behind_and_what_may_be_cancelled(sql: str, cut: bool, reads: bool) -> None:
    assert (may_be_cut(sql), only_reads(sql)) == (cut, reads)
