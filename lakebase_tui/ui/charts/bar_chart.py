"""Bars to the right (and left, below zero) of labels, each with its value written out."""

from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.charts.drawing import Drawing, Line, Piece, fitted, series_part
from lakebase_tui.ui.charts.glyphs import Glyphs
from lakebase_tui.ui.widgets.grid_cell import NULL, shown, width_of

_LEAST_BAR = 8
_LABEL_SHARE = 0.35
_VALUE_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its length, and what is written beside it; None is NULL."""

    value: float | None
    text: str | None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """A label and its bars, one a series."""

    label: str | None
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class _Room:
    """Cells of each part, and the part of the bars' room that is left of zero."""

    label: int
    bar: int
    value: int
    below: int
    low: float
    high: float

    def cells(self, value: float) -> float:
        """How long a bar is, in cells."""
        extent = self.high / 2 - self.low / 2
        return abs(value) / 2 / extent * self.bar if extent else 0.0


def draw_bars(
    groups: Sequence[BarGroup],
    extent: tuple[float, float],
    width: int,
    glyphs: Glyphs,
    *,
    right: bool = False,
) -> Drawing:
    """Draw groups of bars, one bar a line.

    Args:
        groups: What is drawn.
        extent: The lowest and highest value of all bars, drawn here or not; zero is added.
        width: Cells that there are.
        glyphs: What to draw with.
        right: Whether labels stand at the right of their room, as numbers do.
    """
    room = _room(groups, (min(0.0, extent[0]), max(0.0, extent[1])), width)
    lines: list[Line] = []
    for group in groups:
        label = shown(group.label, room.label)
        for index, bar in enumerate(group.bars):
            text = label if index == 0 else ""
            part = "null" if group.label is None else "label"
            head = fitted(text, room.label, glyphs, right=right)
            lines.append([(f"{head} ", part), *_bar(bar, index, room, glyphs)])
    return lines


def _room(groups: Sequence[BarGroup], extent: tuple[float, float], width: int) -> _Room:
    labels = max((width_of(shown(group.label, width)) for group in groups), default=0)
    texts = [bar.text for group in groups for bar in group.bars]
    value = min(_VALUE_WIDTH, max((width_of(shown(text, _VALUE_WIDTH)) for text in texts), default=0))
    label = min(labels, max(1, int(width * _LABEL_SHARE)))
    value = min(value, max(1, width - label - _LEAST_BAR - 2))
    bar = max(_LEAST_BAR, width - label - value - 2)
    low, high = extent
    span = high / 2 - low / 2
    below = round(-low / 2 / span * bar) if span else 0
    below = min(max(below, 1 if low < 0 else 0), bar - 1)
    return _Room(label, bar, value, below, low, high)


def _bar(bar: Bar, index: int, room: _Room, glyphs: Glyphs) -> list[Piece]:
    part = series_part(index)
    if bar.value is None:
        text = fitted(shown(bar.text, room.value), room.value, glyphs).rstrip()
        return [(" " * room.below, ""), (text if bar.text is not None else NULL, "null")]
    text = visible(bar.text or "")
    value = fitted(text, min(room.value, width_of(text)), glyphs)
    cells = room.cells(bar.value)
    if bar.value < 0:
        drawn = _leftward(min(cells, room.below), glyphs.fills[index % len(glyphs.fills)], glyphs)
        rest = f"{glyphs.vertical} " if room.below else " "
        return [(drawn.rjust(room.below), part), (rest, "axis"), (value, "value")]
    drawn = _rightward(min(cells, room.bar - room.below), bar.value, index, glyphs)
    return [(" " * room.below, ""), (drawn, part), (" " if drawn else "", ""), (value, "value")]


def _rightward(cells: float, value: float, index: int, glyphs: Glyphs) -> str:
    steps = len(glyphs.lengths) - 1
    if index:
        fill = glyphs.fills[index % len(glyphs.fills)]
        return fill * max(round(cells), 1 if value else 0)
    parts = max(round(cells * steps), 1 if value else 0)
    whole, rest = divmod(parts, steps)
    return glyphs.lengths[steps] * whole + (glyphs.lengths[rest] if rest else "")


def _leftward(cells: float, fill: str, glyphs: Glyphs) -> str:
    whole, rest = divmod(max(round(cells * 2), 1), 2)
    return (glyphs.right_half if rest else "") + fill * whole
