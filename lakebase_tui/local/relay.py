"""Bytes between a client and its server, with back-pressure, and with faults where they are asked for."""

import asyncio
import os
import signal
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from lakebase_tui.local.faults import CALM, WireFaults
from lakebase_tui.local.wire import KeyFinder

_QUEUE_LIMIT = 256 * 1024
_LOGIN_LIMIT = 128 * 1024
_STEPS_PER_S = 20


class Counters(Protocol):
    """Where traffic is counted."""

    bytes_up: int
    bytes_down: int


class Line(Protocol):
    """The compute that a session belongs to."""

    wire: WireFaults

    @property
    def stats(self) -> Counters:
        """Its counters."""
        ...

    def touch(self) -> None:
        """Note activity."""
        ...

    def fault_used(self) -> None:
        """Note that a fault happened."""
        ...


class Flow:
    """One direction of a session.

    Args:
        line: The compute; its wire faults are looked up for every piece.
        source: Where bytes come from; paused while they cannot be passed on.
        sink: Where they go.
        down: Towards the client, the direction that can be cut and throttled.
    """

    def __init__(self, line: Line, source: asyncio.Transport, sink: asyncio.Transport, *, down: bool) -> None:
        self._line = line
        self._source = source
        self._sink = sink
        self._down = down
        self._queue: deque[tuple[float, bytes | None]] = deque()
        self._queued = 0
        self._task: asyncio.Task[None] | None = None
        self._counted_for = CALM
        self._count = 0
        self._sink_full = False
        self._stalled = False

    def feed(self, data: bytes) -> None:
        """Pass bytes on, now or when the faults let them."""
        if self._stalled:
            return
        if self._task is None and self._line.wire is CALM:
            self._sink.write(data)
            return
        self._enqueue(data)

    def finish(self) -> None:
        """The source has ended: end the sink once everything is through. A stalled one stays open."""
        if self._stalled:
            return
        if self._task is None:
            self._sink.close()
        else:
            self._enqueue(None)

    def abandon(self) -> None:
        """Forget what is queued."""
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def sink_full(self, full: bool) -> None:
        """The sink's own buffer is full, or no longer."""
        self._sink_full = full
        self._hold()

    def _enqueue(self, data: bytes | None) -> None:
        self._queue.append((time.monotonic(), data))
        self._queued += len(data or b"")
        self._hold()
        if self._task is None:
            self._task = asyncio.ensure_future(self._drain())

    def _hold(self) -> None:
        if self._source.is_closing():
            return
        if self._sink_full or self._queued > _QUEUE_LIMIT or self._stalled:
            self._source.pause_reading()
        else:
            self._source.resume_reading()

    async def _drain(self) -> None:
        while self._queue and not self._stalled:
            came, data = self._queue.popleft()
            await asyncio.sleep(max(0.0, came + self._line.wire.latency_s - time.monotonic()))
            if data is None:
                self._sink.close()
                return
            self._queued -= len(data)
            await self._send(data)
            self._hold()
        self._task = None

    async def _send(self, data: bytes) -> None:
        while data and not self._sink.is_closing():
            faults = self._line.wire
            size = len(data)
            if self._down and faults.bytes_per_s:
                size = min(size, max(1, int(faults.bytes_per_s / _STEPS_PER_S)))
            allowed = self._allowed(faults)
            if allowed is not None and allowed < size:
                self._sink.write(data[:allowed])
                self._cut(faults)
                return
            self._sink.write(data[:size])
            self._count += size
            if self._down and faults.bytes_per_s:
                await asyncio.sleep(size / faults.bytes_per_s)
            data = data[size:]

    def _allowed(self, faults: WireFaults) -> int | None:
        """How many bytes may go before the cut; None: no cut is set."""
        if self._counted_for is not faults:
            self._counted_for, self._count = faults, 0
        return max(0, faults.cut_after - self._count) if self._down and faults.cut is not None else None

    def _cut(self, faults: WireFaults) -> None:
        self._line.fault_used()
        if faults.cut == "stall":
            self._stalled = True
            self._hold()
        elif faults.cut == "reset":
            reset(self._sink)
        else:
            self._sink.close()


