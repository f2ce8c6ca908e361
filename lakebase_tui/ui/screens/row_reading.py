"""Reading rows for a screen: one reading at a time, its progress a few times a second, and its end."""

import time
from collections.abc import Callable, Sequence
from enum import Enum

from textual.screen import Screen
from textual.worker import Worker

from lakebase_tui.query.profile.reading import bounds, read
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.ui.charts.drawing import Piece
from lakebase_tui.ui.formatting import count

_TOLD_EVERY_S = 0.1
UNREADABLE = "Rows that were kept on disk can no longer be read. Run the statement again."


class Ending(Enum):
    """How a reading ended."""

    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class RowReading:
    """Gives the rows of a result to a computation, for a screen that goes on meanwhile.

    Args:
        screen: A reading ends with it.
        source: The rows.
        rows: The first row and the one behind the last; None for all.
        on_progress: Told what to say of the progress, a few times a second.
    """

    def __init__(
        self,
        screen: Screen[None],
        source: RowSource,
        rows: tuple[int, int] | None,
        on_progress: Callable[[Sequence[Piece]], None],
    ) -> None:
        self._screen = screen
        self._source = source
        self._rows = rows
        self._on_progress = on_progress
        self._worker: Worker[None] | None = None
        self._on_end: Callable[[Ending], None] | None = None
        self._told = 0.0

    @property
    def running(self) -> bool:
        """Whether rows are being read."""
        return self._on_end is not None

    def start(self, take: Callable[[int, Sequence[Row]], None], on_end: Callable[[Ending], None]) -> None:
        """Read all rows from the first on; another reading is dropped without a word.

        Args:
            take: Called with the position of the first row, and rows.
            on_end: Called once, unless another reading starts before.
        """
        self.drop()
        self._on_end, self._told = on_end, time.monotonic()
        first, stop = bounds(self._source, self._rows)
        self._on_progress(progress_words(0, stop - first))
        self._worker = self._screen.run_worker(self._read(take), group="rows", exclusive=True)

    def stop(self) -> None:
        """End the reading now; what was read stays with the computation."""
        on_end = self._on_end
        self.drop()
        if on_end is not None:
            on_end(Ending.STOPPED)

    def drop(self) -> None:
        """End the reading, if there is one, without a word."""
        if self._worker is not None and self._on_end is not None:
            self._worker.cancel()
        self._on_end = None

    async def _read(self, take: Callable[[int, Sequence[Row]], None]) -> None:
        try:
            await read(self._source, self._rows, take, self._progress)
            ending = Ending.DONE
        except OSError:
            ending = Ending.FAILED
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(ending)

    def _progress(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= _TOLD_EVERY_S:
            self._told = now
            self._on_progress(progress_words(done, total))


def progress_words(done: int, total: int) -> list[Piece]:
    """`Reading rows: 1,200,000 of 5,000,000 (24 %)`."""
    share = f" ({100 * done // total} %)" if total else ""
    return [
        (f"Reading rows: {count(done)} of {count(total)}{share}.", "warn"),
        ("Esc stops, and keeps what has been read.", "dim"),
    ]
