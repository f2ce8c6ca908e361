"""Which statements read rows of one table, each once; and literals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.literals import safe_literal
from lakebase_tui.sql.plain_select import why_not_plain


@pytest.mark.parametrize(
    "sql",
    [
        "select * from t",
        "TABLE only s.t;",
        "-- why\n(select a, b + 1 from a.b as x where c in (select d from e, f group by d) limit 5)",
        "with t as (select 1), u as (select 2 union select 3) select * from s.t",
        'with "T" as (select 1) select * from t',
        "select (select max(x) from u group by y) from t order by (select 1 union select 2)",
        "select * from t tablesample system (10) for update of t nowait",
    ],
)
def test_plain(sql: str) -> None:
    assert why_not_plain(sql) == ""


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select * from t, u", "joins"),
        ("select * from t natural join u", "joins"),
        ("select * from t, lateral (select 1) x", "joins"),
        ("select distinct on (a) * from t", "DISTINCT"),
        ("select a from t group by rollup (a)", "GROUP BY"),
        ("select a from t having true", "HAVING"),
        ("((select * from t) except select * from t)", "several queries"),
        ("with T as (select 1) select * from t", "WITH"),
        ("with recursive r as (select 1) select * from r", "WITH"),
        ("select * from (select * from t) s", "no table"),
        ("select * from generate_series(1, 2)", "no table"),
        ("values (1)", "VALUES"),
        ("select a into b from t", "new table"),
        ("select 1", "reads no table"),
        ("explain select * from t", "no SELECT"),
        ("delete from t returning *", "no SELECT"),
        ("fetch 5 from c", "no SELECT"),
        ("selec * from t", "not understood"),
        ("", "not understood"),
    ],
)
def test_not_plain(sql: str, said: str) -> None:
    assert said in why_not_plain(sql)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_literal_reads_back(text: str) -> None:
    literal = safe_literal(text)
    escaped = literal.startswith("E")
    inner = literal[2 if escaped else 1 : -1].replace("''", "'")
    assert (inner.replace("\\\\", "\\") if escaped else inner) == text
    assert escaped == ("\\" in text)


def test_a_nul_is_no_literal() -> None:
    with pytest.raises(ValueError, match="NUL"):
        safe_literal("a\0")
