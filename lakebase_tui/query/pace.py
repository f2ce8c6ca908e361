"""Long computations on the event loop, in slices that nobody notices."""

import asyncio
import time

SLICE_S = 0.004
"""How long a computation may hold the loop before others get a turn, in seconds."""


class Pace:
    """Ask it after each small piece of work: it gives the loop a turn when one is due.

    Args:
        slice_s: How long to work between two turns, in seconds.
    """

    def __init__(self, slice_s: float = SLICE_S) -> None:
        self._slice_s = slice_s
        self._resumed = time.perf_counter()

    async def breathe(self) -> None:
        """Let others run if it is time. A cancelled task ends here."""
        if time.perf_counter() - self._resumed >= self._slice_s:
            await asyncio.sleep(0)
            self._resumed = time.perf_counter()
