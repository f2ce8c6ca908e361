from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lakebase_tui.ui.widgets.wrapping import WrappedRow, WrappedText

TEXTS = st.text(st.sampled_from("ab  \n\r\té自🚲\u0301\x1b\u202e\udcff"), max_size=300)


def wrapped(text: str, width: int) -> WrappedText:
    rows = WrappedText(text, width)
    while not rows.complete:
        rows.advance()
    return rows


def every_row(rows: WrappedText) -> list[WrappedRow]:
    return rows.slice(0, rows.rows)


@given(TEXTS, st.integers(8, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    rows = wrapped(text, width)
    at = 0
    for row in every_row(rows):
        assert text[at : row.start].strip(" \r\n") == ""
        assert row.start - at <= 2
        assert cell_len(rows.shown(row.start, row.stop)) <= width
        at = row.stop
    assert text[at:].strip(" \r\n") == ""


@given(TEXTS, st.integers(8, 40))
def test_lines_are_counted_where_they_end(text: str, width: int) -> None:
    rows = every_row(wrapped(text, width))
    begun = [row for row in rows if not row.continues]
    assert len(begun) == text.count("\n") + 1
    assert [row.line for row in begun] == list(range(len(begun)))
    for row in rows:
        assert text[: row.start].count("\n") == row.line


@given(TEXTS, st.integers(8, 12), st.data())
def test_any_part_is_as_the_whole_says(text: str, width: int, data: st.DataObject) -> None:
    rows = wrapped(text * 8, width)
    whole = every_row(rows)
    first = data.draw(st.integers(0, rows.rows - 1))
    assert rows.slice(first, first + 5) == whole[first : first + 5]
    assert rows.row_of(whole[first].start) == max(
        i for i, row in enumerate(whole) if row.start == whole[first].start
    )


def test_words_stay_whole_where_they_can() -> None:
    rows = wrapped("one two three " + "x" * 25, 10)
    assert [rows.shown(row.start, row.stop) for row in every_row(rows)] == [
        "one two ", "three ", "x" * 10, "x" * 10, "x" * 5,
    ]  # fmt: skip


def test_a_line_end_at_the_end_is_a_line_of_its_own() -> None:
    assert [row.line for row in every_row(wrapped("a\r\nb\n", 10))] == [0, 1, 2]
    assert wrapped("", 10).rows == 1


def test_work_is_done_in_bounded_pieces() -> None:
    rows = WrappedText("word " * 2_000_000, 80)
    rows.advance()
    assert rows.rows == 64
    assert rows.position < 64 * 81
    assert not rows.complete
