import math
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.profile.points import Span
from lakebase_tui.query.profile.spread import SpreadCounter
from lakebase_tui.ui.charts.bar_chart import Bar, BarGroup, draw_bars
from lakebase_tui.ui.charts.drawing import beside, plain
from lakebase_tui.ui.charts.glyphs import ASCII, BLOCKS, Glyphs, glyphs_of
from lakebase_tui.ui.charts.histogram_chart import draw_columns, draw_histogram
from lakebase_tui.ui.charts.line_chart import LineSeries, draw_lines
from lakebase_tui.ui.charts.scale import ticks_within
from lakebase_tui.ui.charts.sparkline import sparkline
from lakebase_tui.ui.widgets.grid_cell import width_of

ROWS = partial(ticks_within, whole=True)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def spans(values: Sequence[float | None]) -> list[Span | None]:
    return [None if value is None else Span(value, value, value, 1) for value in values]


def drawn(picture: str) -> str:
    """A picture as it stands in a test: without its first line end, and its margin."""
    return "\n".join(line[4:] for line in picture.strip("\n").split("\n")).rstrip()


def test_a_line_joins_its_points_and_breaks_where_one_is_missing() -> None:
    line = LineSeries("total", spans([1, 3, 4, 2, None, 8, 6]))
    assert plain(draw_lines([line], range(1, 8), ROWS, (40, 8), BLOCKS)) == drawn("""
    10 ┤
       │                             ▀▄▄▄
     5 ┤                                 ▀▀▀
       │        ▄▄▄▄▄▄▄
       │  ▄▄▀▀▀▀       ▀▀▀▄
     0 ┤▀▀
       └──────┬───────────┬──────────┬──────
              2           4          6
""")


def test_several_lines_have_marks_of_their_own_and_a_legend() -> None:
    lines = [LineSeries("up", spans([0, 10])), LineSeries("down\x1b", spans([10, 0]))]
    assert plain(draw_lines(lines, [1, 2], ROWS, (28, 8), BLOCKS)) == drawn("""
    █ up  • down␛
    10 ┤••••                ▄▄▀▀
       │    •••••      ▄▄▀▀▀
     5 ┤         ▄▄▄▀▀▀
       │    ▄▄▄▀▀      •••••
     0 ┤▄▄▀▀                ••••
       └┬──────────────────────┬
        1                      2
""")


def test_without_block_elements_the_same_is_drawn_in_ascii() -> None:
    line = LineSeries("total", spans([1, 3, 4, 2, None, 8, 6]))
    picture = plain(draw_lines([line], range(1, 8), ROWS, (40, 8), ASCII))
    assert picture.isascii()
    assert picture == plain(draw_lines([line], range(1, 8), ROWS, (40, 8), BLOCKS)).translate(
        str.maketrans("▄▀█│─└┬┤", ".':|-+++")
    )


def test_a_column_of_cells_reaches_from_the_lowest_to_the_highest() -> None:
    values = [0.0, 10.0, 5.0, 5.0] * 100
    picture = plain(draw_lines([LineSeries("n", spans(values))], range(400), ROWS, (14, 7), BLOCKS)).split(
        "\n"
    )
    for line in picture[:5]:
        assert set(line[4:]) <= {"█"}
        assert len(line) == 14


@given(
    st.lists(st.lists(st.none() | FLOATS, min_size=12, max_size=12), min_size=1, max_size=4),
    st.integers(0, 60),
    st.integers(0, 15),
)
def test_a_line_chart_keeps_to_its_room(series: list[list[float | None]], width: int, height: int) -> None:
    lines = [LineSeries(f"series {i}", spans(values)) for i, values in enumerate(series)]
    picture = draw_lines(lines, range(12), ROWS, (width, height), BLOCKS)
    assert len(picture) in (0, height)
    assert all(sum(width_of(text) for text, _ in line) <= max(width, 40) for line in picture)
    assert all(sum(width_of(text) for text, _ in line) == width for line in picture[len(series) > 1 :])


