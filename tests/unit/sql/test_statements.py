import re
import time

import pytest
import sqlparse
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.sql import split_statements, statement_at
from lakebase_tui.sql.scanner import BLANKS, Kind, Reading, Scanner, scan
from lakebase_tui.sql.statements import resplit_statements
from tests.unit.sql.cases import CASES

WORDS = ["begin ", "end ", "case ", "create ", "function ", "or ", "replace ", "select 1;", "atomic "]
PIECES = st.sampled_from(
    [*"'\";$()-/*\\ \n\r\teEaé1", "--", "/*", "*/", "$$", "$a$", "E'", "''", "U&'", *WORDS]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS, st.sampled_from(Reading))
def test_tokens_are_the_whole_text(text: str, reading: Reading) -> None:
    scanner = Scanner(text)
    tokens = list(iter(lambda: scanner.read(reading), None))
    assert "".join(text[token.start : token.end] for token in tokens) == text
    assert all(token.start < token.end for token in tokens)


def read_token_by_token(text: str) -> list[tuple[int, int]]:
    """What psql does, without any short cut."""
    found: list[tuple[int, int]] = []
    words: list[str] = []
    depth, blocks, start, end = 0, 0, -1, -1
    for token in scan(text):
        piece = text[token.start : token.end]
        if token.kind is Kind.SEMICOLON and not depth and not blocks:
            found.append((start, end))
            words, start = [], -1
        elif token.kind is not Kind.COMMENT and piece.strip(BLANKS):
            inner = piece.strip(BLANKS) if token.kind is Kind.CODE else piece
            start = start if start >= 0 else token.start + piece.index(inner)
            end = token.start + piece.index(inner) + len(inner)
        depth = max(0, depth + (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE))
        if token.kind is Kind.WORD and not depth:
            words.append(piece.lower())
            if re.match("create (or replace )?(function|procedure) ", " ".join(words)):
                blocks += words[-1] == "begin" or (words[-1] == "case" and blocks > 0)
                blocks -= words[-1] == "end" and blocks > 0
    return [(start, end) for start, end in [*found, (start, end)] if start >= 0]


@settings(max_examples=400)
@given(TEXTS)
def test_short_cuts_lead_to_the_same_statements(text: str) -> None:
    found = [(statement.start, statement.end) for statement in split_statements(text)]
    assert found == read_token_by_token(text)


@pytest.mark.parametrize("name", CASES)
def test_short_cuts_lead_to_the_same_statements_in_each_case(name: str) -> None:
    found = [(statement.start, statement.end) for statement in split_statements(CASES[name])]
    assert found == read_token_by_token(CASES[name])


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_taken(text: str) -> None:
    for statement in split_statements(text):
        assert 0 <= statement.start < statement.end <= len(text)


@given(TEXTS)
def test_statements_are_ordered_ranges_without_what_is_around_them(text: str) -> None:
    before = 0
    for statement in split_statements(text):
        assert before <= statement.start < statement.end <= statement.reach <= len(text)
        if statement.closed:
            assert statement.text(text) == statement.text(text).strip(" \t\n\r\f\v")
        before = statement.end


@given(TEXTS)
def test_a_statement_alone_is_itself(text: str) -> None:
    for statement in split_statements(text):
        alone = statement.text(text)
        assert [again.text(alone) for again in split_statements(alone)] == [alone]


@given(TEXTS)
def test_what_is_outside_of_statements_is_blank_comment_or_semicolon(text: str) -> None:
    inside = set()
    for statement in split_statements(text):
        inside |= set(range(statement.start, statement.end))
    for token in scan(text):
        if token.kind not in (Kind.COMMENT, Kind.SEMICOLON) and token.start not in inside:
            assert text[token.start] in " \t\n\r\f\v"


@settings(max_examples=400)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_reading_only_the_edit_gives_the_same(head: str, removed: str, added: str, tail: str) -> None:
    old, new = head + removed + tail, head + added + tail
    assert resplit_statements(new, old, split_statements(old)) == split_statements(new)


