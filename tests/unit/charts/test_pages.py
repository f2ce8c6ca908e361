from collections.abc import Sequence

import pytest

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.profile import column_profile
from lakebase_tui.query.profile.chart_data import ChartBuilder, ChartData
from lakebase_tui.query.profile.column_profile import ColumnProfile, ProfileBuilder
from lakebase_tui.query.rows import Row
from lakebase_tui.ui.charts.chart_page import Mark, caption, draw_chart
from lakebase_tui.ui.charts.drawing import plain
from lakebase_tui.ui.charts.glyphs import ASCII, BLOCKS
from lakebase_tui.ui.charts.profile_page import WIDE, draw_profile
from lakebase_tui.ui.widgets.grid_cell import width_of
from tests.support.rows import ORDER_ROWS, ORDERS

TEXT = Column("name", 25, "text", ColumnKind.TEXT)
NUMERIC = Column("total", 1700, "numeric", ColumnKind.NUMBER)


def data_of(
    series: Sequence[int],
    axis: int | None = None,
    rows: Sequence[Row] = ORDER_ROWS,
    columns: Sequence[Column] = ORDERS,
    *,
    complete: bool = True,
) -> ChartData:
    builder = ChartBuilder(columns, series, axis)
    builder.add(0, rows)
    return builder.data(complete)


def profile_of(column: Column, values: Sequence[str | None], *, complete: bool = True) -> ColumnProfile:
    builder = ProfileBuilder(column)
    builder.add(values)
    return builder.profile(complete)


def words(data: ChartData, mark: Mark, cells: int = 70) -> str:
    return " ".join(text for text, _ in caption(data, mark, cells, bars=(0, 8)))


def test_the_caption_counts_what_is_left_out_and_says_why() -> None:
    values = ["1", None, "NaN", "Infinity", "1e400", "2"]
    data = data_of([0], None, [(value,) for value in values], [NUMERIC])
    said = words(data, Mark.LINE)
    assert "4 values left out: 1 NULL, 1 NaN, 1 infinite, 1 too large to draw." in said
    assert said.startswith("6 rows.")


def test_the_caption_says_how_many_rows_share_a_column_of_cells() -> None:
    rows = [(str(number),) for number in range(700)]
    data = data_of([0], None, rows, [NUMERIC])
    assert "from the lowest to the highest of about 10 rows" in words(data, Mark.LINE, 70)
    assert "lowest" not in words(data, Mark.LINE, 700)
    assert "A cell is the mean of its values." in words(data, Mark.SPARKLINE)


def test_the_caption_says_from_where_to_where_and_what_has_no_place() -> None:
    said = words(data_of([3], 4, complete=False), Mark.LINE)
    assert "8 rows, not all that the result has." in said
    assert "Along last_order from 0044-03-15 12:00:00 BC to 2026-11-22 17:03:10." in said
    assert "1 row without a place on the axis left out." in said
    assert "name (text) has no scale" in words(data_of([3], 1), Mark.LINE)


def test_more_series_than_can_be_told_apart_are_told() -> None:
    columns = [Column(f"n{i}", 20, "bigint", ColumnKind.NUMBER) for i in range(6)]
    data = data_of(range(6), None, [("1", "2", "3", "4", "5", "6"), ("6", "5", "4", "3", "2", "1")], columns)
    assert "The first 4 of 6 columns are drawn." in words(data, Mark.BAR)
    assert len(draw_chart(data, Mark.SPARKLINE, (60, 20), BLOCKS)) == 11
    assert len(draw_chart(data, Mark.SPARKLINE, (60, 6), BLOCKS)) == 6


@pytest.mark.parametrize("mark", list(Mark))
@pytest.mark.parametrize("glyphs", [BLOCKS, ASCII], ids=["blocks", "ascii"])
@pytest.mark.parametrize("size", [(76, 18), (156, 38), (30, 6), (3, 2)])
def test_every_chart_keeps_to_its_room(mark: Mark, glyphs: object, size: tuple[int, int]) -> None:
    chosen = BLOCKS if glyphs is BLOCKS else ASCII
    for series, axis in (([2, 3], 4), ([3], 1), ([0], None)):
        drawing = draw_chart(data_of(series, axis), mark, size, chosen)
        assert len(drawing) <= size[1]
        if size[0] >= 30:
            assert drawing
            assert all(sum(width_of(text) for text, _ in line) <= size[0] for line in drawing)


def test_text_from_outside_is_made_visible() -> None:
    hostile = Column("\x1b[2Jn", 1700, "numeric", ColumnKind.NUMBER)
    axis = Column("\x1b]0;t\x07", 25, "text", ColumnKind.TEXT)
    rows = [("1", "\x1b[31mred"), ("2", "\u202eabc"), ("3", "\udcff")]
    data = data_of([0, 0], 1, rows, [hostile, axis])
    for mark in Mark:
        text = plain(draw_chart(data, mark, (60, 20), BLOCKS)) + words(data, mark)
        assert not {"\x1b", "\x07", "\u202e", "\udcff"} & set(text)
    profile = plain(draw_profile(profile_of(axis, [row[1] for row in rows] * 2), 70, BLOCKS))
    assert not {"\x1b", "\u202e", "\udcff"} & set(profile)


def test_a_profile_of_numbers() -> None:
    values = ["1", "2", "2", "3", None, "NaN", "10"]
    text = plain(draw_profile(profile_of(NUMERIC, values, complete=False), 60, BLOCKS))
    for line in (
        "rows       7  not all of the result",
        "NULL       1  14.3 %",
        "distinct   5",
        "lowest     1",
        "highest    NaN",
        "NaN        1  not in what follows",
        "sum        18",
        "mean       3.6",
        "median     2",
        "deviation  3.64692  of a sample",
        "Most frequent",
        "and 4 more",
    ):
        assert line in text.split("\n")
    assert "2  28.6 %" in text


def test_a_profile_of_texts_stands_in_two_columns_where_there_is_room() -> None:
    profile = profile_of(TEXT, ["b", "a", "", "b", None, "ccc"])
    narrow, wide = (plain(draw_profile(profile, width, ASCII)) for width in (60, WIDE))
    assert "characters 0 to 3  mean 1.2" in narrow.split("\n")
    assert "empty      1  16.7 %" in narrow.split("\n")
    assert "Most frequent" in wide.split("\n")[0]
    assert wide.count("\n") < narrow.count("\n")
    assert max(map(width_of, wide.split("\n"))) <= WIDE


def test_what_is_an_estimate_is_told_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column_profile, "KEPT_VALUES", 100)
    builder = ProfileBuilder(NUMERIC)
    for start in range(0, 40_000, 100):
        builder.add([*(str(number) for number in range(start, start + 100)), *["7"] * 20])
    text = plain(draw_profile(builder.profile(True), 70, BLOCKS))
    assert "distinct   about " in text
    assert "an estimate, 1 % or so" in text
    assert "at least " in text
    assert "median     about " in text


def test_nothing_has_its_words() -> None:
    assert plain(draw_profile(profile_of(TEXT, []), 60, BLOCKS)) == "No rows"
    assert "Every value is NULL." in plain(draw_profile(profile_of(NUMERIC, [None, None]), 60, BLOCKS))
    assert "No value occurs twice." in plain(draw_profile(profile_of(TEXT, ["a", "b"]), 60, BLOCKS))
    assert draw_chart(data_of([0], None, [], [NUMERIC]), Mark.LINE, (60, 20), BLOCKS) == []
