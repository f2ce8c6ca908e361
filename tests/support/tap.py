"""A TCP proxy that writes down what a client sends, and can turn clients away or lead them somewhere else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Tap:
    """Listens on loopback; `heard` holds, for each connection in order, what the client sent."""

    port: int = 0
    onward: tuple[str, int] | Path = ("127.0.0.1", 0)
    """Where new connections are led: a host and a port, or a socket's path."""
    closes: int = 0
    """So many of the next connections are closed without a word."""
    heard: list[bytearray] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """The connections that are open."""

    async def serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        """Pass everything on until one side is gone."""
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        heard = bytearray()
        self.heard.append(heard)
        writers = [to_client]
        try:
            if self.closes > 0:
                self.closes -= 1
            else:
                server, to_server = await self._connected()
                writers.append(to_server)
                await asyncio.gather(pass_on(client, to_server, heard), pass_on(server, to_client))
        finally:
            for writer in writers:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
            self.tasks.discard(task)

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.onward, Path):
            return await asyncio.open_unix_connection(self.onward)
        return await asyncio.open_connection(*self.onward)


async def pass_on(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, heard: bytearray | None = None
) -> None:
    """Bytes from one side to the other, and then the end of them."""
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            if heard is not None:
                heard.extend(data)
            sink.write(data)
        sink.close()


@asynccontextmanager
async def tapping(onward: tuple[str, int] | Path, closes: int = 0) -> AsyncIterator[Tap]:
    """A tap before a server."""
    tap = Tap(onward=onward, closes=closes)
    server = await asyncio.start_server(tap.serve, "127.0.0.1", 0)
    tap.port = server.sockets[0].getsockname()[1]
    try:
        yield tap
    finally:
        server.close()
        if tap.tasks:
            await asyncio.wait(tap.tasks, timeout=10)
