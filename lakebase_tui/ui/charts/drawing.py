"""Drawn lines: texts with the part of a chart that each belongs to, for the screen to colour."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.charts.glyphs import Glyphs
from lakebase_tui.ui.widgets.grid_cell import ELLIPSIS, fit, width_of

Piece = tuple[str, str]
"""A text and its part: `series-1` to `series-4`, `axis`, `label`, `value`, `null`, `dim`, `warn`, `title`,
`kind-` with the kind of a column, or nothing."""
Line = Sequence[Piece]
Drawing = Sequence[Line]


def plain(drawing: Drawing) -> str:
    """The text alone, without blanks at the ends of lines."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in drawing)


def series_part(index: int) -> str:
    """The part of a series, from 0."""
    return f"series-{index % 4 + 1}"


def recoloured(drawing: Drawing, index: int) -> Drawing:
    """A drawing of one series as that of another."""
    first, part = series_part(0), series_part(index)
    return [[(text, part if own == first else own) for text, own in line] for line in drawing]


def fitted(text: str, width: int, glyphs: Glyphs, *, right: bool = False) -> str:
    """Make a text from outside safe to draw and exactly `width` cells wide."""
    cut = fit(visible(text), max(0, width), right=right)
    return cut if glyphs.ellipsis == ELLIPSIS else cut.replace(ELLIPSIS, glyphs.ellipsis)


def beside(left: Drawing, right: Drawing, start: int) -> Drawing:
    """Put two drawings side by side, the right one from the cell `start` on."""
    lines: list[Line] = []
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else ()
        second = right[index] if index < len(right) else ()
        taken = sum(width_of(text) for text, _ in first)
        lines.append([*first, (" " * max(1, start - taken), ""), *second] if second else first)
    return lines


class Canvas:
    """Cells that can be written in any order.

    Args:
        width: Cells.
        height: Lines.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cells: list[list[Piece]] = [[(" ", "")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, part: str) -> None:
        """Write a text of narrow characters; what is outside is left out."""
        if 0 <= y < self.height:
            for offset, character in enumerate(text):
                if 0 <= x + offset < self.width:
                    self._cells[y][x + offset] = (character, part)

    def lines(self) -> Iterator[Line]:
        """The lines, top first."""
        for row in self._cells:
            yield tuple(
                ("".join(text for text, _ in pieces), part)
                for part, pieces in groupby(row, key=lambda cell: cell[1])
            )
