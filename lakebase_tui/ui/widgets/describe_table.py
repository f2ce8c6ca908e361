"""Tables of texts in columns: how wide each is, and the lines that a row takes."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from lakebase_tui.sql.visible import visible_lines
from lakebase_tui.ui.widgets.grid_cell import width_of

GAP: Final = 2
"""Blank cells between two columns."""
_NARROWEST: Final = 16
"""Cells below which no column is made to wrap; a table that is still too wide is scrolled sideways."""


def drawn_lines(text: str) -> list[str]:
    """The lines of a text, safe to draw."""
    return visible_lines(text).split("\n")


def _surely_fits(text: str, width: int) -> bool:
    """Whether a text is drawn as it is, on one line: no printable character takes more than two cells."""
    cells = len(text) if text.isascii() else len(text) * 2
    return cells <= width and text.isprintable()


def natural_widths(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[int]:
    """How wide columns of one-line cells would be."""
    widths = [width_of(title) for title in titles]
    for row in rows:
        for at, cell in enumerate(row):
            if not _surely_fits(cell, widths[at]):
                widths[at] = max(widths[at], max(map(width_of, drawn_lines(cell))))
    return widths


def fitted_widths(natural: Sequence[int], available: int) -> list[int]:
    """Take from the widest columns until all fit, as far as that leaves something to read."""
    widths = list(natural)
    excess = sum(widths) + GAP * (len(widths) - 1) - available
    while excess > 0:
        widest = max(widths)
        if widest <= _NARROWEST:
            break
        next_widest = max((width for width in widths if width < widest), default=0)
        wide = [at for at, width in enumerate(widths) if width == widest]
        step = min(widest - max(next_widest, _NARROWEST), -(-excess // len(wide)))
        for at in wide:
            widths[at] -= step
        excess -= step * len(wide)
    return widths


def wrapped(text: str, width: int) -> list[str]:
    """Cut a text into lines that fit, at blanks where there are some; at least one line."""
    if _surely_fits(text, width):
        return [text]
    lines: list[str] = []
    for line in drawn_lines(text):
        lines += _wrapped_line(line, width) if width_of(line) > width else [line]
    return lines


def _wrapped_line(line: str, width: int) -> list[str]:
    return [line[start:stop] for start, stop in cuts(line, width, width)]


def cuts(line: str, first: int, others: int) -> list[tuple[int, int]]:
    """Where a line is cut, at blanks where there are some, which are then left out.

    Args:
        line: Without line ends, safe to draw.
        first: Cells of the first piece.
        others: Cells of the others.

    Returns:
        The beginning and end of each piece; at least one.
    """
    pieces: list[tuple[int, int]] = []
    start, width = 0, first
    while width_of(line[start:]) > width:
        fitting = start + _characters_in(line[start:], width)
        blank = line.rfind(" ", start + 1, fitting + 1)
        cut = blank if blank > 0 and line[start:blank].strip() else fitting
        pieces.append((start, cut))
        start = cut + len(line[cut:]) - len(line[cut:].lstrip(" "))
        width = others
    return [*pieces, (start, len(line))] if start < len(line) or not pieces else pieces


def _characters_in(text: str, width: int) -> int:
    """How many characters fit; at least one."""
    if text.isascii():
        return width
    taken = 0
    for at, character in enumerate(text):
        taken += cell_len(character)
        if taken > width:
            return max(1, at)
    return len(text)


def row_lines(
    cells: Sequence[str], widths: Sequence[int], right: Collection[int] = frozenset()
) -> list[list[str]]:
    """Lay a row out: on each of its lines a text for each column, exactly as wide as that is."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, columns), default=1)
    return [
        [
            _padded(column[number] if number < len(column) else "", width, at in right)
            for at, (column, width) in enumerate(zip(columns, widths, strict=True))
        ]
        for number in range(height)
    ]


def _padded(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else set_cell_size(text, width)


def row_height(cells: Sequence[str], widths: Sequence[int]) -> int:
    """How many lines `row_lines` would give; quick where nothing wraps."""
    height = 1
    for cell, width in zip(cells, widths, strict=True):
        if not _surely_fits(cell, width):
            height = max(height, len(wrapped(cell, width)))
    return height