@pytest.mark.parametrize("name", CASES)
def test_every_edit_of_one_character_gives_the_same(name: str) -> None:
    text = "select 0;\n" + CASES[name] + "\n;select 9; select 10"
    old = split_statements(text)
    for position in range(len(text)):
        for added in ("", "'", ";", "-"):
            new = text[:position] + added + text[position + 1 :]
            assert resplit_statements(new, text, old) == split_statements(new)


@pytest.mark.parametrize(
    ("marked", "meant"),
    [
        ("sel|ect 1; select 2", "select 1"),
        ("select 1|; select 2", "select 1"),
        ("select 1;| select 2", "select 1"),
        ("select 1; |select 2", "select 2"),
        ("select 1; -- no|te\nselect 2", "select 1"),
        ("select 1;\n|\nselect 2", "select 2"),
        ("select 1;\n-- abo|ut 2\nselect 2", "select 2"),
        ("|  \n-- a\nselect 1;", "select 1"),
        ("select 1;\n\n|", "select 1"),
        ("select 1;\n\n-- end|", "select 1"),
        ("select '|;'; select 2", "select ';'"),
        ("|", None),
        ("-- on|ly", None),
    ],
)
def test_the_statement_that_a_cursor_means(marked: str, meant: str | None) -> None:
    offset = marked.index("|")
    text = marked.replace("|", "")
    found = statement_at(text, offset)
    assert (found and found.text(text)) == meant
    assert statement_at(split_statements(text), offset) == found


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("select 'a", False),
        ("select E'a", False),
        ("select E'a''", False),
        ("select E'a\\", False),
        ("select E'a'\n'b", False),
        ("select $$ a", False),
        ('select "a', False),
        ("select 1 /* a", False),
        ("select E'a'", True),
        ("select E'a'''", True),
        ("select E'a'\n'b'", True),
        ("select $$ $$", True),
        ("select /* */ 1 --", True),
    ],
)
def test_an_unclosed_quote_is_told(text: str, closed: bool) -> None:
    assert [statement.closed for statement in split_statements(text)] == [closed]


def test_an_escape_literal_goes_on_in_the_next_line_as_on_the_server() -> None:
    text = "select E'a' -- why\n  'b\\';c'; select 2"
    assert [statement.text(text) for statement in split_statements(text)] == [
        "select E'a' -- why\n  'b\\';c'",
        "select 2",
    ]


HOSTILE = [
    *(
        "(",
        "(a",
        "(a(",
        "()",
        "((a)",
        ")",
        ";",
        ";;\n",
        "'",
        "$",
        "$a",
        "$a$",
        "$$",
        "/*",
        "/**/",
        "--\n",
        '"a"',
    ),
    *("E'", "E''", "E'a'\n", "E'\\", "1E'", "'a'E'b'", "e", "x.", "begin ", "begin; ", "end; ", "case "),
    *("create ", "create function ", "create function begin "),
]


def seconds(text: str) -> float:
    times = []
    for _ in range(3):
        begun = time.process_time()
        split_statements(text)
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("head", ["", "create function f() begin atomic ", "select E'a' "])
def test_hostile_text_takes_time_in_proportion(piece: str, head: str) -> None:
    short = seconds(head + piece * 2_000)
    assert seconds(head + piece * 16_000) < 8 * 4 * max(short, 0.001)


def test_ten_times_as_quick_as_sqlparse() -> None:
    text = "select a.b, count(*), 'it''s' from t a where x > 1 -- why\ngroup by 1;\n" * 600
    begun = time.process_time()
    for _ in range(3):
        assert len(split_statements(text)) == 600
    ours = (time.process_time() - begun) / 3
    begun = time.process_time()
    assert len(sqlparse.split(text)) == 600
    assert time.process_time() - begun > 10 * ours
