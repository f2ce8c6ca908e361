"""Packed pieces of results within a limit of memory: the oldest go to a file."""

import marshal
from array import array
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Sequence
from itertools import chain

from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import SpillFile

DEFAULT_BUDGET = 32 * 1024 * 1024
"""Bytes of memory for packed rows, over all stores that share it. A sort takes as much again."""

_IN_MEMORY = -1
_SPILL_BYTES = 1 << 20
"""At most so much goes to the file at a time: many small writes would cost more than the bytes."""
_SPILLED = 8
"""This part of the budget goes to the file at once."""
_UNPACKED = 32
"""This part of the budget may be kept unpacked, in packed bytes: as objects they take four times as much."""


class Pieces:
    """Runs of rows, each packed into bytes; where they are is held in arrays, a few bytes a piece.

    Args:
        budget: Limits what stays in memory.
        file: Takes the rest.
    """

    def __init__(self, budget: "MemoryBudget", file: SpillFile) -> None:
        self.rows = 0
        """In all pieces."""
        self.in_memory: dict[int, bytes] = {}
        self._budget = budget
        self._file = file
        self._starts = array("Q")
        self._offsets = array("q")
        self._lengths = array("Q")

    @property
    def memory_bytes(self) -> int:
        """What the pieces in memory take."""
        return sum(map(len, self.in_memory.values()))

    def add(self, packed: list[bytes], rows: int) -> None:
        """Append one piece of `rows` rows, packed in parts.

        Raises:
            StoreFullError: No room on disk for what had to go; this piece and all others are kept.
        """
        number = len(self._starts)
        data = marshal.dumps(packed)
        self._starts.append(self.rows)
        self._offsets.append(_IN_MEMORY)
        self._lengths.append(len(data))
        self.in_memory[number] = data
        self.rows += rows
        self._budget.take(self, number, len(data))

    def at(self, index: int) -> tuple[int, list[Row]]:
        """The piece that holds a row: where it starts, and its rows.

        Raises:
            OSError: The file cannot be read.
        """
        number = bisect_right(self._starts, index) - 1
        return self._starts[number], self._budget.unpacked(self, number)

    def unpack(self, number: int) -> list[Row]:
        """The rows of a piece, from memory or from the file."""
        data = self.in_memory.get(number)
        if data is None:
            data = self._file.read(self._offsets[number], self._lengths[number])
        return list(chain.from_iterable(map(marshal.loads, marshal.loads(data))))

    def size(self, number: int) -> int:
        """Packed bytes of a piece."""
        return self._lengths[number]

    def spill(self, numbers: Sequence[int]) -> int:
        """Move pieces to the file; returns the bytes of memory that this frees.

        Raises:
            StoreFullError: No room; they stay in memory.
        """
        data = b"".join(map(self.in_memory.__getitem__, numbers))
        offset = self._file.write(data)
        for number in numbers:
            self._offsets[number] = offset
            offset += self._lengths[number]
            del self.in_memory[number]
        return len(data)

    def close(self) -> None:
        """Give memory and disk back."""
        self._budget.forget(self)
        self.in_memory.clear()
        self.rows = 0
        del self._starts[:], self._offsets[:], self._lengths[:]
        self._file.close()


class MemoryBudget:
    """Keeps the packed pieces of any number of stores within a limit, and the last unpacked ones at hand.

    Args:
        limit: Bytes.
    """

    def __init__(self, limit: int = DEFAULT_BUDGET) -> None:
        self.limit = limit
        self.used = 0
        self._oldest: deque[tuple[Pieces, int]] = deque()
        self._unpacked: OrderedDict[tuple[int, int], tuple[list[Row], int]] = OrderedDict()
        self._unpacked_bytes = 0

    def take(self, pieces: Pieces, number: int, size: int) -> None:
        """A new piece is in memory; make room for it.

        Raises:
            StoreFullError: There was no room on disk for what had to go; it stays in memory.
        """
        self._oldest.append((pieces, number))
        self.used += size
        while self.used > self.limit and self._oldest:
            first, numbers = self._next_to_go()
            self.used -= first.spill(numbers)
            for _ in numbers:
                self._oldest.popleft()

    def unpacked(self, pieces: Pieces, number: int) -> list[Row]:
        """The rows of a piece; those looked at last are kept."""
        key = (id(pieces), number)
        if (found := self._unpacked.get(key)) is not None:
            self._unpacked.move_to_end(key)
            return found[0]
        rows, size = pieces.unpack(number), pieces.size(number)
        self._unpacked[key] = rows, size
        self._unpacked_bytes += size
        while self._unpacked_bytes > self.limit // _UNPACKED and len(self._unpacked) > 1:
            self._unpacked_bytes -= self._unpacked.popitem(last=False)[1][1]
        return rows

    def forget(self, pieces: Pieces) -> None:
        """Drop all that belongs to one store."""
        self.used -= pieces.memory_bytes
        self._oldest = deque(each for each in self._oldest if each[0] is not pieces)
        for key in [key for key in self._unpacked if key[0] == id(pieces)]:
            self._unpacked_bytes -= self._unpacked.pop(key)[1]

    def _next_to_go(self) -> tuple[Pieces, list[int]]:
        """The oldest pieces of one store, together as large as one write should be."""
        first, enough = self._oldest[0][0], min(_SPILL_BYTES, self.limit // _SPILLED)
        numbers, size = [], 0
        for pieces, number in self._oldest:
            if pieces is not first or size > enough:
                break
            numbers.append(number)
            size += pieces.size(number)
        return first, numbers
