"""Brackets and their partners; those in a string or a quoted name of the same line are left out."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lakebase_tui.ui.vim.moving import Kind, Move, Start
from lakebase_tui.ui.vim.text import Location, clamped, first_column, last_column

_PARTNERS: Final = {"(": ")", "[": "]", "{": "}", "<": ">", "/*": "*/"}
_OPENERS: Final = {closing: opening for opening, closing in _PARTNERS.items()}
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_MARK: Final = re.compile(r"[()\[\]{}]|/\*|\*/")
_FARTHEST: Final = 1_000_000
"""Characters that are searched for a partner."""

Within = tuple[int, int]
"""The columns of a line between which one looks."""


def to_partner(start: Start) -> Move | None:
    """`%`: the partner of the bracket at the cursor, or of the next one on the line."""
    if start.count is not None:
        return _to_percent(start)
    row, column = start.at[0], min(start.at[1], last_column(start.line))
    found = _MARK.search(start.line, _from_comment_mark(start.line, column))
    if found is None:
        return None
    mark, at = found[0], (row, found.start())
    if mark in _PARTNERS:
        to = partner_behind(start.lines, at, mark)
    else:
        to = partner_before(start.lines, at, mark)
    if to is None:
        return None
    if len(mark) == 2 and mark in _PARTNERS:
        to = to[0], to[1] + 1
    return Move(to, Kind.INCLUSIVE, jumps=True, fills_register_one=True)


def partner_behind(lines: Sequence[str], at: Location, opening: str) -> Location | None:
    """Where the bracket at a place is closed; None where it is not."""
    row, column = at
    start, end = _quotes_around(lines[row], column)
    marks = _marks_behind(lines, (row, column + len(opening)), opening, end if start >= 0 else None)
    return _balanced(marks, opening)


def partner_before(lines: Sequence[str], at: Location, closing: str) -> Location | None:
    """Where the bracket that is closed at a place is opened; None where it is not."""
    row, column = at
    start, _ = _quotes_around(lines[row], column)
    return _balanced(_marks_before(lines, at, closing, start if start >= 0 else None), closing)


def opening_around(lines: Sequence[str], at: Location, opening: str) -> Location | None:
    """The innermost bracket that is opened before a place and not closed before it.

    Where the place is in quotes that have none, the brackets around the quotes count.
    """
    row, column = at
    closing = _PARTNERS[opening]
    start, _ = _quotes_around(lines[row], column)
    if start >= 0:
        inside = _balanced(_marks_before(lines, at, closing, start), closing)
        if inside is not None:
            return inside
        at = row, start
    return _balanced(_marks_before(lines, at, closing, None), closing)


def next_opening(lines: Sequence[str], at: Location, opening: str) -> Location | None:
    """The next bracket of a kind that opens behind a place, before one that is closed only."""
    depth, (row, column) = 0, at
    for mark, where in _marks_behind(lines, (row, column + 1), opening, None):
        if mark == opening and not depth:
            return where
        depth += -1 if mark == opening else 1
    return None


def _from_comment_mark(line: str, column: int) -> int:
    """One to the left where that is the beginning of a comment's mark that the cursor is in."""
    return column - 1 if column and line[column - 1 : column + 1] in ("/*", "*/") else column


def _to_percent(start: Start) -> Move | None:
    if start.times > 100:
        return None
    row, _ = clamped(start.lines, ((start.times * len(start.lines) + 99) // 100 - 1, 0))
    return Move((row, first_column(start.lines[row])), Kind.LINES, jumps=True)


def _balanced(marks: Iterator[tuple[str, Location]], here: str) -> Location | None:
    """The first mark that has none of its own kind, as `here` is one, to go with."""
    depth = 1
    for mark, at in marks:
        depth += 1 if mark == here else -1
        if not depth:
            return at
    return None


def _quotes_around(line: str, column: int) -> Within:
    """Where the quoted text begins and ends that a column is inside of; (-1, -1) for none."""
    for match in _QUOTED.finditer(line):
        if match.start() < column < match.end() - 1:
            return match.span()
        if match.start() > column:
            break
    return -1, -1


def _pattern(mark: str, quotes: bool) -> "re.Pattern[str]":
    """What one looks for: a mark and its partner, and what is quoted, to be left out."""
    pair = f"{re.escape(mark)}|{re.escape(_PARTNERS.get(mark) or _OPENERS[mark])}"
    return re.compile(f"{_QUOTED.pattern}|{pair}" if quotes and len(mark) == 1 else pair)


def _marks_behind(
    lines: Sequence[str], at: Location, mark: str, end: int | None
) -> Iterator[tuple[str, Location]]:
    row, column = at
    if end is not None:
        for match in _pattern(mark, quotes=False).finditer(lines[row], column, end):
            yield match[0], (row, match.start())
        return
    pattern, left = _pattern(mark, quotes=True), _FARTHEST
    while row < len(lines) and left > 0:
        for match in pattern.finditer(lines[row], column, column + left):
            if match[0][0] not in "'\"":
                yield match[0], (row, match.start())
        left -= len(lines[row]) - column + 1
        row, column = row + 1, 0


def _marks_before(
    lines: Sequence[str], at: Location, mark: str, start: int | None
) -> Iterator[tuple[str, Location]]:
    row, column = at
    pattern, left = _pattern(mark, quotes=start is None), _FARTHEST
    while row >= 0 and left > 0:
        first = start if start is not None else max(0, column - left)
        for match in reversed(list(pattern.finditer(lines[row], first, column))):
            if match[0][0] not in "'\"":
                yield match[0], (row, match.start())
        if start is not None:
            return
        left -= column + 1
        row -= 1
        column = len(lines[row]) if row >= 0 else 0
