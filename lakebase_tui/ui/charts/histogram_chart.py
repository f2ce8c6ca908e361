"""Histograms: bins as bars with their edges written out, or as upright columns in a few lines."""

from collections.abc import Sequence
from itertools import pairwise

from lakebase_tui.query.profile.spread import Bin
from lakebase_tui.ui.charts.bar_chart import Bar, BarGroup, draw_bars
from lakebase_tui.ui.charts.drawing import Canvas, Drawing
from lakebase_tui.ui.charts.glyphs import Glyphs
from lakebase_tui.ui.charts.scale import short_number, tick_labels
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import width_of


def draw_histogram(bins: Sequence[Bin], width: int, glyphs: Glyphs, *, whole: bool = False) -> Drawing:
    """Draw one bar a bin.

    Args:
        bins: Side by side, lowest first.
        width: Cells that there are.
        glyphs: What to draw with.
        whole: Whether all numbers are whole, so that a bin of width one is a number.
    """
    labels = bin_labels(bins, whole=whole)
    groups = [
        BarGroup(label, [Bar(float(each.count), count(each.count))])
        for label, each in zip(labels, bins, strict=True)
    ]
    most = max((each.count for each in bins), default=0)
    return draw_bars(groups, (0.0, float(most)), width, glyphs, right=True)


def bin_labels(bins: Sequence[Bin], *, whole: bool = False) -> list[str]:
    """Write the edges of bins: `10 to 20`, where the second number belongs to the next bin."""
    if len(bins) == 1 and bins[0].low == bins[0].high:
        return [short_number(bins[0].low, 12)]
    if not bins:
        return []
    exponent = (bins[0].high - bins[0].low).adjusted()
    edges = tick_labels([*(each.low for each in bins), bins[-1].high], exponent)
    if whole and bins[0].high - bins[0].low == 1:
        return edges[:-1]
    wide = max(map(width_of, edges[1:]))
    return [f"{low} to {high:>{wide}}" for low, high in pairwise(edges)]


def draw_columns(counts: Sequence[int], width: int, height: int, glyphs: Glyphs) -> Drawing:
    """Draw counts as upright columns that share the width; nothing but zero is drawn as nothing."""
    if not counts or not max(counts):
        return []
    each = max(1, width // len(counts))
    canvas = Canvas(min(width, each * len(counts)), height)
    steps = len(glyphs.heights) - 1
    for index, number in enumerate(counts):
        filled = max(round(number / max(counts) * height * steps), 1 if number else 0)
        for y in range(height):
            here = min(steps, max(0, filled - y * steps))
            if here:
                canvas.put(index * each, height - 1 - y, glyphs.heights[here] * each, "series-1")
    return list(canvas.lines())
