"""Where the characters of a line stand on the screen: columns, counted in characters, against cells.

A line may be five megabytes long. What is asked about it is found without looking at each of its characters
where they are plain, and up to the place that is asked about where they are not.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len

from lakebase_tui.sql.visible import visible_in_place

_STRIDE: Final = 1024
"""Characters that are looked at together."""
# Latin, Greek and Cyrillic; not the soft hyphen, and no marks that stand above others.
_PLAIN: Final = re.compile("[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0530]*+")
_MAYBE_WIDE: Final = re.compile(
    "[\u1100-\u115f\u231a-\u2bff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe6f"
    "\uff01-\uff60\uffe0-\uffe6\U0001f000-\U0001fbff\U00020000-\U0003fffd]"
)


class Place(NamedTuple):
    """A column of a line, and the cell at which it begins."""

    column: int
    cell: int


def is_plain(text: str) -> bool:
    """Whether each character of a text takes one cell, and is drawn as it is."""
    if len(text) > _STRIDE:
        return _is_plain_line(text)
    return (text.isascii() and text.isprintable()) or _PLAIN.fullmatch(text) is not None


@lru_cache(maxsize=4)  # each may have megabytes
def _is_plain_line(line: str) -> bool:
    return (line.isascii() and line.isprintable()) or _PLAIN.fullmatch(line) is not None


def most_cells(line: str, tab_width: int) -> int:
    """How many cells a line takes at most; for lines of plain characters exactly as many."""
    if line.isascii():
        return len(line) + line.count("\t") * (tab_width - 1)
    return len(line) + line.count("\t") * (tab_width - 1) + len(_MAYBE_WIDE.findall(line))


def cell_at(line: str, column: int, tab_width: int) -> int:
    """The cell at which a column begins; one behind the end counts as the end."""
    if is_plain(line):
        return min(column, len(line))
    start = _stride_before(line, column, None, tab_width)
    return start.cell + cells(line[start.column : column], start.cell, tab_width)


def place_at(line: str, cell: int, tab_width: int) -> Place:
    """The column that covers a cell; the line's end for a cell behind it."""
    if is_plain(line):
        column = max(0, min(cell, len(line)))
        return Place(column, column)
    column, at = _stride_before(line, len(line), cell, tab_width)
    while column < len(line):
        width = cells(line[column], at, tab_width)
        if at + width > cell:
            break
        column, at = column + 1, at + width
    return Place(column, at)


def cells(text: str, at: int, tab_width: int) -> int:
    """How many cells a part of a line takes that begins at the cell `at`."""
    if is_plain(text):
        return len(text)
    first, *others = visible_in_place(text).split("\t")
    end = at + cell_len(first)
    for part in others:
        end += tab_width - end % tab_width + cell_len(part)
    return end - at


def spread(text: str, at: int, tab_width: int) -> str:
    """A part of a line as it is drawn from the cell `at` on: hidden characters shown, tabs as blanks."""
    if is_plain(text):
        return text
    drawn = visible_in_place(text)
    if "\t" not in drawn:
        return drawn
    first, *others = drawn.split("\t")
    parts, end = [first], at + cell_len(first)
    for part in others:
        blanks = tab_width - end % tab_width
        parts += [" " * blanks, part]
        end += blanks + cell_len(part)
    return "".join(parts)


def _stride_before(line: str, column: int, cell: int | None, tab_width: int) -> Place:
    """The last beginning of a stride that is not behind the column, and not behind the cell."""
    at = 0
    for start in range(0, column, _STRIDE):
        end = start + _STRIDE
        if end > column:
            return Place(start, at)
        width = cells(line[start:end], at, tab_width)
        if cell is not None and at + width > cell:
            return Place(start, at)
        at += width
    return Place(column - column % _STRIDE, at)
