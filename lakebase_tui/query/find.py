"""Find text in the cells of a result, while its rows still arrive."""

import asyncio
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from lakebase_tui.query.patterns import Case, pattern_for
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.query.slices import Progress, Slices, unwatched

_BLOCK = 1_024
"""Rows for which one number is kept: how many of their cells match."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A cell that matches."""

    row: int
    column: int
    wrapped: bool = False
    """Whether the search went past the end (or the beginning) to get there."""


class Find:
    """One search over one source. A match is a cell; NULL never matches.

    Args:
        source: The rows; more may arrive at any time.
        needle: What to look for; the empty text is nowhere.
        case: Whether capital letters matter.
        regex: Whether `needle` is a regular expression.
        columns: Numbers of the columns to look at; None for all.

    Raises:
        PatternError: The regular expression is none.
    """

    def __init__(
        self,
        source: RowSource,
        needle: str,
        *,
        case: Case = Case.SMART,
        regex: bool = False,
        columns: Sequence[int] | None = None,
    ) -> None:
        self.needle = needle
        self.counted = 0
        """Rows whose matches are counted."""
        self.matches = 0
        """Cells that match, in the rows that are counted."""
        self._source = source
        self._pattern = pattern_for(needle, case, regex=regex) if needle else pattern_for("")
        self._columns = None if columns is None else tuple(sorted(columns))
        self._blocks = array("I")
        self._counting = asyncio.Lock()

    async def count(self, progress: Progress = unwatched) -> int:
        """Count the cells that match in all rows that there are by now; goes on where it stopped.

        Raises:
            PatternError: The regular expression takes too long.
            OSError: Rows can no longer be read.
        """
        async with self._counting:
            slices = Slices(self._source)
            while self.counted < len(self._source):
                stop = min(len(self._source), self.counted - self.counted % _BLOCK + _BLOCK)
                rows = await slices.read(self.counted, stop)
                if not rows:
                    break
                if self.counted % _BLOCK == 0:
                    self._blocks.append(0)
                found = self._pattern.count(self._cells(rows))
                self._blocks[-1] += found
                self.matches += found
                self.counted += len(rows)
                progress(self.counted, len(self._source))
        return self.matches

    async def next(
        self, row: int, column: int, *, inclusive: bool = False, progress: Progress = unwatched
    ) -> Hit | None:
        """The next match behind a cell, from the beginning again after the end; None if there is none.

        Args:
            row: Where to start.
            column: Where to start; -1 is before the first.
            inclusive: Whether the cell itself is meant, too.
            progress: Told of rows looked at.

        Raises:
            PatternError: The regular expression takes too long.
            OSError: Rows can no longer be read.
        """
        first = column if inclusive else column + 1
        hit = await self._forward(row, first, None, self._told(progress))
        if hit is None and not self._none_at_all():
            hit = await self._forward(0, 0, row + 1, self._told(progress, len(self._source) - row))
            hit = hit and Hit(hit.row, hit.column, wrapped=True)
        return hit

    async def previous(
        self, row: int, column: int, *, inclusive: bool = False, progress: Progress = unwatched
    ) -> Hit | None:
        """The match before a cell, from the end again before the beginning; as `next` otherwise."""
        last = column if inclusive else column - 1
        hit = await self._backward(0, row, last, self._told(progress))
        if hit is None and not self._none_at_all():
            hit = await self._backward(row, len(self._source), None, self._told(progress, row))
            hit = hit and Hit(hit.row, hit.column, wrapped=True)
        return hit

    async def place(self, row: int, column: int) -> int | None:
        """Which match, from 1, a cell that matches is; None as long as that is not counted."""
        if row >= self.counted:
            return None
        at = row - row % _BLOCK
        before = sum(self._blocks[: row // _BLOCK])
        slices = Slices(self._source)
        while at < row and (rows := await slices.read(at, row)):
            before += self._pattern.count(self._cells(rows))
            at += len(rows)
        here = self._source.rows(row, row + 1)
        return before + sum(1 for cells in here for found in self._matching(cells) if found <= column)

    def spans(self, row: Row) -> tuple[tuple[int, int, int], ...]:
        """Where a row matches: column, first character, the one behind the last. For the rows in view."""
        return tuple(
            (column, start, end)
            for column in self._looked_at(row)
            if (cell := row[column]) is not None
            for start, end in self._pattern.spans(cell)
        )

    def _told(self, progress: Progress, before: int = 0) -> Callable[[int], None]:
        """A search goes in two parts; tell of them as of one."""

        def tell(done: int) -> None:
            total = len(self._source)
            progress(min(before + done, total), total)

        return tell

    async def _forward(
        self, row: int, first: int, stop: int | None, tell: Callable[[int], None]
    ) -> Hit | None:
        slices = Slices(self._source)
        start = at = max(0, row)
        # Without an end given, rows that arrive meanwhile are looked at, too.
        while at < (end := len(self._source) if stop is None else min(stop, len(self._source))):
            if self._is_empty(at // _BLOCK):
                at = (at // _BLOCK + 1) * _BLOCK
                continue
            rows = await slices.read(at, min(end, (at // _BLOCK + 1) * _BLOCK))
            if not rows:
                break
            if self._pattern.count(self._cells(rows)):
                for number, cells in enumerate(rows, at):
                    least = first if number == row and stop is None else 0
                    found = next((c for c in self._matching(cells) if c >= least), None)
                    if found is not None:
                        return Hit(number, found)
            at += len(rows)
            tell(at - start)
        return None

    async def _backward(
        self, start: int, row: int, last: int | None, tell: Callable[[int], None]
    ) -> Hit | None:
        slices = Slices(self._source)
        stop = at = min(row + 1, len(self._source))
        while at > start:
            block = (at - 1) // _BLOCK
            if self._is_empty(block):
                at = block * _BLOCK
                continue
            rows = await slices.read_last(max(start, block * _BLOCK), at)
            if not rows:
                break
            at -= len(rows)
            if self._pattern.count(self._cells(rows)):
                for number in range(at + len(rows) - 1, at - 1, -1):
                    most = last if number == row else None
                    found = [c for c in self._matching(rows[number - at]) if most is None or c <= most]
                    if found:
                        return Hit(number, found[-1])
            tell(stop - at)
        return None

    def _is_empty(self, block: int) -> bool:
        """Whether a block is known to have no match."""
        return (block + 1) * _BLOCK <= self.counted and not self._blocks[block]

    def _none_at_all(self) -> bool:
        return not self.needle or (self.counted >= len(self._source) and not self.matches)

    def _cells(self, rows: Sequence[Row]) -> list[str | None]:
        if self._columns is None:
            return list(chain.from_iterable(rows))
        return [row[column] for row in rows for column in self._columns]

    def _looked_at(self, row: Row) -> Sequence[int]:
        return range(len(row)) if self._columns is None else self._columns

    def _matching(self, row: Row) -> list[int]:
        return [
            column
            for column in self._looked_at(row)
            if (cell := row[column]) is not None and self._pattern.matches(cell)
        ]
