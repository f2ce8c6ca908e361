"""A text as runs of characters of one class, from a place on forwards or backwards."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lakebase_tui.ui.vim.text import BLANK, WORD, Location, class_of

EMPTY: Final = -1
"""The class of an empty line, which counts as a word for most motions."""


class Run(NamedTuple):
    """Characters of one class that stand side by side on a line."""

    row: int
    start: int
    end: int
    """The column behind the last."""
    kind: int

    @property
    def is_word(self) -> bool:
        """Whether words go by it, as an empty line is none."""
        return self.kind > BLANK


def kind_of(character: str, big: bool) -> int:
    """The class of a character; where `big`, all that is not blank is of one."""
    kind = class_of(character)
    return WORD if big and kind != BLANK else kind


def runs_from(lines: Sequence[str], at: Location, big: bool) -> Iterator[Run]:
    """The run that a place is in, from that place on, and all behind it; at a line's end those behind."""
    row, column = at
    while row < len(lines):
        line = lines[row]
        if not line:
            yield Run(row, 0, 0, EMPTY)
        while column < len(line):
            end, kind = column + 1, kind_of(line[column], big)
            while end < len(line) and kind_of(line[end], big) == kind:
                end += 1
            yield Run(row, column, end, kind)
            column = end
        row, column = row + 1, 0


def runs_before(lines: Sequence[str], at: Location, big: bool) -> Iterator[Run]:
    """The part before a place of the run that it is in, if there is one, and all before it."""
    row, end = at
    while True:
        line = lines[row]
        while end > 0:
            start, kind = end - 1, kind_of(line[end - 1], big)
            while start > 0 and kind_of(line[start - 1], big) == kind:
                start -= 1
            yield Run(row, start, end, kind)
            end = start
        row -= 1
        if row < 0:
            return
        end = len(lines[row])
        if not end:
            yield Run(row, 0, 0, EMPTY)


def run_at(lines: Sequence[str], at: Location, big: bool) -> Run:
    """The whole run that a place is in; that of the last character for a place behind it."""
    row, column = at
    line = lines[row]
    if not line:
        return Run(row, 0, 0, EMPTY)
    column = min(column, len(line) - 1)
    run = next(runs_from(lines, (row, column), big))
    start, kind = column, run.kind
    while start > 0 and kind_of(line[start - 1], big) == kind:
        start -= 1
    return Run(row, start, run.end, kind)
