"""Long work on the event loop, in slices that nobody notices."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

_SLICE_S = 0.004
_BATCH = 100

_Item = TypeVar("_Item")


class Pace:
    """Ask it after each small piece of work: it gives the loop a turn when one is due."""

    def __init__(self) -> None:
        self._resumed = time.perf_counter()

    async def breathe(self) -> None:
        """Let others run if it is time. A cancelled task ends here."""
        if time.perf_counter() - self._resumed >= _SLICE_S:
            await asyncio.sleep(0)
            self._resumed = time.perf_counter()


def batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Pieces that are small enough to be worked through without a look at the time."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
