"""Where results go: written by a thread, so that a slow reader holds up nothing but the rows."""

import asyncio
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

from lakebase_tui.headless.endings import OutputClosedError

_BLOCK_BYTES = 128 * 1024


class Output:
    """Collects blocks and writes one at a time; whoever brings the next waits until the last is written.

    Made on a running event loop.

    Args:
        descriptor: Open for writing; it stays open.
        on_failure: Told once when it can no longer be written to, on the event loop.
    """

    def __init__(self, descriptor: int, on_failure: Callable[[OSError], None]) -> None:
        self._descriptor = descriptor
        self._on_failure = on_failure
        self._loop = asyncio.get_running_loop()
        self._parts: list[bytes] = []
        self._size = 0
        self._writing: asyncio.Future[None] | None = None
        self._closed = False
        self._blocks: SimpleQueue[bytes] = SimpleQueue()
        self._thread: threading.Thread | None = None

    async def write(self, data: bytes) -> None:
        """Take some bytes.

        Raises:
            OutputClosedError: It was given up, or nobody reads any more.
        """
        self._check()
        self._parts.append(data)
        self._size += len(data)
        if self._size >= _BLOCK_BYTES:
            await self._pass_on()

    async def text(self, text: str) -> None:
        """Take some text; as `write`."""
        if text:
            await self.write(text.encode("utf-8", "surrogateescape"))

    async def flush(self) -> None:
        """Return when all is written; as `write`."""
        await self._pass_on()
        await self._written()

    def give_up(self) -> None:
        """Take no more, and let go of whoever waits."""
        self._closed = True
        self._done()

    async def _pass_on(self) -> None:
        await self._written()
        if not self._size:
            return
        if self._thread is None:
            # A daemon: a write that blocks for ever must not keep the program from ending.
            self._thread = threading.Thread(target=self._write_blocks, name="output", daemon=True)
            self._thread.start()
        block = b"".join(self._parts)
        self._parts, self._size = [], 0
        self._writing = self._loop.create_future()
        self._blocks.put(block)

    async def _written(self) -> None:
        if self._writing is not None:
            await asyncio.wait([self._writing])
        self._check()

    def _check(self) -> None:
        if self._closed:
            raise OutputClosedError("The output is closed.")

    def _write_blocks(self) -> None:
        try:
            while True:
                left = memoryview(self._blocks.get())
                while left:
                    left = left[os.write(self._descriptor, left) :]
                self._tell(self._done)
        except OSError as error:
            failure = error
            self._tell(lambda: self._failed(failure))

    def _tell(self, what: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _done(self) -> None:
        if self._writing is not None and not self._writing.done():
            self._writing.set_result(None)

    def _failed(self, error: OSError) -> None:
        if not self._closed:
            self.give_up()
            self._on_failure(error)
