"""A script read line by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.sql.line_feed import Backslash, Cut, LineFeed
from lakebase_tui.sql.statements import split_statements


def read(text: str) -> list[Cut | Backslash]:
    feed = LineFeed()
    found = [item for line in text.splitlines(keepends=True) for item in feed.feed(line)]
    return [*found, *feed.finish()]


def texts(text: str) -> list[str]:
    return [item.sql if isinstance(item, Cut) else item.text for item in read(text)]


@pytest.mark.parametrize(
    ("script", "statements"),
    [
        ("select 1;\nselect 2", ["select 1;", "select 2"]),
        ("select 1; select\n2 ;;\n;", ["select 1;", "select\n2 ;"]),
        ("-- a\n\n  select 1; -- b\n", ["select 1;"]),
        ("/* a\n; */ select 1;", ["/* a\n; */ select 1;"]),
        ("select 'a\n;\n'';' ;\nselect 2;", ["select 'a\n;\n'';' ;", "select 2;"]),
        ("do $x$\nbegin;\n$y$ end;\n$x$;\nselect 2;", ["do $x$\nbegin;\n$y$ end;\n$x$;", "select 2;"]),
        ("select E'a'\n '\\';' ;\nselect 2;", ["select E'a'\n '\\';' ;", "select 2;"]),
        ("select E'a'\n;\nselect 2;", ["select E'a'\n;", "select 2;"]),
        ("create rule r as on x do (a;\nb);\nselect 2;", ["create rule r as on x do (a;\nb);", "select 2;"]),
        (
            "create function f() returns int begin atomic select 1;\nselect 2; end;\nselect 3;",
            ["create function f() returns int begin atomic select 1;\nselect 2; end;", "select 3;"],
        ),
        ("select 'never closed;\n", ["select 'never closed;\n"]),
        ("/* only */\n-- comments\n", []),
        ('select "a\n;";', ['select "a\n;";']),
    ],
)
def test_statements_are_cut_as_psql_cuts_them(script: str, statements: list[str]) -> None:
    assert texts(script) == statements


def test_a_backslash_outside_of_quotes_is_a_command_of_psql() -> None:
    assert read("select 1;\n\\d it's\nselect 2;\n") == [
        Cut("select 1;"),
        Backslash("\\d it's"),
        Cut("select 2;"),
    ]
    assert read("select 'a\\b', \"c\\d\", $$\\e$$, E'\\'';\n") == [
        Cut("select 'a\\b', \"c\\d\", $$\\e$$, E'\\'';")
    ]
    assert read("select 1 \\gset\n")[0] == Backslash("\\gset")


QUOTES = ["'", '"', "$$", "$a$", "E'x'", "/*", "*/", "--"]
WORDS = ["select ", "1", ";", "\n", "(", ")", "begin ", "end ", "create function f() begin atomic "]
PARTS = st.sampled_from(QUOTES + WORDS)


@settings(deadline=None)
@given(st.lists(PARTS, max_size=24).map("".join))
def test_lines_give_the_statements_of_the_whole_text(script: str) -> None:
    whole = [statement.text(script) for statement in split_statements(script)]
    by_line = [statement.text(cut) for cut in texts(script) for statement in split_statements(cut)]
    assert by_line == whole


def test_a_long_literal_costs_time_by_its_length() -> None:
    feed = LineFeed()
    assert list(feed.feed("select '\n")) == []
    for _ in range(50_000):
        assert list(feed.feed("x" * 60 + ";\n")) == []
    [cut] = feed.feed("';\n")
    assert isinstance(cut, Cut)
    assert len(cut.sql) > 3_000_000
