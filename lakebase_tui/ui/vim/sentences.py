"""Motions over sentences of prose: `(` and `)`."""

import re
from collections.abc import Sequence
from typing import Final

from lakebase_tui.ui.vim.moving import Move, Start
from lakebase_tui.ui.vim.text import Location, last_column

_END: Final = r"[.!?][)\]\"']*"
_FARTHEST: Final = 20_000
"""Lines that are looked through for where a sentence begins; one then comes to the last of them."""
_INSIDE: Final = re.compile(_END + r"[ \t]+(?=[^ \t])")
_AT_LINE_END: Final = re.compile(_END + r"[ \t]*$")


def sentence_forward(start: Start) -> Move | None:
    """`)`: where the next sentence begins; an empty line behind a paragraph is one."""
    at = start.at
    for left in range(start.times, 0, -1):
        found = _next_start(start.lines, at)
        if found is None:
            row = len(start.lines) - 1
            line = start.lines[row]
            end = row, len(line) if start.operator or start.visual else last_column(line)
            if left > 1 or (end == at and line):
                return None
            found = end
        at = found
    return Move(at, jumps=True, fills_register_one=True)


def sentence_back(start: Start) -> Move | None:
    """`(`: where the sentence begins, or the one before."""
    at = start.at
    for step in range(start.times):
        if at == (0, 0) and step:
            return None
        at = _start_before(start.lines, at) or (0, 0)
    return Move(at, jumps=True, fills_register_one=True)


def _next_start(lines: Sequence[str], at: Location) -> Location | None:
    row, column = at
    if column >= len(lines[row]):
        return _next_text(lines, row + 1)
    first = row
    while row < len(lines) and row < first + _FARTHEST:
        if not lines[row]:
            return row, 0
        starts = _starts_on(lines, row)
        if _begins_paragraph(lines, row):
            del starts[:1]
        for start in starts:
            if start > column or row > first:
                return row, start
        row += 1
    return (row, 0) if row < len(lines) else None


def _next_text(lines: Sequence[str], row: int) -> Location | None:
    """The first character from a line on that is no blank."""
    while row < len(lines):
        if lines[row].strip(" \t"):
            return row, len(lines[row]) - len(lines[row].lstrip(" \t"))
        row += 1
    return None


def _start_before(lines: Sequence[str], at: Location) -> Location | None:
    row, column = at
    was_empty, first = not lines[row], row
    while row >= 0 and row > first - _FARTHEST:
        if not lines[row] and not was_empty:
            return row, 0
        for start in reversed(_starts_on(lines, row)):
            if start < column:
                return row, start
        was_empty = not lines[row]
        row -= 1
        column = len(lines[row])
    return (row, 0) if row >= 0 else None


def _starts_on(lines: Sequence[str], row: int) -> list[int]:
    """The columns of a line at which sentences begin."""
    line = lines[row]
    starts = [match.end() for match in _INSIDE.finditer(line)]
    first = len(line) - len(line.lstrip(" \t"))
    if first < len(line) and (_begins_paragraph(lines, row) or _is_behind_end(lines, row)):
        starts.insert(0, first if row else 0)
    return starts


def _begins_paragraph(lines: Sequence[str], row: int) -> bool:
    """Whether a line is the first of its paragraph that is not blank."""
    if not lines[row] or lines[row].isspace():
        return False
    while row > 0 and lines[row - 1].isspace():
        row -= 1
    return row == 0 or not lines[row - 1]


def _is_behind_end(lines: Sequence[str], row: int) -> bool:
    """Whether the line before, but for blank ones, ends with a sentence."""
    while row > 1 and lines[row - 1].isspace():
        row -= 1
    return row > 0 and _AT_LINE_END.search(lines[row - 1]) is not None
