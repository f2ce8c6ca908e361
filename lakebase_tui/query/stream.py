"""One statement on the wire: sent byte for byte, its results read as they come.

libpq's own functions are used instead of a cursor: any kind of statement can then be streamed without
knowing beforehand what it returns, and the command tag, several results and a lost connection are told apart.
The simple protocol is used, as psql does.
"""

import asyncio
import contextlib
import select
import time
from typing import Any

import psycopg
from psycopg import pq
from psycopg.pq.abc import PGresult

from lakebase_tui.session.failures import FailureKind, SessionFailure, words_for

WIRE_ROWS = 100
"""Rows in one libpq result: few enough to show the first at once, and as fast as a thousand."""

_COPY_BYTES = 64 * 1024
_SLICE_S = 0.002
"""How long reading may hold the event loop before others get a turn."""


class WireAbortedError(SessionFailure):
    """The connection was dropped because the server did not answer."""


class Wire:
    """Sends and reads on a connection that nobody else uses meanwhile.

    Args:
        connection: Live, idle, in autocommit mode, on the running loop.
    """

    def __init__(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._waiting: asyncio.Future[None] | None = None
        self._aborted: WireAbortedError | None = None
        self._broken = False
        self._copied_out = False
        self._resumed = time.perf_counter()
        self._poll = select.poll()
        self._poll.register(self._pgconn.socket, select.POLLIN)

    @property
    def lost(self) -> bool:
        """Whether the connection is gone."""
        return self._pgconn.status != pq.ConnStatus.OK

    @property
    def transaction_status(self) -> pq.TransactionStatus:
        """What the server last said of the transaction; `ACTIVE` while something runs."""
        return pq.TransactionStatus(self._pgconn.transaction_status)

    async def ask(self, command: bytes) -> PGresult | None:
        """Send a command of our own and read all of its answer.

        Returns:
            The last result: an error when it failed, None when no answer came.

        Raises:
            WireAbortedError: `abort` was called.
            psycopg.OperationalError: The connection is gone.
        """
        await self._send(command)
        last = None
        while (result := await self.next()) is not None:
            if last is None or last.status != pq.ExecStatus.FATAL_ERROR:
                last = result
        return last

    async def send(self, statement: bytes) -> None:
        """Send the statement; its rows come in chunks.

        Raises:
            psycopg.OperationalError: The connection is gone; part of it may have been sent.
        """
        await self._send(statement, chunk_rows=WIRE_ROWS)

    async def _send(self, statement: bytes, chunk_rows: int | None = None) -> None:
        self._pgconn.send_query(statement)
        if chunk_rows is not None:
            self._pgconn.set_chunked_rows_mode(chunk_rows)
        await self._flush()

    async def next(self) -> PGresult | None:
        """The next result or chunk of one; None at the end.

        A lost connection shows as an error result and `lost`.

        Raises:
            WireAbortedError: `abort` was called.
        """
        while not self._broken and self._pgconn.is_busy():
            if not self._has_input():
                await self._ready()
            self._consume()
            await self._give_turn()
        self._pass_on_notifications()
        await self._give_turn()
        return self._pgconn.get_result()

    async def copied_out(self) -> bytes | None:
        """Some of what the server copies out, whole lines or records; None at the end.

        Raises:
            WireAbortedError: `abort` was called.
        """
        pieces, size = [], 0
        while size < _COPY_BYTES and not self._copied_out:
            length, data = self._pgconn.get_copy_data(1)
            if length > 0:
                pieces.append(bytes(data))
                size += length
            elif length < 0 or self._broken:
                self._copied_out = True  # libpq may not be asked again
            elif pieces:
                break
            else:
                await self._ready()
                self._consume()
        await self._give_turn()
        self._copied_out = self._copied_out and bool(pieces)
        return b"".join(pieces) if pieces else None

    async def copy_in(self, data: bytes) -> None:
        """Send some of what the server wants copied in.

        Raises:
            WireAbortedError: `abort` was called.
            psycopg.OperationalError: The connection is gone.
        """
        for start in range(0, len(data), _COPY_BYTES):
            while not self._pgconn.put_copy_data(data[start : start + _COPY_BYTES]):
                await self._flush()  # it has no room for more before some is gone
            await self._flush()
        await self._give_turn()

    async def end_copy_in(self, error: str = "", codec: str = "utf-8") -> None:
        """There is no more; with an `error` the server undoes the COPY.

        Args:
            error: Why; the server repeats it.
            codec: What the connection speaks.

        Raises:
            WireAbortedError: `abort` was called.
            psycopg.OperationalError: The connection is gone.
        """
        self._pgconn.put_copy_end(error.encode(codec, "backslashreplace") or None)
        await self._flush()

    def abort(self) -> None:
        """Drop the connection; whoever waits in `next` gets `WireAbortedError`."""
        self._aborted = WireAbortedError(FailureKind.NO_ANSWER, *words_for(FailureKind.NO_ANSWER))
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(self._aborted)

    def close(self) -> None:
        """Close the socket at once."""
        self._pgconn.finish()

    async def _flush(self) -> None:
        while self._pgconn.flush():
            await self._ready(write=True)
            self._consume()

    async def _give_turn(self) -> None:
        if time.perf_counter() - self._resumed > _SLICE_S:
            await asyncio.sleep(0)
            self._resumed = time.perf_counter()
        if self._aborted is not None:
            raise self._aborted

    async def _ready(self, *, write: bool = False) -> None:
        if self._aborted is not None:
            raise self._aborted
        loop = asyncio.get_running_loop()
        descriptor = self._pgconn.socket
        future = self._waiting = loop.create_future()

        def wake() -> None:
            if not future.done():
                future.set_result(None)

        loop.add_reader(descriptor, wake)
        if write:
            loop.add_writer(descriptor, wake)
        try:
            await future
        finally:
            loop.remove_reader(descriptor)
            if write:
                loop.remove_writer(descriptor)
            self._resumed = time.perf_counter()

    def _has_input(self) -> bool:
        """Whether something can be read at once: asking the loop costs more than reading it."""
        return bool(self._poll.poll(0))

    def _consume(self) -> None:
        try:
            self._pgconn.consume_input()
        except psycopg.OperationalError:
            # The results that came before the loss, and its reason, are still there to be read.
            self._broken = True

    def _pass_on_notifications(self) -> None:
        with contextlib.suppress(psycopg.OperationalError):
            while (notification := self._pgconn.notifies()) is not None:
                if self._pgconn.notify_handler is not None:
                    self._pgconn.notify_handler(notification)
