"""Motions along a line and from line to line."""

from collections.abc import Mapping
from typing import Final

from lakebase_tui.ui.vim.brackets import to_partner
from lakebase_tui.ui.vim.columns import column_for
from lakebase_tui.ui.vim.moving import ENDLESS, Kind, Motion, Move, Start
from lakebase_tui.ui.vim.paragraphs import paragraph_back, paragraph_forward
from lakebase_tui.ui.vim.sentences import sentence_back, sentence_forward
from lakebase_tui.ui.vim.text import clamped, first_column, last_column
from lakebase_tui.ui.vim.words import word_ends, word_ends_back, words_back, words_forward


def left(start: Start) -> Move | None:
    """`h`."""
    row, column = start.at
    if not column and not start.operator:
        return None
    return Move((row, max(0, column - start.times)), short=column < start.times)


def right(start: Start) -> Move | None:
    """`l`: up to the last character, or behind it for an operator and in a selection."""
    row, column = start.at
    most = len(start.line) if start.operator or start.visual else last_column(start.line)
    if column >= most and not start.operator:
        return None
    return Move((row, min(most, column + start.times)), short=column + start.times > most)


def back_over_lines(start: Start) -> Move | None:
    """Backspace: to the left, and on to the end of the line before."""
    at, takes_break = start.at, False
    for step in range(start.times):
        row, column = at
        if column:
            at = row, column - 1
        elif row:
            before = start.lines[row - 1]
            takes_break = takes_break or (start.operator in ("d", "c") and bool(before))
            behind = start.visual or start.operator in ("d", "c")
            at = row - 1, len(before) if behind else last_column(before)
        else:
            return Move(at, takes_break=takes_break, short=True) if step or start.operator else None
    return Move(at, takes_break=takes_break)


def on_over_lines(start: Start) -> Move | None:
    """Space: to the right, and on to the line behind."""
    at = start.at
    for step in range(start.times):
        row, column = at
        line = start.lines[row]
        if column < (len(line) if start.visual or start.operator else last_column(line)):
            at = row, column + 1
        elif row + 1 < len(start.lines):
            at = row + 1, 0
        else:
            return Move(at, short=True) if step or start.operator else None
    return Move(at)


def down(start: Start) -> Move | None:
    """`j`."""
    return _vertically(start, start.times)


def up(start: Start) -> Move | None:
    """`k`."""
    return _vertically(start, -start.times)


def line_start(start: Start) -> Move:
    """`0`."""
    return Move((start.at[0], 0))


def text_start(start: Start) -> Move:
    """`^`."""
    return Move((start.at[0], first_column(start.line)))


def line_end(start: Start) -> Move | None:
    """`$`, of the line so many lines further down for a count."""
    row = _row_by(start, start.times - 1)
    if row is None:
        return None
    line = start.lines[row]
    column = len(line) if start.visual else last_column(line)
    return Move((row, column), Kind.INCLUSIVE, wanted=ENDLESS)


def text_end(start: Start) -> Move | None:
    """`g_`: the last character that is no blank."""
    row = _row_by(start, start.times - 1)
    return None if row is None else Move((row, last_column(start.lines[row].rstrip(" \t"))), Kind.INCLUSIVE)


def to_column(start: Start) -> Move:
    """`|`: the cell that the count says."""
    column = column_for(start.line, start.times - 1, behind=start.visual)
    return Move((start.at[0], column), wanted=start.times - 1)


def line_below(start: Start) -> Move | None:
    """`+`."""
    return _to_line(start, start.times)


def line_above(start: Start) -> Move | None:
    """`-`."""
    return _to_line(start, -start.times)


def this_line(start: Start) -> Move | None:
    """`_`: with a count, so many lines less one further down."""
    return _to_line(start, start.times - 1)


def last_line(start: Start) -> Move:
    """`G`, or the line that the count says."""
    return _to_counted_line(start, len(start.lines))


def first_line(start: Start) -> Move:
    """`gg`, or the line that the count says."""
    return _to_counted_line(start, 1)


def _row_by(start: Start, by: int) -> int | None:
    """The line so many lines further, or the last one there is; None where there is none."""
    here = start.at[0]
    row = max(0, min(here + by, len(start.lines) - 1))
    return None if by and row == here else row


def _vertically(start: Start, by: int) -> Move | None:
    row = _row_by(start, by)
    if row is None:
        return None
    column = column_for(start.lines[row], start.wanted, behind=start.visual)
    return Move((row, column), Kind.LINES, wanted=start.wanted)


def _to_line(start: Start, by: int) -> Move | None:
    row = _row_by(start, by)
    return None if row is None else Move((row, first_column(start.lines[row])), Kind.LINES)


def _to_counted_line(start: Start, otherwise: int) -> Move:
    row, _ = clamped(start.lines, ((start.count or otherwise) - 1, 0))
    return Move((row, first_column(start.lines[row])), Kind.LINES, jumps=True)


MOTIONS: Final[Mapping[str, Motion]] = {
    "h": left,
    "l": right,
    "<BS>": back_over_lines,
    " ": on_over_lines,
    "j": down,
    "k": up,
    "0": line_start,
    "^": text_start,
    "$": line_end,
    "g_": text_end,
    "|": to_column,
    "+": line_below,
    "-": line_above,
    "_": this_line,
    "G": last_line,
    "gg": first_line,
    "w": words_forward(big=False),
    "W": words_forward(big=True),
    "b": words_back(big=False),
    "B": words_back(big=True),
    "e": word_ends(big=False),
    "E": word_ends(big=True),
    "ge": word_ends_back(big=False),
    "gE": word_ends_back(big=True),
    "}": paragraph_forward,
    "{": paragraph_back,
    ")": sentence_forward,
    "(": sentence_back,
    "%": to_partner,
}
"""Motions that depend on the text alone, by their keys."""
