"""Rows written once in the order that they will be read in: what a sort or a filter found, on disk."""

import marshal
import struct
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.query.spill import SpillFile, spill_directory

BLOCK_ROWS = 256
BLOCK_BYTES = 64 * 1024
"""A block ends with whichever of the two comes first; a screenful is then one or two blocks."""
_CACHED_BLOCKS = 4
_LARGE_ROW = 1 << 20
"""Bytes. A block ends with the first large row, and is then not kept in memory."""
_ORIGIN = struct.Struct(">I")
_LIST_FORMAT = 2
"""A version of marshal that does not look for objects that occur twice: there are none."""


def encode_row(origin: int, row: Row) -> bytes:
    """A row and the number that it has in the source it was taken from."""
    return _ORIGIN.pack(origin) + marshal.dumps(row)


def decode_row(data: bytes) -> Row:
    """The row of what `encode_row` made."""
    row: Row = marshal.loads(data[_ORIGIN.size :])
    return row


class BlockFile:
    """Pieces of bytes in blocks, in a file that has no name; memory holds one number or two a block.

    Args:
        directory: Where; None for the usual place.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._file = SpillFile(directory or spill_directory())
        self._offsets = array("Q", [0])

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._file.size

    def append(self, pieces: list[bytes]) -> None:
        """Write one block.

        Raises:
            StoreFullError: The disk is full.
        """
        data = marshal.dumps(pieces, _LIST_FORMAT)
        self._file.write(data)
        self._offsets.append(self._file.size)

    def block(self, number: int) -> list[bytes]:
        """Read a block.

        Raises:
            OSError: It can no longer be read.
        """
        start, end = self._offsets[number], self._offsets[number + 1]
        pieces: list[bytes] = marshal.loads(self._file.read(start, end - start))
        return pieces

    def close(self) -> None:
        """Give the space back. Closing twice is fine."""
        self._file.close()


class RowFile:
    """A `RowSource` of rows that were taken from another one, in an order of its own.

    It is not compressed: on a result of millions that would take longer than the sort itself.

    Args:
        columns: Of the rows.
        directory: Where; None for the usual place.
    """

    def __init__(self, columns: Sequence[Column], directory: Path | None = None) -> None:
        self.columns = tuple(columns)
        self._blocks = BlockFile(directory)
        self._starts = array("Q")
        self._written = 0
        self._tail: list[bytes] = []
        self._tail_bytes = 0
        self._cache: OrderedDict[int, list[bytes]] = OrderedDict()

    def __len__(self) -> int:
        return self._written + len(self._tail)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self._blocks.size

    def append(self, encoded: bytes) -> None:
        """Add a row that `encode_row` made.

        Raises:
            StoreFullError: The disk is full.
        """
        self._tail.append(encoded)
        self._tail_bytes += len(encoded)
        if len(self._tail) >= BLOCK_ROWS or self._tail_bytes >= BLOCK_BYTES:
            self._blocks.append(self._tail)
            self._starts.append(self._written)
            self._written += len(self._tail)
            self._tail, self._tail_bytes = [], 0

    def rows(self, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`, as far as there are any."""
        return [decode_row(data) for data in self._encoded(start, stop)]

    def source_row(self, index: int) -> int:
        """The number of a row in the source that it was taken from.

        Raises:
            IndexError: There is no such row.
        """
        found = self._encoded(index, index + 1) if index >= 0 else []
        if not found:
            raise IndexError(index)
        number: int = _ORIGIN.unpack_from(found[0])[0]
        return number

    def close(self) -> None:
        """Drop all rows and give memory and disk back."""
        self._blocks.close()
        self._starts, self._written = array("Q"), 0
        self._tail, self._tail_bytes = [], 0
        self._cache.clear()

    def _encoded(self, start: int, stop: int) -> list[bytes]:
        start, stop = max(0, start), min(stop, len(self))
        found: list[bytes] = []
        while start < min(stop, self._written):
            number = bisect_right(self._starts, start) - 1
            first = self._starts[number]
            part = self._block(number)[start - first : stop - first]
            found += part
            start += len(part)
        if stop > start:
            found += self._tail[start - self._written : stop - self._written]
        return found

    def _block(self, number: int) -> list[bytes]:
        block = self._cache.get(number)
        if block is None:
            block = self._blocks.block(number)
            if len(block[-1]) < _LARGE_ROW:
                self._cache[number] = block
            if len(self._cache) > _CACHED_BLOCKS:
                self._cache.popitem(last=False)
        return block
