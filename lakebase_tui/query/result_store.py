"""Rows of one result, held in bounded memory: recently used chunks as tuples, the rest in a file."""

import bisect
from collections import OrderedDict
from collections.abc import Sequence
from enum import Enum
from itertools import chain
from pathlib import Path

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import Slot, SpillFile, StoreFullError, spill_directory

DEFAULT_BUDGET = 64 * 1024 * 1024
"""Bytes of memory for rows, over all stores that share it."""

_CHUNK_ROWS = 1_000
_CHUNK_BYTES = 512 * 1024
_CELL_BYTES = 57
"""What CPython needs for a short string and the pointer to it, beside the characters."""
_ROW_BYTES = 48


class StoreState(Enum):
    """Whether a result has all of its rows."""

    STREAMING = "streaming"
    PAUSED = "paused"
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Chunk:
    """A run of rows, in memory, in the file, or in both."""

    __slots__ = ("cost", "file", "rows", "slot")

    def __init__(self, rows: list[Row], cost: int, file: SpillFile) -> None:
        self.rows: list[Row] | None = rows
        self.cost = cost
        self.slot: Slot | None = None
        self.file = file


class MemoryBudget:
    """Keeps the chunks of any number of stores within a limit, the least recently used go to disk.

    Args:
        limit: Bytes.
    """

    def __init__(self, limit: int = DEFAULT_BUDGET) -> None:
        self.limit = limit
        self.used = 0
        self._hot: OrderedDict[Chunk, None] = OrderedDict()

    def add(self, chunk: Chunk) -> None:
        """Take a chunk that has just come to memory, and make room for it.

        Raises:
            StoreFullError: There was no room on disk for what had to go; it stays in memory.
        """
        self._hot[chunk] = None
        self.used += chunk.cost
        while self.used > self.limit and len(self._hot) > 1:
            oldest = next(iter(self._hot))
            if oldest.slot is None and oldest.rows is not None:
                oldest.slot = oldest.file.write(oldest.rows)
            self.drop(oldest)
            oldest.rows = None

    def touch(self, chunk: Chunk) -> list[Row]:
        """The rows of a chunk, read back if need be; it is now the most recently used."""
        if chunk.rows is not None:
            if chunk in self._hot:
                self._hot.move_to_end(chunk)
            return chunk.rows
        assert chunk.slot is not None
        rows = chunk.rows = chunk.file.read(chunk.slot)
        try:
            self.add(chunk)
        except StoreFullError:
            # Reading must go on with a full disk; the budget is exceeded by at most what is looked at.
            self._shed_written(keep=chunk)
        return rows

    def drop(self, chunk: Chunk) -> None:
        """Forget a chunk."""
        if chunk in self._hot:
            del self._hot[chunk]
            self.used -= chunk.cost

    def _shed_written(self, keep: Chunk) -> None:
        for chunk in [c for c in self._hot if c.slot is not None and c is not keep]:
            self.drop(chunk)
            chunk.rows = None


class ResultStore:
    """The rows of one result set, appended by the executor and read by position.

    Args:
        columns: Of the result.
        budget: Shared by the stores of an executor; None for one of its own.
        chunk_rows: Most rows in a chunk.
        directory: Where to spill; None for the usual place.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        budget: MemoryBudget | None = None,
        *,
        chunk_rows: int = _CHUNK_ROWS,
        directory: Path | None = None,
    ) -> None:
        self.columns = columns
        self.state = StoreState.STREAMING
        self._budget = budget or MemoryBudget()
        self._chunk_rows = chunk_rows
        self._file = SpillFile(directory or spill_directory())
        self._chunks: list[Chunk] = []
        self._starts: list[int] = []
        self._tail: list[Row] = []
        self._tail_cost = 0
        self._sealed = 0

    def __len__(self) -> int:
        return self._sealed + len(self._tail)

    @property
    def memory_bytes(self) -> int:
        """About how much memory the rows take now."""
        return self._tail_cost + sum(chunk.cost for chunk in self._chunks if chunk.rows is not None)

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows at the end.

        Raises:
            StoreFullError: The disk is full. All rows so far, these too, are kept and can be read.
        """
        start = 0
        while start < len(rows):
            part, cost = self._fitting(rows[start : start + self._chunk_rows - len(self._tail)])
            start += len(part)
            self._tail += part
            self._tail_cost += cost
            if len(self._tail) >= self._chunk_rows or self._tail_cost >= _CHUNK_BYTES:
                try:
                    self._seal()
                except StoreFullError:
                    self._tail += rows[start:]
                    self._tail_cost += _cost(rows[start:])
                    raise

    def row(self, index: int) -> Row:
        """One row.

        Raises:
            IndexError: There is no such row (negative positions do not count from the end).
        """
        if index >= self._sealed:
            return self._tail[index - self._sealed]
        if index < 0:
            raise IndexError(index)
        number = bisect.bisect_right(self._starts, index) - 1
        return self._budget.touch(self._chunks[number])[index - self._starts[number]]

    def rows(self, start: int, stop: int) -> list[Row]:
        """Rows from `start` up to, not including, `stop`, as far as there are any."""
        start, stop = max(0, start), min(stop, len(self))
        found: list[Row] = []
        while start < min(stop, self._sealed):
            number = bisect.bisect_right(self._starts, start) - 1
            first = self._starts[number]
            part = self._budget.touch(self._chunks[number])[start - first : stop - first]
            found += part
            start += len(part)
        if stop > start:
            found += self._tail[start - self._sealed : stop - self._sealed]
        return found

    def close(self) -> None:
        """Drop all rows and give memory and disk back."""
        for chunk in self._chunks:
            self._budget.drop(chunk)
        self._chunks, self._starts, self._tail = [], [], []
        self._sealed = self._tail_cost = 0
        self._file.close()

    def _fitting(self, part: Sequence[Row]) -> tuple[Sequence[Row], int]:
        """As many of the first rows as suit a chunk, at least one, and what they cost."""
        cost = _cost(part)
        while cost > _CHUNK_BYTES and len(part) > 1:
            part = part[: len(part) // 2]
            cost = _cost(part)
        return part, cost

    def _seal(self) -> None:
        chunk = Chunk(self._tail, self._tail_cost, self._file)
        self._chunks.append(chunk)
        self._starts.append(self._sealed)
        self._sealed += len(self._tail)
        self._tail, self._tail_cost = [], 0
        self._budget.add(chunk)

    def __del__(self) -> None:
        for chunk in self._chunks:
            self._budget.drop(chunk)


def _cost(rows: Sequence[Row]) -> int:
    """Bytes of memory, roughly; joining is the cheapest way to add up many lengths."""
    if not rows:
        return 0
    characters = len("".join(filter(None, chain.from_iterable(rows))))
    return characters + len(rows) * (_ROW_BYTES + _CELL_BYTES * len(rows[0]))
