"""Whatever stands in the editor, completion answers, and what it answers can be taken."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import Column, Schema
from lakebase_tui.completion import Completer, Usage
from lakebase_tui.completion.syntax.lexemes import LexemeKind, lex
from tests.support.completing import COMPLETER
from tests.support.shop_catalogue import PATH, shop
from tests.unit.completion import test_queries, test_statements, test_values

_PIECES = (
    *(
        "select ",
        "from ",
        "orders",
        "o",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
        "'",
        '"',
        "$$",
        "--",
        "/*",
        "*/",
        "\n",
    ),
    *(
        " join ",
        " on ",
        " where ",
        "=",
        "*",
        ";",
        "with ",
        " as ",
        "insert into ",
        "values ",
        "update ",
        "set ",
    ),
    *(
        "delete ",
        "merge ",
        "using ",
        "union ",
        "case ",
        "when ",
        "end ",
        "::",
        ":=",
        "create table ",
        "alter ",
    ),
    *(
        "grant ",
        "to ",
        "do $$ begin ",
        "language plpgsql",
        "E'",
        "1",
        "1e",
        "é",
        "\x00",
        "\ud800",
        "\n\n",
        " in ",
    ),
    *(
        " order by ",
        " group by ",
        "over ",
        "lateral ",
        "returning ",
        "on conflict ",
        "recursive ",
        "pg_catalog",
    ),
)
_TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join),
)


def _check(text: str, cursor: int) -> None:
    found = COMPLETER.complete(text, cursor, shop(), PATH)
    at = max(0, min(cursor, len(text)))
    assert 0 <= found.start <= at <= found.end <= len(text)
    assert len(found.candidates) <= 200
    assert "\n" not in text[found.start : at]
    for each in found.candidates:
        assert each.insert
        assert 0 <= each.cursor <= len(each.insert)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.integers(-3, 120))
def test_any_text_and_any_cursor(text: str, cursor: int) -> None:
    _check(text, cursor)


def test_every_cursor_of_every_case() -> None:
    cases = [*test_queries.FIRST, *test_statements.WRITING, *test_statements.OTHERS, *test_values.FIRST]
    for text, _ in random.Random(1).sample(cases, 60):
        plain = text.replace("|", "")
        for cursor in range(len(plain) + 1):
            _check(plain, cursor)


_DEEP = [
    *("(" * 3_000, "((select " * 400, "f(" * 3_000, "[" * 3_000 + ")" * 3_000, "a." * 3_000, "'" * 999),
    *("select " + "a::" * 900, "with a as (" * 300, "case " * 2_000, "select * from " + "(" * 500 + "orders"),
    *("select * from ((select * from " * 100 + "orders", "select " + "(" * 400 + "1", '"' * 999),
]


@pytest.mark.parametrize("text", _DEEP, ids=lambda text: text[:20])
def test_text_that_goes_deep(text: str) -> None:
    _check(text, len(text))
    _check(text, len(text) // 2)


def test_a_statement_that_is_too_long_is_left_alone() -> None:
    text = "select " + "1, " * 100_000
    assert COMPLETER.complete(text, len(text), shop(), PATH).candidates == ()


_NAMES = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(_NAMES, _NAMES, _NAMES, st.booleans())
def test_any_name_is_inserted_so_that_the_server_reads_it_back(
    schema: str, table: str, column: str, in_path: bool
) -> None:
    catalogue = Catalogue(
        schemas=[Schema(schema)], relations=[Relation(schema, table, columns=(Column(column, "text"),))]
    )
    completer = Completer(Usage())
    path = (schema,) if in_path else ()

    text = "select  from "
    found = completer.complete(text, len(text), catalogue, path)
    insert = found.candidates[0].insert
    names = [each.name for each in lex(insert) if each.kind is not LexemeKind.DOT]
    assert names == ([table] if in_path else [schema, table])

    text = text + insert
    columns = completer.complete(text, len("select "), catalogue, path)
    [read] = lex(columns.candidates[0].insert)
    assert read.name == column
