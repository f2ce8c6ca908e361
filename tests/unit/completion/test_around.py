"""Which part of a buffer a completion looks at."""

import pytest

from lakebase_tui.completion.around import asks_for_a_name, statement_around
from lakebase_tui.sql import split_statements


@pytest.mark.parametrize(
    ("marked", "part"),
    [
        ("|", ""),
        ("sel|", "sel"),
        ("select 1; sel|", "sel"),
        ("select 1; select |2", "select 2"),
        ("select 1 |; select 2", "select 1 "),
        ("select 1 |", "select 1 "),
        ("select 1; |", " "),
        ("select 1;| select 2", " select 2"),
        ("select 1;\n\n|\n\nselect 2; select 3", "\n\n\n\nselect 2"),
        ("select 1; -- a; b\n sel|", " sel"),
        ("select 1 -- a; b|\n; select 2", "select 1 -- a; b\n"),
        ("-- first |\nselect 1", "-- first \nselect 1"),
        ("select 'a;|b'; select 2", "select 'a;b'"),
        ("do $$ begin; | end $$; select 2", "do $$ begin;  end $$"),
        ("select 'a;|", "select 'a;"),
        ("|select 1", "select 1"),
    ],
)
def test_the_statement_around_a_cursor(marked: str, part: str) -> None:
    offset = marked.index("|")
    text = marked.replace("|", "")
    start, end = statement_around(text, split_statements(text), offset)
    assert text[start:end] == part
    assert start <= offset <= end


def test_the_indent_belongs_to_it() -> None:
    text = "select 1;\n  select 2"
    assert statement_around(text, split_statements(text), len(text)) == (10, 20)


@pytest.mark.parametrize(
    "line",
    ["select * from ", "from ", "  JOIN\t", "delete from  ", "(select 1 from ", "a join b on "],
)
def test_behind_some_words_a_name_comes_next(line: str) -> None:
    assert asks_for_a_name(line)


@pytest.mark.parametrize("line", ["", "from", "xfrom ", "select ", "from t ", "from_ ", "a.from "])
def test_behind_others_anything_may(line: str) -> None:
    assert not asks_for_a_name(line)
