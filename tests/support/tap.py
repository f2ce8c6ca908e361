"""A TCP proxy that writes down what a client sends, and can lead later connections somewhere else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tap:
    """Listens on loopback; `heard` holds, for each connection in order, what the client sent."""

    port: int = 0
    onward: tuple[str, int] = ("127.0.0.1", 0)
    """Where new connections are led."""
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
        server, to_server = await asyncio.open_connection(*self.onward)
        try:
            await asyncio.gather(pass_on(client, to_server, heard), pass_on(server, to_client))
        finally:
            for writer in (to_client, to_server):
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
            self.tasks.discard(task)


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
async def tapping(host: str, port: int) -> AsyncIterator[Tap]:
    """A tap before a server."""
    tap = Tap(onward=(host, port))
    server = await asyncio.start_server(tap.serve, "127.0.0.1", 0)
    tap.port = server.sockets[0].getsockname()[1]
    try:
        yield tap
    finally:
        server.close()
        if tap.tasks:
            await asyncio.wait(tap.tasks, timeout=10)
