from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.highlight import LEXED_LIMIT, highlight
from tests.unit.sql.cases import CASES


def coloured(sql: str) -> list[list[tuple[str, str]]]:
    lines = sql.split("\n")
    return [
        [(line[span.start : span.end], span.group) for span in spans]
        for line, spans in zip(lines, highlight(sql), strict=True)
    ]


def test_kinds_of_text() -> None:
    first, second = coloured("select c.name, count(1) as n -- why\n from t where a = $1 and b::text <> 'x'")
    assert ("select", "keyword") in first
    assert ("name", "name") in first
    assert ("count", "function") in first
    assert ("1", "number") in first
    assert ("-- why", "comment") in first
    assert ("$1", "parameter") in second
    assert ("text", "type") in second
    assert ("x", "string") in second


def test_a_literal_of_many_lines_is_one_literal() -> None:
    assert [line[0][1] for line in coloured("'select 1\nselect 2\nselect 3'")] == ["string"] * 3


def test_backslash_quotes_do_not_end_an_escape_literal() -> None:
    (line,) = coloured("select E'it\\'s select', 1")
    assert ("it\\'s select", "string") in line
    assert ("1", "number") in line


def test_a_quoted_body_is_coloured_in_its_own_language() -> None:
    lines = coloured("do $$ begin\n  perform 1;\nend $$ language plpgsql")
    assert lines[1] == [("perform", "keyword"), ("1", "number")]
    assert ("language", "keyword") in lines[2]


def test_beyond_the_limit_text_is_plain() -> None:
    sql = "select 1,\n" * 10_000
    spans = highlight(sql)
    assert len(spans) == 10_001
    assert spans[LEXED_LIMIT // 10 - 1]
    assert not any(spans[LEXED_LIMIT // 10 + 1 :])


@given(st.sampled_from(list(CASES.values())), st.integers(0, 80))
def test_spans_lie_in_their_lines_in_order(text: str, cut: int) -> None:
    sql = text[:cut]
    for line, spans in zip(sql.split("\n"), highlight(sql), strict=True):
        before = 0
        for span in spans:
            assert before <= span.start < span.end <= len(line)
            before = span.end
