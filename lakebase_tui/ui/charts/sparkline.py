"""A series in one line of cells."""

from collections.abc import Sequence
from math import isfinite

from lakebase_tui.ui.charts.glyphs import BLOCKS, Glyphs


def sparkline(values: Sequence[float | None], width: int, glyphs: Glyphs = BLOCKS) -> str:
    """Draw values side by side, the lowest as the lowest mark and the highest as the highest.

    Args:
        values: In order. None, NaN and infinities leave a blank.
        width: Cells at most. When there are more values than cells, each cell is the mean of its values.
        glyphs: What to draw with.

    Returns:
        At most `width` cells, one a value where they fit. Equal values are drawn at half height.
    """
    known = [value if value is not None and isfinite(value) else None for value in values]
    cells = known if len(known) <= width else _means(known, width)
    drawn = [value for value in cells if value is not None]
    if not drawn:
        return " " * len(cells)
    low, high, steps = min(drawn), max(drawn), len(glyphs.levels) - 2

    def mark(value: float | None) -> str:
        if value is None:
            return " "
        extent = high / 2 - low / 2
        part = (value / 2 - low / 2) / extent if extent else 0.5
        return glyphs.levels[1 + round(part * steps)]

    return "".join(map(mark, cells))


def _means(values: Sequence[float | None], width: int) -> list[float | None]:
    cells: list[float | None] = []
    for cell in range(max(0, width)):
        part = values[cell * len(values) // width : (cell + 1) * len(values) // width]
        known = [value for value in part if value is not None]
        cells.append(sum(value / len(known) for value in known) if known else None)
    return cells
