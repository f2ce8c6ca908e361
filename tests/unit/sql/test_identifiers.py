import pytest

from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


@pytest.mark.parametrize("name", ["orders", "_x", "a1", "abort", "name", "year"])
def test_plain_names_stay(name: str) -> None:
    assert quote_ident(name) == name


@pytest.mark.parametrize("name", ["Orders", "1a", "a b", "a$b", "été", "", "select", "user", "left", "a.b"])
def test_other_names_are_quoted(name: str) -> None:
    assert quote_ident(name) == f'"{name}"'


def test_quotes_are_doubled() -> None:
    assert quote_ident('a"; drop table t; --') == '"a""; drop table t; --"'


def test_qualified_names() -> None:
    assert quote_qualified("sales", "Order") == 'sales."Order"'
