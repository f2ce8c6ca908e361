"""Widths, order, hiding and freezing of columns; selections; what lies under the pointer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets.grid_cell import Look, drawn, width_of
from lakebase_tui.ui.widgets.grid_columns import GridColumns
from lakebase_tui.ui.widgets.grid_pointer import Drawn, Part
from lakebase_tui.ui.widgets.grid_selection import Extent, Selection

FOUR = [Column(name, 25, "t", ColumnKind.TEXT) for name in ("aa", "bb", "cc", "dd")]


def names(columns: GridColumns) -> list[str]:
    return [columns.at_place(place).name for place in range(len(columns))]


def test_columns_are_moved_hidden_and_shown_again() -> None:
    columns = GridColumns(FOUR)
    assert columns.move(0, 2) == 2
    assert names(columns) == ["bb", "cc", "aa", "dd"]
    columns.hide(1)
    assert names(columns) == ["bb", "aa", "dd"]
    assert columns.hidden == 1
    assert columns.place_of(2) is None
    columns.show_all()
    assert names(columns) == ["bb", "cc", "aa", "dd"]
    for _ in range(9):
        columns.hide(0)
    assert len(columns) == 1, "the last one stays"


def test_frozen_columns_stay_in_view() -> None:
    columns = GridColumns(FOUR)
    columns.freeze(1)
    room = 3 * (columns.widths[0] + 2)
    assert list(columns.in_view(2, room)) == [0, 2, 3]
    assert columns.at(0, 2) == 0
    assert columns.at(columns.widths[0] + 2, 2) == 2
    assert columns.first_to_show(3, 1, room) == 2
    assert columns.offset_of(2) == columns.widths[1] + 2
    columns.hide(0)
    assert columns.frozen == 0


def test_frozen_columns_leave_room_for_the_others() -> None:
    columns = GridColumns(FOUR)
    columns.freeze(4)
    columns.use(30)
    each = columns.widths[0] + 2
    assert columns.frozen == (30 - 12) // each
    columns.use(12 + each)
    assert columns.frozen == 1
    columns.use(100)
    assert columns.frozen == 4


def test_a_width_of_ones_own_stays_until_it_is_given_back() -> None:
    columns = GridColumns(FOUR)
    columns.measure([("x" * 30, "", None, "y")])
    version = columns.version
    columns.resize(0, 5)
    assert columns.widths[0] == 5
    assert columns.version > version
    columns.measure([("x" * 35, "", None, "y")])
    assert columns.widths[0] == 5
    columns.resize(0, None)
    assert columns.widths[0] == 35
    columns.resize(0, -3)
    assert columns.widths[0] == 1


def test_points_of_numbers_stand_below_each_other() -> None:
    columns = GridColumns([Column("n", 1700, "numeric", ColumnKind.NUMBER)])
    values = ["1.5", "12345.25", "7", "-0.125", "NaN", "1e+20"]
    columns.measure([(value,) for value in values])
    width = columns.widths[0]
    lines = {
        value: "".join(text for text, _ in drawn(value, width, right=True, behind=columns.behind(0, value)))
        for value in values
    }
    assert {len(line) for line in lines.values()} == {width}
    points = {line.index(".") for line in lines.values() if "." in line}
    assert len(points) == 1
    assert lines["7"].rstrip().endswith("7")
    assert len(lines["7"].rstrip()) == points.pop()


def test_a_number_of_a_thousand_digits_does_not_push_the_others_away() -> None:
    columns = GridColumns([Column("n", 1700, "numeric", ColumnKind.NUMBER)])
    columns.use(60)
    columns.measure([("1.5",), ("1" * 600 + "." + "2" * 400,)])
    assert columns.behind(0, "7") == 2
    assert columns.widths[0] <= 60


@given(
    st.text(max_size=12),
    st.integers(1, 12),
    st.booleans(),
    st.integers(0, 4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=2),
)
def test_a_cell_is_always_as_wide_as_asked(
    value: str, width: int, right: bool, behind: int, gaps: list[tuple[int, int]]
) -> None:
    spans, at = [], 0
    for gap, length in gaps:
        spans.append((at + gap, at + gap + length))
        at += gap + length
    pieces = drawn(value, width, right=right, behind=behind, spans=spans)
    assert sum(width_of(text) for text, _ in pieces) == width
    assert all(visible(text) == text for text, _ in pieces)


def test_what_cannot_be_seen_is_marked() -> None:
    assert drawn(None, 6) == [("NULL", Look.MARK), ("  ", Look.VALUE)]
    assert drawn("NULL", 6) == [("NULL  ", Look.VALUE)]
    assert drawn("", 3) == [("''", Look.MARK), (" ", Look.VALUE)]
    assert drawn("a\nb ", 6) == [
        ("a", Look.VALUE),
        ("↵", Look.MARK),
        ("b", Look.VALUE),
        ("·", Look.MARK),
        ("  ", Look.VALUE),
    ]
    assert drawn("↵", 1) == [("↵", Look.VALUE)]
    assert drawn("abcabc", 6, spans=[(1, 2), (4, 5)]) == [
        ("a", Look.VALUE),
        ("b", Look.MATCH),
        ("ca", Look.VALUE),
        ("b", Look.MATCH),
        ("c", Look.VALUE),
    ]


def test_selections_reach_over_cells_rows_and_columns() -> None:
    cells = Selection((5, 2), (3, 1))
    assert (cells.rows(10), cells.places(4)) == (range(3, 6), range(1, 3))
    assert cells.in_row(4, 4) == range(1, 3)
    assert not cells.in_row(6, 4)
    rows = Selection((5, 2), (3, 1), Extent.ROWS)
    assert (rows.rows(10), rows.places(4)) == (range(3, 6), range(4))
    columns = Selection((5, 2), (3, 1), Extent.COLUMNS)
    assert (columns.rows(10), columns.places(4)) == (range(10), range(1, 3))
    assert columns.in_row(9, 4) == range(1, 3)


@pytest.mark.parametrize(
    ("x", "y", "part", "row", "place"),
    [
        (2, 5, Part.NUMBER, 13, 0),
        (6, 5, Part.CELL, 13, 0),
        (10, 5, Part.CELL, 13, 1),
        (99, 99, Part.CELL, 99, 3),
        (6, 0, Part.HEADER, 7, 0),
        (8, 0, Part.BORDER, 7, 0),
        (9, 1, Part.BORDER, 7, 0),
        (10, 0, Part.HEADER, 7, 1),
        (2, 0, Part.NOTHING, 0, 0),
    ],
)
def test_what_lies_under_the_pointer(x: int, y: int, part: Part, row: int, place: int) -> None:
    hit = Drawn(GridColumns(FOUR), 0, 5, 2, 10, 100, 7).hit(x, y)
    assert hit.part is part
    if part is not Part.NOTHING:
        assert (hit.row, hit.place) == (row, place)
