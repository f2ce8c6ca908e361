"""Reading very many rows on the event loop, in pieces that neither stall it nor fill the memory."""

import time
from collections.abc import Callable, Sequence

from lakebase_tui.query.pace import Pace
from lakebase_tui.query.rows import Row, RowSource

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many; both only grow."""

_FIRST_ROWS = 16
_MOST_ROWS = 256
_QUICK_S, _SLOW_S = 0.001, 0.004


def unwatched(_done: int, _total: int) -> None:
    """A `Progress` that tells nobody."""


class Slices:
    """Reads a piece at a time; how many rows that is follows from how long the last piece took.

    Args:
        source: The rows.
    """

    def __init__(self, source: RowSource) -> None:
        self._source = source
        self._pace = Pace()
        self._rows = _FIRST_ROWS
        self._began = 0.0

    async def read(self, start: int, stop: int) -> Sequence[Row]:
        """The first rows of a range, at least one; none where there are none any more."""
        await self._turn()
        return self._source.rows(start, min(start + self._rows, stop))

    async def read_last(self, start: int, stop: int) -> Sequence[Row]:
        """The last rows of a range, at least one; none where there are none any more."""
        await self._turn()
        return self._source.rows(max(start, stop - self._rows), stop)

    async def _turn(self) -> None:
        # What the caller did with the last piece counts, too: a slow pattern makes for short pieces.
        took = time.perf_counter() - self._began
        if took > _SLOW_S:
            self._rows = max(1, self._rows // 2)
        elif took < _QUICK_S:
            self._rows = min(_MOST_ROWS, self._rows * 2)
        await self._pace.breathe()
        self._began = time.perf_counter()
