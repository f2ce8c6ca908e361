"""Motions over paragraphs, the lines between empty ones: `{` and `}`."""

from collections.abc import Sequence

from lakebase_tui.ui.vim.moving import Kind, Move, Start
from lakebase_tui.ui.vim.text import last_column


def paragraph_forward(start: Start) -> Move | None:
    """`}`: the empty line behind the paragraph, or the end of the text."""
    row, last = start.at[0], len(start.lines) - 1
    for left in range(start.times, 0, -1):
        row = behind_paragraph(start.lines, row)
        if row > last and left > 1:
            return None
    if row >= last:
        end = last, last_column(start.lines[last])
        kind = Kind.INCLUSIVE if start.lines[last] else Kind.EXCLUSIVE
        return Move(end, kind, jumps=True, fills_register_one=True)
    return Move((row, 0), jumps=True, fills_register_one=True)


def paragraph_back(start: Start) -> Move | None:
    """`{`: the empty line before the paragraph, or the beginning of the text."""
    row = start.at[0]
    for left in range(start.times, 0, -1):
        row = before_paragraph(start.lines, row)
        if row < 0 and left > 1:
            return None
    return Move((max(0, row), 0), jumps=True, fills_register_one=True)


def behind_paragraph(lines: Sequence[str], row: int) -> int:
    """The next empty line behind the paragraph that is on a line, or behind the empty ones there."""
    while row < len(lines) and not lines[row]:
        row += 1
    while row < len(lines) and lines[row]:
        row += 1
    return row


def before_paragraph(lines: Sequence[str], row: int) -> int:
    """The empty line before the paragraph that is on a line, or before the empty ones there; -1 for none."""
    while row >= 0 and not lines[row]:
        row -= 1
    while row >= 0 and lines[row]:
        row -= 1
    return row
