import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql import format as sql_format
from lakebase_tui.sql import split_statements
from lakebase_tui.sql.format import UnformattableError, format_statement
from lakebase_tui.sql.scanner import Kind, scan
from tests.unit.sql.cases import CASES
from tests.unit.sql.test_grammar import TAKEN

STATEMENTS = [statement.text(text) for text in CASES.values() for statement in split_statements(text)]
UNTOUCHABLE = [
    "select a # 1 from t where id = 5",
    "select a #- b, c ?# d, e <-> f, g -|- h, i <@> j, k @? l, m ->> n from t",
    "select 'C:\\temp\\', 'x' from t -- why\nwhere a",
    "select E'it\\'s # 1', U&'d\\0061', U&\"d\\0061\", 4664.E+5, 1.5e-3, a[1:2], b::int, f(x := 1) from t",
    "select 'a'\n'b' from t",
    "select - -1, a - -1, a <> -1, a*-1",
    "select :a, :'b', :\"c\", a[1:n] from t",
    "select $$ a ; b  -- c\n  d $$, $x$ $$ $x$ from t",
    "do $$ begin\n   perform 1;\nend $$",
    "select /* a\n   b */ 1, /* /* nested */ */ 2 -- c\n, 3 -- d",
    "select 'blanks at the end  \n  of a line  ' from t",
    "create function f() begin atomic select case when 1 then 2 end; end",
    'select "a  b", \'c  d\' from "E  f"',
    "select É, 用語 from 計算機 where ü = 'é  è'",
]


def without_blanks(sql: str) -> str:
    """A statement without the blanks that are not quoted or commented."""
    parts = []
    for token in scan(sql, words=False):
        part = sql[token.start : token.end]
        quoted = token.kind in (Kind.QUOTED, Kind.COMMENT)
        parts.append(
            part if quoted else re.sub(r"('[^']*+'|\"[^\"]*+\")|\s+", lambda found: found[1] or "", part)
        )
    return "".join(parts)


def test_lines_and_indents_are_put_in_order() -> None:
    sql = (
        "select a.id,count(*) as n -- how many\nfrom orders a join u using(id) where a.x=1 and b>2 order by n"
    )
    assert format_statement(sql).split("\n") == [
        "select a.id,count(*) as n -- how many",
        "from orders a",
        "join u using(id)",
        "where a.x = 1",
        "  and b > 2",
        "order by n",
    ]


def test_keywords_keep_their_case() -> None:
    assert format_statement("SELECT a FROM t where B") == "SELECT a\nFROM t\nwhere B"


@pytest.mark.parametrize("sql", [*UNTOUCHABLE, *TAKEN, *STATEMENTS])
def test_nothing_but_blanks_changes(sql: str) -> None:
    try:
        formatted = format_statement(sql)
    except UnformattableError:
        return
    assert without_blanks(formatted) == without_blanks(sql)
    assert len(split_statements(formatted)) == 1


@pytest.mark.parametrize("sql", UNTOUCHABLE)
def test_what_sqlparse_mistakes_is_refused_or_the_same(sql: str) -> None:
    if "'\n'" in sql:
        with pytest.raises(UnformattableError, match="without changing"):
            format_statement(sql)
    else:
        assert without_blanks(format_statement(sql)) == without_blanks(sql)


@given(
    st.lists(st.sampled_from([*"ae1.'\"-+#&:<>=()$*, \n\\", "E'", "U&'", "--", "/*", "*/", "select "])).map(
        "".join
    )
)
def test_no_statement_means_something_else_afterwards(text: str) -> None:
    for statement in split_statements(text):
        sql = statement.text(text)
        try:
            formatted = format_statement(sql)
        except UnformattableError:
            continue
        assert without_blanks(formatted) == without_blanks(sql)


@pytest.mark.parametrize(
    ("sql", "result"),
    [
        ("select a -1", "select a - 1"),
        ("select 1", "select 2"),
        ("select a", "select a b"),
        ("select a b", "select ab"),
        ("select 1 e5", "select 1e5"),
        ("select E 'a'", "select E'a'"),
        ("select 'a'\n'b'", "select 'a' 'b'"),
        ("select 'a' 'b'", "select 'a'\n'b'"),
        ("select 'a''b'", "select 'a' 'b'"),
        ("select a - -b", "select a --b"),
        ("select a <> -1", "select a <>-1"),
        ("select a <> b", "select a < > b"),
        ("select U&'a'", "select U &'a'"),
        ("select U&'a'", "select U & 'a'"),
        ("select 1.E+5", "select 1.E + 5"),
        ("select 'a  b'", "select 'a b'"),
        ("select 1 -- a\n, 2", "select 1 -- a , 2"),
        ("select 1 /* a */", "select 1"),
        ("select A", "select a"),
    ],
)
def test_what_would_mean_something_else_is_noticed(
    sql: str, result: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlparse

    monkeypatch.setattr(sqlparse, "format", lambda *_, **__: result)
    if sql == "select a -1":
        assert format_statement(sql) == result
    else:
        with pytest.raises(UnformattableError, match="without changing"):
            format_statement(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select " + "(" * 500 + "1" + ")" * 500,
        "select " + ", ".join("a + b" for _ in range(4_000)),
        "select '" + "x" * 60_000 + "'",
    ],
)
def test_what_is_too_much_is_refused(sql: str) -> None:
    with pytest.raises(LakebaseTuiError, match="formatted"):
        format_statement(sql)


def test_sqlparse_is_loaded_when_it_is_needed() -> None:
    assert not hasattr(sql_format, "sqlparse")
