"""Reading the rows of a result for a computation, in slices that nobody notices."""

import time
from collections.abc import Callable, Sequence

from lakebase_tui.query.pace import SLICE_S, Pace
from lakebase_tui.query.rows import Row, RowSource

MOST_ROWS = 1_000
"""Rows that are asked for at a time, at most."""
_FIRST_ROWS = 100

Progress = Callable[[int, int], None]
"""Told after every piece: rows done, and rows in all."""


def bounds(source: RowSource, rows: tuple[int, int] | None) -> tuple[int, int]:
    """The rows to read: a range cut to what there is, or all that there are by now."""
    start, stop = rows or (0, len(source))
    stop = min(stop, len(source))
    return min(max(0, start), stop), stop


async def read(
    source: RowSource,
    rows: tuple[int, int] | None,
    take: Callable[[int, Sequence[Row]], None],
    progress: Progress | None = None,
) -> int:
    """Give rows to a computation piece by piece, as much at a time as it can do within a slice.

    Args:
        source: The rows; those that are added meanwhile are not read.
        rows: The first row and the one behind the last; None for all.
        take: Called with the position of the first row, and rows.
        progress: Told after every piece.

    Returns:
        How many rows were read. A cancelled task ends between two pieces.

    Raises:
        OSError: Rows that were kept on disk can no longer be read.
    """
    start, stop = bounds(source, rows)
    pace, size, at = Pace(), _FIRST_ROWS, start
    while at < stop:
        began = time.perf_counter()
        piece = source.rows(at, min(at + size, stop))
        if not piece:
            break
        take(at, piece)
        at += len(piece)
        if progress is not None:
            progress(at - start, stop - start)
        took = time.perf_counter() - began
        size = (
            max(1, size // 2) if took > SLICE_S else min(MOST_ROWS, size * 2) if took < SLICE_S / 4 else size
        )
        await pace.breathe()
    return at - start
