"""Lines over an axis: two steps to a cell's height, joined, and broken where a value is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lakebase_tui.query.profile.points import Span
from lakebase_tui.ui.charts.drawing import Canvas, Drawing, Line, fitted, series_part
from lakebase_tui.ui.charts.glyphs import Glyphs
from lakebase_tui.ui.charts.scale import Scale, Tick, round_scale
from lakebase_tui.ui.widgets.grid_cell import width_of

Axis = Callable[[float, float, int], Sequence[Tick]]
"""Ticks of a range: the first place, the last, and about how many at most."""

_TICK_LINES = 3
_TICK_CELLS = 12
_LEAST_PLOT = 2


@dataclass(frozen=True, slots=True)
class LineSeries:
    """One line; `spans` has an entry for each place."""

    name: str
    spans: Sequence[Span | None]


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a line covers in one column of cells."""

    low: float
    high: float
    joined: bool
    """Whether it goes on from the column before."""


def draw_lines(
    series: Sequence[LineSeries], xs: Sequence[float], axis: Axis, size: tuple[int, int], glyphs: Glyphs
) -> Drawing:
    """Draw lines; where several places fall into one column of cells, it shows the lowest to the highest.

    Args:
        series: The lines, at most four of which can be told apart.
        xs: The places, in order.
        axis: Gives the ticks at the bottom.
        size: Cells and lines that there are.
        glyphs: What to draw with.

    Returns:
        Lines from a legend (of several series) to the labels of the axis; none where nothing can be drawn.
    """
    width, height = size
    spans = [span for each in series for span in each.spans if span is not None]
    legend = [_legend(series, width, glyphs)] if len(series) > 1 else []
    plot_height = height - len(legend) - 2
    if not spans or plot_height < _LEAST_PLOT:
        return []
    low, high = min(span.low for span in spans), max(span.high for span in spans)
    scale = round_scale(low, high, max(2, plot_height // _TICK_LINES))
    gutter = max(width_of(label) for _, label in scale.ticks) + 1
    canvas = Canvas(width, plot_height + 2)
    columns = width - gutter - 1
    if columns < 1:
        return []
    _draw_scale(canvas, scale, gutter, plot_height, glyphs)
    _draw_axis(canvas, xs, axis, gutter, plot_height, glyphs)
    for index in reversed(range(len(series))):
        reaches = _reaches(xs, series[index].spans, columns)
        _draw_series(canvas, reaches, scale, gutter + 1, plot_height, index, glyphs)
    return [*legend, *canvas.lines()]


def _legend(series: Sequence[LineSeries], width: int, glyphs: Glyphs) -> Line:
    room = max(4, width // len(series) - 4)
    pieces = []
    for index, each in enumerate(series):
        name = fitted(each.name, min(room, max(1, width_of(each.name))), glyphs).rstrip()
        pieces += [
            (f"{glyphs.marks[index % len(glyphs.marks)]} ", series_part(index)),
            (f"{name}  ", "label"),
        ]
    return pieces


def _draw_scale(canvas: Canvas, scale: Scale, gutter: int, height: int, glyphs: Glyphs) -> None:
    for y in range(height):
        canvas.put(gutter, y, glyphs.vertical, "axis")
    for value, label in scale.ticks:
        y = height - 1 - _half_row(scale, value, height) // 2
        canvas.put(gutter - 1 - len(label), y, label, "label")
        canvas.put(gutter, y, glyphs.tick_left, "axis")


def _draw_axis(canvas: Canvas, xs: Sequence[float], axis: Axis, gutter: int, y: int, glyphs: Glyphs) -> None:
    columns = canvas.width - gutter - 1
    canvas.put(gutter, y, glyphs.corner + glyphs.horizontal * columns, "axis")
    free = 0
    for place, label in axis(xs[0], xs[-1], max(1, columns // _TICK_CELLS)):
        x = gutter + 1 + _column(place, xs[0], xs[-1], columns)
        start = min(max(0, x - len(label) // 2), canvas.width - len(label))
        if start >= free:
            canvas.put(x, y, glyphs.tick_below, "axis")
            canvas.put(start, y + 1, label, "label")
            free = start + len(label) + 2


def _column(x: float, first: float, last: float, columns: int) -> int:
    extent = last / 2 - first / 2
    return round((x / 2 - first / 2) / extent * (columns - 1)) if extent else columns // 2


def _half_row(scale: Scale, value: float, height: int) -> int:
    """Which half of a line a value is in, from the bottom."""
    return round(scale.at(value) * (2 * height - 1))


def _reaches(xs: Sequence[float], spans: Sequence[Span | None], columns: int) -> dict[int, _Reach]:
    found: dict[int, _Reach] = {}
    before: tuple[int, float] | None = None
    for x, span in zip(xs, spans, strict=True):
        if span is None:
            before = None
            continue
        column = _column(x, xs[0], xs[-1], columns)
        here = found.get(column)
        if here is not None:
            found[column] = _Reach(min(here.low, span.low), max(here.high, span.high), here.joined)
        else:
            if before is not None:
                _bridge(found, before, (column, span.average))
            found[column] = _Reach(span.low, span.high, before is not None)
        before = (column, span.average)
    return found


def _bridge(found: dict[int, _Reach], start: tuple[int, float], end: tuple[int, float]) -> None:
    """A straight line between two places that are more than a column apart."""
    for column in range(start[0] + 1, end[0]):
        part = (column - start[0]) / (end[0] - start[0])
        value = start[1] * (1 - part) + end[1] * part
        found[column] = _Reach(value, value, True)


def _draw_series(
    canvas: Canvas,
    reaches: dict[int, _Reach],
    scale: Scale,
    left: int,
    height: int,
    index: int,
    glyphs: Glyphs,
) -> None:
    halves = {
        column: (_half_row(scale, reach.low, height), _half_row(scale, reach.high, height))
        for column, reach in reaches.items()
    }
    for column, reach in reaches.items():
        low, high = halves[column]
        beside = halves.get(column - 1)
        if reach.joined and beside is not None:
            low, high = min(low, beside[1] + 1), max(high, beside[0] - 1)
        for row in range(low // 2, high // 2 + 1):
            mark = _mark(index, low <= 2 * row, high >= 2 * row + 1, glyphs)
            canvas.put(left + column, height - 1 - row, mark, series_part(index))


def _mark(index: int, lower: bool, upper: bool, glyphs: Glyphs) -> str:
    if index % len(glyphs.marks):
        return glyphs.marks[index % len(glyphs.marks)]
    return glyphs.halves[2 if lower and upper else 0 if lower else 1]
