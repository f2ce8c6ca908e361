import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lakebase_tui.sql.parameters import Parameter, ParameterError, ParameterKind, bound, parameters
from lakebase_tui.sql.scanner import Kind, scan
from tests.support.psql_truth import psql_path, recorded_by_psql

V, L, I = ParameterKind.VALUE, ParameterKind.LITERAL, ParameterKind.IDENTIFIER  # noqa: E741
# As psql replaces them, with n set to N.
CASES = {
    "select :n, :'n', :\"n\"": "select N, 'N', \"N\"",
    "select x::n, x ::n, :n::int": "select x::n, x ::n, N::int",
    "select f(a := 1), f(a :=n), f(a:=:n)": "select f(a := 1), f(a :=n), f(a:=N)",
    "select :::n": "select ::N",
    "select a[1:n], a[:n], a[1: n], a[:n :n], a[1:2]": "select a[1N], a[N], a[1: n], a[N N], a[1:2]",
    "select ':n', \":n\", $$:n$$, $a$ :n $a$, E'\\':n', U&':n'": None,
    "select ':''n', 'it''s :n' || :n": "select ':''n', 'it''s :n' || N",
    "select 1 /* :n /* :n */ :n */ + :n -- :n\n, :n": "select 1 /* :n /* :n */ :n */ + N -- :n\n, N",
    "select :n-1, :n.x, (:n), @:n, ->:n, <=:n, :n$": "select N-1, N.x, (N), @N, ->N, <=N, N$",
    "select :'n ', :\"n \", : n, :'', :1, :'a''n'": None,
    "select :n'x'": "select N'x'",
    "select x:n, 1:n, 'a':n": "select xN, 1N, 'a'N",
    "select f((:n + (:n)), :n)": "select f((N + (N)), N)",
    "select :'n": None,
    "select ':n": None,
    "select /* :n": None,
    "select :n_1, :ñ, :other, :N": None,
}


def replaced(sql: str) -> str:
    """What psql makes of it where `n` is the only variable, and `N` its value."""
    written = {V: "N", L: "'N'", I: '"N"'}
    for parameter in reversed([found for found in parameters(sql) if found.name == "n"]):
        sql = sql[: parameter.start] + written[parameter.kind] + sql[parameter.end :]
    return sql


@pytest.mark.parametrize("sql", CASES)
def test_parameters_are_those_of_psql(sql: str) -> None:
    assert replaced(sql) == (CASES[sql] or sql)


@pytest.mark.skipif(psql_path() is None, reason="no psql here")
def test_psql_says_so_itself() -> None:
    psql = psql_path()
    assert psql is not None
    for sql in CASES:
        assert recorded_by_psql(psql, f"\\set n N\n{sql}") == [replaced(sql)]


def test_where_a_parameter_is() -> None:
    sql = "select :a_1, :'É', :\"c\" from t"
    assert parameters(sql) == (
        Parameter("a_1", V, 7, 11),
        Parameter("É", L, 13, 17),
        Parameter("c", I, 19, 23),
    )
    assert parameters("select 1") == ()


@pytest.mark.parametrize(
    ("sql", "value", "expected"),
    [
        ("select :n", "5", "select '5'"),
        ("select :'n'", "it's", "select 'it''s'"),
        ("select :n::int + :n", "5", "select '5'::int + '5'"),
        ("select :n", None, "select NULL"),
        ("select :'n'", None, "select NULL"),
        ("select :n", "", "select ''"),
        ("select :n", "a\\b", "select E'a\\\\b'"),
        ("select :n", "'; drop table t; --", "select '''; drop table t; --'"),
        ("select :n", ":n", "select ':n'"),
        ('select * from :"n"', "My t", 'select * from "My t"'),
        ('select * from s.:"n".c', 'a"b', 'select * from s."a""b".c'),
        ("select x:n, 1:n, :n:n", "v", "select x 'v', 1 'v', 'v' 'v'"),
        ("select 'a':n, :n'b'", "v", "select 'a' ('v'), ('v') 'b'"),
        ("select 'a' -- b\n :n", "v", "select 'a' -- b\n ('v')"),
        ("select :n\n -- b\n '\\'", "a\\b", "select (E'a\\\\b')\n -- b\n '\\'"),
        ('select E:n, U&:n, U&:"n", :n$', "v", "select E 'v', U& 'v', U& \"v\", 'v' $"),
        ("select ':n', x::n -- :n", "v", "select ':n', x::n -- :n"),
    ],
)
def test_values_are_filled_in(sql: str, value: str | None, expected: str) -> None:
    assert bound(sql, {"n": value, "other": "x"}) == expected


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("select :n", {}),
        ("select :n", {"N": "1"}),
        ("select :n", {"n": "a\0b"}),
        ('select :"n"', {"n": "a\0b"}),
        ('select :"n"', {"n": None}),
        ('select :"n"', {"n": ""}),
    ],
)
def test_what_cannot_be_written(sql: str, values: dict[str, str | None]) -> None:
    with pytest.raises(ParameterError, match="n"):
        bound(sql, values)


PIECES = st.sampled_from(
    [*"'\"$()-/* ;:enEaU&é1\\,.=", "--", "/*", ":n", ":'n'", ':"n"', "::", "\n", "select "]
)
QUOTED = re.compile(r"(?:'[^']*+')++|(?:\"[^\"]*+\")++")


def without_contents(sql: str) -> str:
    """SQL as a server reads it, but for what is in quotes."""
    parts = []
    for token in scan(sql, words=False):
        part = sql[token.start : token.end]
        parts.append("Q" * token.closed if token.kind is Kind.QUOTED else QUOTED.sub("Q", part))
    return "".join(parts)


@settings(max_examples=500)
@given(
    st.lists(PIECES, max_size=25).map("".join), st.text(st.characters(exclude_characters="\0"), min_size=1)
)
@example("select :n\n'\\' :n", "\\'")
def test_no_value_breaks_out(sql: str, value: str) -> None:
    names = {found.name for found in parameters(sql)}
    filled, harmless = (bound(sql, dict.fromkeys(names, given)) for given in (value, "v"))
    assert without_contents(filled) == without_contents(harmless)
