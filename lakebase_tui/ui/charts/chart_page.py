"""A chart of columns as a whole: what is drawn in which way, and the sentences beneath it."""

from collections.abc import Sequence
from enum import Enum
from functools import partial

from lakebase_tui.query.columns import ColumnKind
from lakebase_tui.query.profile.chart_data import BARS, AxisKind, ChartData, LeftOut
from lakebase_tui.query.profile.numbers import Number, drawable
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.charts.bar_chart import Bar, BarGroup, draw_bars
from lakebase_tui.ui.charts.drawing import Drawing, Line, Piece, fitted, recoloured, series_part
from lakebase_tui.ui.charts.glyphs import SERIES, Glyphs
from lakebase_tui.ui.charts.histogram_chart import draw_histogram
from lakebase_tui.ui.charts.line_chart import Axis, LineSeries, draw_lines
from lakebase_tui.ui.charts.scale import short_number, ticks_within
from lakebase_tui.ui.charts.sparkline import sparkline
from lakebase_tui.ui.charts.time_axis import moment_text, time_ticks
from lakebase_tui.ui.formatting import count, counted, short_type
from lakebase_tui.ui.widgets.grid_cell import width_of

_LEAST_HISTOGRAM = 5
"""Lines below which a histogram says nothing."""
_NAME_SHARE = 0.25


class Mark(Enum):
    """How values are drawn."""

    LINE = "Line chart"
    BAR = "Bar chart"
    HISTOGRAM = "Histogram"
    SPARKLINE = "Sparklines"


def draw_chart(
    data: ChartData, mark: Mark, size: tuple[int, int], glyphs: Glyphs, first_bar: int = 0
) -> Drawing:
    """Draw columns that were read.

    Args:
        data: What was read.
        mark: How to draw it.
        size: Cells and lines that there are.
        glyphs: What to draw with.
        first_bar: Which row has the topmost bar, from 0.

    Returns:
        At most as many lines as there are; none where nothing can be drawn.
    """
    width, height = size
    match mark:
        case Mark.LINE:
            points = data.points
            series = [
                LineSeries(column.name, spans)
                for column, spans in zip(data.columns[:SERIES], points.series, strict=False)
            ]
            return draw_lines(series, points.xs, _axis_of(data), size, glyphs) if points.xs else []
        case Mark.BAR:
            return _bars(data, size, glyphs, first_bar)
        case Mark.HISTOGRAM:
            return _histograms(data, size, glyphs)
        case Mark.SPARKLINE:
            lines = _sparklines(data, width, glyphs)
            apart = [each for line in lines for each in (line, ())]
            return apart[:-1] if len(apart) <= height else lines[:height]