def reset(transport: asyncio.Transport) -> None:
    """End a TCP connection the rude way: RST, and nothing that was still buffered."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class Peer(asyncio.Protocol):
    """One end of a session: read by hand during login, relayed after."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self._buffer = bytearray()
        self._arrived: asyncio.Event = asyncio.Event()
        self._ended = False
        self._take: Callable[[bytes], None] | None = None
        self._on_full: Callable[[bool], None] | None = None
        self._on_end: Callable[[], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        if self._take is not None:
            self._take(data)
            return
        self._buffer += data
        if len(self._buffer) > _LOGIN_LIMIT:
            self.transport.abort()
        self._arrived.set()

    def eof_received(self) -> bool:
        """Called by asyncio; False lets it close the transport."""
        self._arrived.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._ended = True
        self._arrived.set()
        if self._on_end is not None:
            self._on_end()

    def pause_writing(self) -> None:
        """Called by asyncio: we cannot take more for now."""
        if self._on_full is not None:
            self._on_full(True)

    def resume_writing(self) -> None:
        """Called by asyncio."""
        if self._on_full is not None:
            self._on_full(False)

    async def read(self, count: int) -> bytes:
        """The next bytes, during login.

        Raises:
            ConnectionError: The connection ended first.
        """
        while len(self._buffer) < count:
            if self._ended:
                raise ConnectionResetError("the peer went away")
            self._arrived.clear()
            await self._arrived.wait()
        found = bytes(self._buffer[:count])
        del self._buffer[:count]
        return found

    def relay(
        self, take: Callable[[bytes], None], on_full: Callable[[bool], None], on_end: Callable[[], None]
    ) -> None:
        """From now on hand everything to these; what has come already first."""
        self._take, self._on_full, self._on_end = take, on_full, on_end
        if self._buffer:
            take(bytes(self._buffer))
            self._buffer.clear()
        if self._ended:
            on_end()


class Session:
    """A client joined to its server.

    Args:
        line: The compute.
        client: The client's end, logged in.
        server: The server's end, still silent.
        ended: Called once, when the client or the server is gone.
    """

    def __init__(self, line: Line, client: Peer, server: Peer, ended: Callable[["Session"], None]) -> None:
        self._line = line
        self._client = client
        self._server = server
        self._ended: Callable[[Session], None] | None = ended
        self._finder = KeyFinder()
        self._up = Flow(line, client.transport, server.transport, down=False)
        self._down = Flow(line, server.transport, client.transport, down=True)
        self._server_gone = False
        self.born = time.monotonic()
        self.on_key: Callable[[bytes], None] | None = None
        """Called with the cancel key when the server tells it."""

    @property
    def key(self) -> bytes | None:
        """What a CancelRequest for this session carries."""
        return self._finder.key

    @property
    def pid(self) -> int | None:
        """Process id of the backend; None before the server told it."""
        return self._finder.pid

    def join(self, startup: bytes) -> None:
        """Send the startup packet and let bytes flow."""
        self._server.transport.write(startup)
        self._server.relay(self._from_server, self._up.sink_full, self._server_lost)
        self._client.relay(self._from_client, self._down.sink_full, self._client_lost)

    def kill(self, how: signal.Signals = signal.SIGTERM) -> bool:
        """Signal the backend, which then says goodbye itself (57P01) on a message boundary."""
        if self.pid is None or self._server_gone:
            return False
        try:
            os.kill(self.pid, how)
        except ProcessLookupError:
            return False
        return True

    def cut(self, *, rudely: bool) -> None:
        """End the client's connection in the middle of whatever it is doing."""
        if rudely:
            reset(self._client.transport)
        else:
            self._client.transport.close()

    def _from_client(self, data: bytes) -> None:
        self._line.touch()
        self._line.stats.bytes_up += len(data)
        self._up.feed(data)

    def _from_server(self, data: bytes) -> None:
        if not self._finder.done:
            self._finder.feed(data)
            if self._finder.key is not None and self.on_key is not None:
                self.on_key(self._finder.key)
                self.on_key = None
        self._line.touch()
        self._line.stats.bytes_down += len(data)
        self._down.feed(data)

    def _client_lost(self) -> None:
        self._down.abandon()
        self._up.finish()
        self._over()

    def _server_lost(self) -> None:
        self._server_gone = True
        self._up.abandon()
        self._down.finish()
        self._over()

    def _over(self) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(self)

    def abort(self) -> None:
        """Let go of both ends at once."""
        self._up.abandon()
        self._down.abandon()
        self._client.transport.abort()
        self._server.transport.abort()
