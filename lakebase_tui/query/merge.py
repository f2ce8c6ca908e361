"""Sort any number of pieces of bytes in little memory: sorted runs on disk, merged by Python's own sort."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lakebase_tui.query.pace import Pace
from lakebase_tui.query.row_file import BLOCK_BYTES, BLOCK_ROWS, BlockFile

RUN_BYTES = 12 * 1024 * 1024
"""What a run may take in memory, and the blocks that are merged at a time."""
_SORTED_AT_ONCE = 8_192
_PIECE_BYTES = 64
"""What CPython needs for a piece, beside its bytes, and the pointer to it."""
_NUMBER = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class _Run:
    """Sorted blocks in the file."""

    blocks: Sequence[int]
    widest: int
    """Bytes of memory that the largest block takes."""


class _Reader:
    """The next block of a run."""

    __slots__ = ("_file", "_left", "at", "block")

    def __init__(self, file: BlockFile, run: _Run) -> None:
        self._file = file
        self._left = iter(run.blocks)
        self.load()

    def load(self) -> None:
        """Go to the next block; there is an empty one behind the last."""
        number = next(self._left, None)
        self.block: list[bytes] = [] if number is None else self._file.block(number)
        self.at = 0

    def take(self, limit: bytes) -> list[bytes]:
        """What is left of the block up to and including `limit`."""
        if self.block[self.at] > limit:
            return []
        end = bisect_right(self.block, limit, self.at)
        taken = self.block[self.at : end]
        self.at = end
        if end == len(self.block):
            self.load()
        return taken


class Runs:
    """Takes pieces with a key each in any order, and gives them back sorted by key and number.

    Args:
        run_bytes: Memory to use.
    """

    def __init__(self, run_bytes: int = RUN_BYTES) -> None:
        self._limit = run_bytes
        self._file = BlockFile()
        self._runs: list[_Run] = []
        self._items: list[bytes] = []
        self._unsorted: list[bytes] = []
        self._bytes = 0
        self._pace = Pace()

    def add(self, key: bytes, number: int, piece: bytes) -> None:
        """Add a piece. No key may be the beginning of another one."""
        compared = key + _NUMBER.pack(number)
        item = b"%b%b%b" % (compared, piece, _NUMBER.pack(len(compared)))
        self._unsorted.append(item)
        self._bytes += len(item) + _PIECE_BYTES

    async def settle(self) -> None:
        """Put on disk what is too much for memory; to be called after every few hundred pieces.

        Raises:
            StoreFullError: The disk is full.
        """
        if len(self._unsorted) >= _SORTED_AT_ONCE or self._bytes >= self._limit:
            self._sort_some()
        if self._bytes >= self._limit:
            self._items.sort()
            await self._pace.breathe()
            items, self._items, self._bytes = self._items, [], 0
            self._runs.append(await self._write(_in_blocks(items)))

    async def finish(self) -> None:
        """Nothing is added any more: get ready for `merged`.

        Raises:
            StoreFullError: The disk is full.
            OSError: What was written can no longer be read.
        """
        self._sort_some()
        self._items.sort()
        await self._pace.breathe()
        if self._runs and self._items:
            items, self._items = self._items, []
            self._runs.append(await self._write(_in_blocks(items)))
        while len(group := self._group()) < len(self._runs):
            self._runs = self._runs[len(group) :]
            self._runs.append(await self._write(self._merge(group)))

    def merged(self) -> Iterator[list[bytes]]:
        """All pieces in order, some at a time, after `finish`. Each step takes a millisecond or so.

        Raises:
            OSError: What was written can no longer be read.
        """
        for items in self._merge(self._runs) if self._runs else _in_blocks(self._items):
            yield [
                item[_NUMBER.unpack_from(item, len(item) - _NUMBER.size)[0] : -_NUMBER.size] for item in items
            ]

    def close(self) -> None:
        """Give memory and disk back."""
        self._items, self._unsorted, self._runs = [], [], []
        self._file.close()

    def _sort_some(self) -> None:
        # The sort of a whole run would hold the loop for too long; that of its sorted parts does not.
        self._unsorted.sort()
        self._items += self._unsorted
        self._unsorted = []

    async def _write(self, parts: Iterable[list[bytes]]) -> _Run:
        first, widest = len(self._file), 0
        for part in parts:
            for block in _in_blocks(part):
                self._file.append(block)
                widest = max(widest, sum(map(len, block)) + _PIECE_BYTES * len(block))
            await self._pace.breathe()
        return _Run(range(first, len(self._file)), widest)

    def _group(self) -> list[_Run]:
        """As many of the runs as can be merged at once."""
        room, group = self._limit, self._runs[:2]
        room -= sum(run.widest for run in group)
        for run in self._runs[2:]:
            room -= run.widest
            if room < 0:
                break
            group.append(run)
        return group

    def _merge(self, runs: Sequence[_Run]) -> Iterator[list[bytes]]:
        readers = [_Reader(self._file, run) for run in runs]
        while readers:
            # No block of any run holds anything below this limit once these parts are taken.
            limit = min(reader.block[-1] for reader in readers)
            items: list[bytes] = []
            for reader in readers:
                items += reader.take(limit)
            readers = [reader for reader in readers if reader.block]
            items.sort()
            yield items


def _in_blocks(items: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Cut what is sorted into blocks of the usual size."""
    block: list[bytes] = []
    size = 0
    for item in items:
        block.append(item)
        size += len(item)
        if len(block) >= BLOCK_ROWS or size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block
