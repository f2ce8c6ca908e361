"""Rows of one result, held in bounded memory: packed pieces, the oldest of them in a file."""

import marshal
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from lakebase_tui.query.columns import Column
from lakebase_tui.query.pieces import MemoryBudget, Pieces
from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import SpillFile, StoreFullError, spill_directory

_PIECE_ROWS = 1_000
_PIECE_BYTES = 32 * 1024
"""Packed bytes of a piece, unless one row has more: little to unpack for a screenful, and for one far row."""
_PACK_ROWS = 100


class StoreState(Enum):
    """Whether a result has all of its rows."""

    STREAMING = "streaming"
    PAUSED = "paused"
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ResultStore:
    """The rows of one result set, appended by the executor and read by position.

    Args:
        columns: Of the result.
        budget: Shared by the stores of an executor; None for one of its own.
        directory: Where to spill; None for the usual place.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        budget: MemoryBudget | None = None,
        *,
        directory: Path | None = None,
    ) -> None:
        self.columns = columns
        self.state = StoreState.STREAMING
        self.byte_count = 0
        """Packed bytes of all rows: about what the server sent."""
        self._pieces = Pieces(budget or MemoryBudget(), SpillFile(directory or spill_directory()))
        self._tail: list[Row] = []
        self._packed: list[bytes] = []
        self._packed_bytes = 0

    def __len__(self) -> int:
        return self._pieces.rows + len(self._tail)

    @property
    def memory_bytes(self) -> int:
        """About how much memory the packed rows take now."""
        return self._packed_bytes + self._pieces.memory_bytes

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows at the end.

        Raises:
            StoreFullError: The disk is full. All rows so far, these too, are kept and can be read.
        """
        full: StoreFullError | None = None
        start = 0
        while start < len(rows):
            part = list(rows[start : start + _PACK_ROWS])
            start += len(part)
            packed = marshal.dumps(part)
            self._tail += part
            self._packed.append(packed)
            self._packed_bytes += len(packed)
            self.byte_count += len(packed)
            if self._packed_bytes >= _PIECE_BYTES or len(self._tail) >= _PIECE_ROWS:
                try:
                    self._seal()
                except StoreFullError as error:
                    full = full or error
        if full is not None:
            raise full

    def row(self, index: int) -> Row:
        """One row.

        Raises:
            IndexError: There is no such row (negative positions do not count from the end).
            OSError: The file cannot be read.
        """
        sealed = self._pieces.rows
        if index >= sealed:
            return self._tail[index - sealed]
        if index < 0:
            raise IndexError(index)
        start, rows = self._pieces.at(index)
        return rows[index - start]

    def rows(self, start: int, stop: int) -> list[Row]:
        """Rows from `start` up to, not including, `stop`, as far as there are any.

        Raises:
            OSError: The file cannot be read.
        """
        start, stop = max(0, start), min(stop, len(self))
        sealed = self._pieces.rows
        found: list[Row] = []
        while start < min(stop, sealed):
            first, rows = self._pieces.at(start)
            part = rows[start - first : stop - first]
            found += part
            start += len(part)
        if stop > start:
            found += self._tail[start - sealed : stop - sealed]
        return found

    def close(self) -> None:
        """Drop all rows and give memory and disk back."""
        self._pieces.close()
        self._tail, self._packed, self._packed_bytes = [], [], 0

    def _seal(self) -> None:
        packed, count = self._packed, len(self._tail)
        self._tail, self._packed, self._packed_bytes = [], [], 0
        self._pieces.add(packed, count)

    def __del__(self) -> None:
        if hasattr(self, "_pieces"):
            self._pieces.close()
