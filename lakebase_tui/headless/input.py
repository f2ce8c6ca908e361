"""Lines of a script and data to copy in, read without holding up the event loop."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from typing import Self

from lakebase_tui.headless.endings import FatalError

_BLOCK_BYTES = 64 * 1024
_END_OF_DATA = re.compile(rb"^\\\.\r?(?:\n|\Z)", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"


class LineReader:
    """Reads from a file, a pipe or a terminal.

    Args:
        descriptor: Open for reading; it stays open.
        name: What to call it in an error.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        self.lines = 0
        """How many lines have been read."""
        self._descriptor = descriptor
        self._name = name
        self._buffer = b""
        self._start = 0
        self._ended = False
        self._blocks = True
        """Whether one may have to wait for data; a file on disk always has some."""

    async def line(self) -> bytes:
        """The next line with its line end; empty at the end.

        Raises:
            FatalError: It cannot be read.
        """
        searched = self._start
        while (end := self._buffer.find(b"\n", searched)) < 0:
            left = len(self._buffer) - self._start
            if not await self._fill():
                end = len(self._buffer) - 1
                break
            searched = left
        line = self._buffer[self._start : end + 1]
        self._start = end + 1
        if self.lines == 0:
            line = line.removeprefix(_BOM)
        self.lines += bool(line)
        return line

    def copy_data(self) -> "CopyData":
        r"""The data of a COPY from here on, up to a line `\.` or the end."""
        return CopyData(self)

    async def take_copied(self) -> tuple[bytes, bool]:
        """Some whole lines of data, and whether there is more.

        Raises:
            FatalError: It cannot be read.
        """
        more = self._start < len(self._buffer) or await self._fill()
        while more and self._buffer.find(b"\n", self._start) < 0:
            more = await self._fill()
        end = self._buffer.rfind(b"\n") + 1 if more else len(self._buffer)
        data = self._buffer[self._start : end]
        self._start = end
        if (found := _END_OF_DATA.search(data)) is not None:
            self._start += found.end() - len(data)
            more, data = False, data[: found.start()]
            self.lines += 1
        self.lines += data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))
        return data, more

    async def _fill(self) -> bool:
        if self._ended:
            return False
        if self._blocks:
            await self._readable()
        try:
            read = os.read(self._descriptor, _BLOCK_BYTES)
        except OSError as error:
            raise FatalError(f"{self._name}: {error.strerror}.") from error
        self._ended = not read
        self._buffer, self._start = self._buffer[self._start :] + read, 0
        return not self._ended

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except PermissionError:  # a file on disk cannot be waited for
            self._blocks = False
            return
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)


class CopyData(AsyncIterator[bytes]):
    """Data for one COPY, as the executor asks for it."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._more = True

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while self._more:
            data, self._more = await self._reader.take_copied()
            if data:
                return data
        raise StopAsyncIteration
