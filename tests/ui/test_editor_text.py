"""Lines, offsets and cells of an editor's text, held against the plain way to find them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset

from lakebase_tui.sql import split_statements
from lakebase_tui.sql.visible import visible_in_place
from lakebase_tui.ui.widgets import editor_text
from lakebase_tui.ui.widgets.editor_cells import cell_at, cells, most_cells, place_at, spread
from lakebase_tui.ui.widgets.editor_document import EditorDocument, FlatDocument, hidden_count, line_end_of
from lakebase_tui.ui.widgets.editor_text import EditorText

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
TEXTS = st.text(alphabet="a;'é名 \t\x1b\n\r\u202e", max_size=60)
LINES = st.text(alphabet="a é名😀\t\x1b\u0301\u202e\x00", max_size=40)


def plain_cells(line: str, column: int, tab_width: int) -> int:
    """The cell of a column, character by character."""
    at = 0
    for character in visible_in_place(line)[:column]:
        at += tab_width - at % tab_width if character == "\t" else cell_len(character)
    return at


@given(text=TEXTS)
def test_a_document_is_its_text(text: str) -> None:
    document = EditorDocument(text)
    assert document.text == text
    assert document.lines == text.split(document.newline)
    assert document.newline == line_end_of(text)
    assert document.get_size(4).width == max(most_cells(line, 4) for line in document.lines)


@given(text=TEXTS, new=st.text(alphabet="ab名\n", max_size=8), data=st.data())
def test_what_is_replaced_can_be_put_back(text: str, new: str, data: st.DataObject) -> None:
    document = EditorDocument(text)
    rows = st.integers(0, document.line_count - 1)
    places = [
        (row, data.draw(st.integers(0, len(document[row])))) for row in (data.draw(rows), data.draw(rows))
    ]
    start, end = sorted(places)
    before = document.get_text_range((0, 0), start)
    after = document.get_text_range(end, document.end)
    done = document.replace_range(end, start, new)
    ours = new.replace("\n", document.newline)
    assert document.text == before + ours + after
    assert document.get_text_range(start, done.end_location) == ours
    assert document.get_size(4).width == max(most_cells(line, 4) for line in document.lines)
    undone = document.replace_range(start, done.end_location, done.replaced_text)
    assert document.text == text
    assert undone.replaced_text == ours


@given(line=LINES, column=st.integers(0, 45), tab_width=st.sampled_from([2, 4, 8]))
def test_cells_of_columns(line: str, column: int, tab_width: int) -> None:
    column = min(column, len(line))
    at = plain_cells(line, column, tab_width)
    assert cell_at(line, column, tab_width) == at
    assert cells(line[:column], 0, tab_width) == cell_len(spread(line[:column], 0, tab_width)) == at
    assert cells(line[column:], at, tab_width) == cell_len(spread(line[column:], at, tab_width))
    assert plain_cells(line, len(line), tab_width) <= most_cells(line, tab_width)


@given(line=LINES, cell=st.integers(0, 90), tab_width=st.sampled_from([2, 4, 8]))
def test_columns_of_cells(line: str, cell: int, tab_width: int) -> None:
    column, at = place_at(line, cell, tab_width)
    assert at == plain_cells(line, column, tab_width)
    if column < len(line):
        assert at <= cell < plain_cells(line, column + 1, tab_width)
    else:
        assert at <= cell


@pytest.mark.parametrize("piece", ["a", "名", "\t", "é\t"])
def test_long_lines_are_measured_by_strides(piece: str) -> None:
    line = piece * 5_000
    for column in (0, 1, 1023, 1024, 1025, 2048, 4_999, len(line)):
        at = plain_cells(line, column, 4)
        assert cell_at(line, column, 4) == at
        assert place_at(line, at, 4) == (column, at)


def test_places_of_a_view_are_those_of_what_is_drawn() -> None:
    view = FlatDocument(EditorDocument("a\tb\nx\x1by\n名"), tab_width=4)
    assert view.height == 3
    assert view.location_to_offset((0, 2)) == Offset(4, 0)
    assert view.location_to_offset((1, 2)) == Offset(2, 1)
    assert view.offset_to_location(Offset(3, 0)) == (0, 1)
    assert view.offset_to_location(Offset(1, 2)) == (2, 0)
    assert view.offset_to_location(Offset(-1, 99)) == (2, 0)
    assert view.offset_to_location(Offset(99, -1)) == (0, 3)


@given(text=TEXTS, ends=ENDS)
def test_offsets(text: str, ends: str) -> None:
    lines: Sequence[str] = text.replace("\r", "\n").split("\n")
    analysed = EditorText(lines, ends)
    start = flat = 0
    for row, line in enumerate(lines):
        for column in range(len(line) + 1):
            assert analysed.offset_of((row, column)) == start + column
            assert analysed.location_of(start + column) == (row, column)
            assert analysed.flat_offset((row, column)) == flat + column
            assert analysed.flat_location(flat + column) == (row, column)
        start, flat = start + len(line) + len(ends), flat + len(line) + 1
    assert analysed.flat == "\n".join(lines)
    assert analysed.location_of(10_000) == (len(lines) - 1, len(lines[-1]))


def test_offsets_in_more_lines_than_a_block_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor_text, "_BLOCK", 4)
    for count in (1, 3, 4, 5, 8, 11):
        lines = [f"line {number}" for number in range(count)]
        text = "\r\n".join(lines)
        analysed = EditorText(lines, "\r\n")
        for offset in range(len(text) + 1):
            row, column = text.count("\r\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1
            column = min(column, len(lines[min(row, count - 1)]))
            if text[max(0, offset - 1) : offset + 1] != "\r\n":
                assert analysed.location_of(offset) == (row, column)
                assert analysed.offset_of((row, column)) == offset


@given(text=TEXTS)
def test_statements_of_lines(text: str) -> None:
    lines = text.split("\n")
    analysed = EditorText(lines, "\n")
    statements, start = split_statements(text), 0
    for row, line in enumerate(lines):
        end = start + len(line)
        assert analysed.statements_on(row) == [
            each for each in statements if each.start <= end and each.end >= start
        ]
        start = end + 1


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("select 1;\r\n\tx\r", 0), ("\x1b[31m\u202e", 2), ("é\x85\n\x0c\x00", 3), ("\udcff\ufeff", 2)],
)
def test_hidden_characters_are_counted(text: str, count: int) -> None:
    assert hidden_count(text) == count