def bars_in(data: ChartData, height: int) -> int:
    """How many rows have their bars in so many lines."""
    shown = min(SERIES, len(data.columns))
    return max(1, (height - (1 if shown > 1 else 0)) // shown)


def caption(data: ChartData, mark: Mark, cells: int, *, bars: tuple[int, int] = (0, 0)) -> list[Piece]:
    """Say what is drawn, what is summed up, and what is left out, as sentences with their parts.

    Args:
        data: What was read.
        mark: How it is drawn.
        cells: Cells that the drawing has from side to side.
        bars: The first row whose bars are drawn, and the one behind the last.
    """
    pieces: list[Piece] = [(f"{_rows(data)}.", "value")]
    pieces += [(sentence, "dim") for sentence in _about(data, mark, cells, bars)]
    if mark in (Mark.LINE, Mark.BAR) and len(data.columns) > SERIES:
        pieces.append((f"The first {SERIES} of {len(data.columns)} columns are drawn.", "warn"))
    for column, left_out in zip(data.columns, data.left_out, strict=True):
        if left_out.total:
            head = f"{visible(column.name)}: " if len(data.columns) > 1 else ""
            pieces.append((f"{head}{left_out_words(left_out)}.", "warn"))
    if data.without_place and mark is Mark.LINE:
        pieces.append((f"{counted(data.without_place, 'row')} without a place on the axis left out.", "warn"))
    return pieces


def left_out_words(left_out: LeftOut) -> str:
    """`3 values left out: 2 NULL, 1 infinite`."""
    kinds = (
        (left_out.nulls, "NULL"),
        (left_out.nan, "NaN"),
        (left_out.infinite, "infinite"),
        (left_out.too_large, "too large to draw"),
        (left_out.unread, "not a number"),
    )
    listed = ", ".join(f"{count(number)} {name}" for number, name in kinds if number)
    return f"{counted(left_out.total, 'value')} left out: {listed}"


def _rows(data: ChartData) -> str:
    return counted(data.rows, "row") + ("" if data.complete else ", not all that the result has")


def _about(data: ChartData, mark: Mark, cells: int, bars: tuple[int, int]) -> list[str]:
    sentences = []
    if mark is Mark.LINE:
        sentences += _along(data)
        each = data.points.taken / max(1, min(cells, len(data.points.xs)))
        if each > 1:
            what = "A column of cells" if len(data.points.xs) > cells else "A place"
            sentences.append(
                f"{what} reaches from the lowest to the highest of about {short_number(each, 2)} rows."
            )
    if mark is Mark.BAR:
        sentences.append(f"Bars of rows {count(bars[0] + 1)} to {count(bars[1])}.")
        if data.rows > len(data.bars):
            sentences.append(f"Only the first {count(BARS)} rows have bars.")
    if mark is Mark.SPARKLINE:
        sentences += _along(data)
        if data.points.taken > cells // 2:
            sentences.append("A cell is the mean of its values.")
    return sentences


def _along(data: ChartData) -> list[str]:
    """What the axis is, from where to where."""
    xs, axis = data.points.xs, data.axis
    if axis is None or not xs:
        return ["Along the rows."]
    name = visible(axis.name)
    if data.axis_kind is AxisKind.ROW:
        return [f"Along the rows: {name} ({visible(short_type(axis.type_name))}) has no scale."]
    if data.axis_kind is AxisKind.NUMBER:
        ends = [short_number(float(x)) for x in (xs[0], xs[-1])]
    else:
        of_day = data.axis_kind is AxisKind.TIME_OF_DAY
        ends = [moment_text(x, data.offset_s, of_day=of_day) for x in (xs[0], xs[-1])]
    return [f"Along {name} from {ends[0]} to {ends[1]}."]


def _axis_of(data: ChartData) -> Axis:
    match data.axis_kind:
        case AxisKind.ROW:
            return partial(ticks_within, whole=True)
        case AxisKind.NUMBER:
            return ticks_within
        case AxisKind.MOMENT:
            return partial(time_ticks, offset_s=data.offset_s)
        case AxisKind.TIME_OF_DAY:
            return partial(time_ticks, of_day=True)


def _bars(data: ChartData, size: tuple[int, int], glyphs: Glyphs, first: int) -> Drawing:
    shown = min(SERIES, len(data.columns))
    values = [value for row in data.bars for value in row.values[:shown] if value is not None]
    if not values:
        return []
    rows = data.bars[first : first + bars_in(data, size[1])]
    groups = [
        BarGroup(row.label, [Bar(v, t) for v, t in zip(row.values[:shown], row.texts, strict=False)])
        for row in rows
    ]
    right = data.axis is None or data.axis.kind is ColumnKind.NUMBER
    drawn = draw_bars(groups, (min(values), max(values)), size[0], glyphs, right=right)
    return [*_names(data, size[0], glyphs), *drawn][: size[1]] if shown > 1 else drawn


def _names(data: ChartData, width: int, glyphs: Glyphs) -> list[Line]:
    """The names of several series, each with its mark."""
    pieces: list[Piece] = []
    room = max(4, width // SERIES - 4)
    for index, column in enumerate(data.columns[:SERIES]):
        name = fitted(column.name, room, glyphs).rstrip()
        pieces += [(f"{glyphs.fills[index]} ", series_part(index)), (f"{name}  ", "label")]
    return [pieces]


def _histograms(data: ChartData, size: tuple[int, int], glyphs: Glyphs) -> Drawing:
    """As many columns as have room, one below the other."""
    width, height = size
    several = len(data.columns) > 1
    shown = min(len(data.columns), max(1, height // (_LEAST_HISTOGRAM + 2)))
    room = height // shown - (2 if several else 0)
    lines: list[Line] = []
    for index, (column, profile) in enumerate(zip(data.columns[:shown], data.profiles, strict=False)):
        spread = profile.facts.numbers.spread if profile.facts.numbers is not None else None
        if spread is None:
            continue
        if several:
            lines += [*([()] if lines else []), [(fitted(column.name, width, glyphs).rstrip(), "title")]]
        drawn = draw_histogram(spread.histogram(max(2, room)), width, glyphs, whole=spread.whole)
        lines += recoloured(drawn, index)
    return lines[:height]


def _sparklines(data: ChartData, width: int, glyphs: Glyphs) -> list[Line]:
    rows = []
    for column, profile, spans in zip(data.columns, data.profiles, data.points.series, strict=True):
        spread = profile.facts.numbers.spread if profile.facts.numbers is not None else None
        if spread is not None:
            ends = short_number(_near(spread.lowest)), short_number(_near(spread.highest))
            rows.append((column.name, ends, [None if span is None else span.average for span in spans]))
    if not rows:
        return []
    name = min(max(width_of(visible(row[0])) for row in rows), max(4, int(width * _NAME_SHARE)))
    low, high = (max(len(row[1][end]) for row in rows) for end in (0, 1))
    room = max(1, width - name - low - high - 6)
    lines: list[Line] = []
    for index, (title, ends, values) in enumerate(rows):
        drawn = sparkline(_stretched(values, room), room, glyphs)
        lines.append(
            [
                (f"{fitted(title, name, glyphs)}  ", "label"),
                (f"{ends[0]:>{low}}  ", "dim"),
                (drawn, series_part(index)),
                (f"  {ends[1]:>{high}}", "dim"),
            ]
        )
    return lines


def _stretched(values: Sequence[float | None], room: int) -> Sequence[float | None]:
    """Each value as many cells wide as all of them have room for."""
    times = max(1, room // max(1, len(values)))
    return [value for value in values for _ in range(times)]


def _near(number: Number) -> float:
    near = drawable(number)
    return near if near is not None else 0.0
