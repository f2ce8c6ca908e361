"""Sources that are read by a test in a way of its own, and tasks stopped half-way."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from itertools import pairwise
from typing import Any

from lakebase_tui.query.columns import Column
from tests.support.rows import Row


class CountedSource:
    """Rows made when asked for; calls `on_read` with how many were read, in all."""

    def __init__(
        self,
        columns: Sequence[Column],
        total: int,
        make: Callable[[int], Row],
        on_read: Callable[[int], None],
    ) -> None:
        self.columns = tuple(columns)
        self.total = total
        self.read = 0
        self._make = make
        self._on_read = on_read

    def __len__(self) -> int:
        return self.total

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        stop = min(stop, self.total)
        self.read += max(0, stop - start)
        self._on_read(self.read)
        return [self._make(index) for index in range(start, stop)]


async def cancelled_when_read(
    source: CountedSource, reached: asyncio.Event, work: Coroutine[Any, Any, object]
) -> int:
    """Start something, cancel it as soon as `reached` is set; returns the rows that were read after that."""
    task = asyncio.create_task(work)
    await reached.wait()
    before = source.read
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    return source.read - before


def is_monotone(told: Sequence[tuple[int, int]]) -> bool:
    """Whether progress only grew, and never past its end."""
    steps = pairwise(told)
    return all(done <= total for done, total in told) and all(
        before[0] <= after[0] and before[1] <= after[1] for before, after in steps
    )
