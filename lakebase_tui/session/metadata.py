"""A second connection for questions of our own; closed when nobody asks, so that the compute may sleep."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from lakebase_tui.session.connect import Connection

IDLE_S = 60.0


class MetadataConnection:
    """Opened with the first question, with the same TLS, keepalives and credential as the user's.

    Args:
        connect: Logs in.
        idle_s: Seconds without a question after which it is closed.
        bound_s: Seconds that one question may take.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[Connection]], *, idle_s: float = IDLE_S, bound_s: float = 10.0
    ) -> None:
        self._connect = connect
        self._idle_s = idle_s
        self._bound_s = bound_s
        self._connection: Connection | None = None
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether it keeps a backend busy now."""
        return self._connection is not None and not self._connection.closed

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """The connection for one question; a broken one is closed and replaced the next time.

        Raises:
            LakebaseTuiError: There is no connection to be had.
            TimeoutError: The question took too long.
        """
        async with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            if self._connection is None or self._connection.closed:
                self._connection = await self._connect()
            connection = self._connection
            try:
                async with asyncio.timeout(self._bound_s):
                    yield connection
            except BaseException:
                await connection.close()
                raise
            self._timer = asyncio.get_running_loop().call_later(self._idle_s, self._close_soon)

    async def aclose(self) -> None:
        """Close it now."""
        if self._timer is not None:
            self._timer.cancel()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def _close_soon(self) -> None:
        self._closing = asyncio.ensure_future(self.aclose())