def test_bars_begin_at_zero_and_say_their_values() -> None:
    groups = [
        BarGroup("Ada Bikes & Co", [Bar(40.0, "40.0")]),
        BarGroup("自転車の店", [Bar(-15.0, "-15.0")]),
        BarGroup(None, [Bar(None, None)]),
        BarGroup("", [Bar(None, "NaN")]),
        BarGroup("tiny", [Bar(0.01, "0.01")]),
        BarGroup("zero", [Bar(0.0, "0")]),
    ]
    assert plain(draw_bars(groups, (-15, 40), 43, BLOCKS)) == drawn("""
    Ada Bikes & Co       ████████████████ 40.0
    自転車の店     ██████│ -15.0
    NULL                 NULL
    ''                   NaN
    tiny                 ▏ 0.01
    zero                 0
""")


def test_series_of_bars_differ_by_more_than_colour() -> None:
    group = BarGroup("a", [Bar(4.0, "4"), Bar(3.0, "3"), Bar(2.0, "2"), Bar(1.0, "1")])
    assert plain(draw_bars([group], (0, 4), 12, BLOCKS)) == "a ████████ 4\n  ▓▓▓▓▓▓ 3\n  ▒▒▒▒ 2\n  ░░ 1"


@given(st.lists(FLOATS, min_size=1, max_size=6), st.text(max_size=30), st.integers(20, 80))
def test_bars_keep_to_their_room(values: list[float], label: str, width: int) -> None:
    groups = [BarGroup(label, [Bar(value, f"{value:.3g}")]) for value in values]
    for line in draw_bars(groups, (min(values), max(values)), width, BLOCKS):
        assert sum(width_of(text) for text, _ in line) <= width


def test_a_histogram_names_the_edges_of_its_bins() -> None:
    counter = SpreadCounter()
    counter.add([1, 2, 12, 25, 26, 27, 28, 49], [1, 1, 1, 2, 1, 3, 1, 1])
    spread = counter.spread()
    assert spread is not None
    assert plain(draw_histogram(spread.histogram(5), 30, BLOCKS, whole=True)) == drawn("""
     0 to 10 █████▍ 2
    10 to 20 ██▊ 1
    20 to 30 ███████████████████ 7
    30 to 40 0
    40 to 50 ██▊ 1
""")


def test_whole_numbers_in_bins_of_one_are_their_own_names() -> None:
    counter = SpreadCounter()
    counter.add([1, 2, 3, 4, 5], [10, 5, 0, 1, 20])
    spread = counter.spread()
    assert spread is not None
    assert plain(draw_histogram(spread.histogram(10), 14, ASCII, whole=True)).split("\n")[0] == "1 ####- 10"


def test_columns_stand_upright() -> None:
    assert plain(draw_columns([1, 0, 8, 16], 8, 2, BLOCKS)) == "      ██\n▁▁  ████"
    assert draw_columns([0, 0], 8, 2, BLOCKS) == []


def test_a_sparkline_shows_each_value_and_leaves_blanks() -> None:
    assert sparkline([0, 1, 2, 3, None, 4, 5, 6, 7, math.nan], 20) == "▁▂▃▄ ▅▆▇█ "
    assert sparkline([1, 1, 1], 20) == "▅▅▅"
    assert sparkline([None, None], 5) == "  "
    assert sparkline([], 5) == ""
    assert sparkline([0, 0, 7, 7], 2) == "▁█"
    assert sparkline([0, 7], 2, ASCII) == "_@"


@given(st.lists(st.none() | st.floats(), max_size=200), st.integers(0, 40), st.sampled_from([BLOCKS, ASCII]))
def test_a_sparkline_is_never_wider_than_asked(
    values: list[float | None], width: int, glyphs: Glyphs
) -> None:
    line = sparkline(values, width, glyphs)
    assert len(line) == min(width, len(values))
    assert set(line) <= set(glyphs.levels)


@pytest.mark.parametrize(
    ("term", "encoding", "glyphs"),
    [
        ("xterm-256color", "utf-8", BLOCKS),
        ("", "UTF8", BLOCKS),
        ("linux", "utf-8", ASCII),
        ("xterm", "iso8859-1", ASCII),
        ("xterm", None, ASCII),
    ],
)
def test_a_terminal_gets_what_it_can_show(term: str, encoding: str | None, glyphs: Glyphs) -> None:
    assert glyphs_of({"TERM": term}, encoding) is glyphs


def test_drawings_stand_side_by_side() -> None:
    left = [[("a", "")], [("自", "")], [("c", "")]]
    right = [[("1", "")], [("2", "")]]
    assert plain(beside(left, right, 4)) == "a   1\n自  2\nc"
