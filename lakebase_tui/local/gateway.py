"""The listener that clients connect to: TLS, the compute by its host name, login, wake, relay, cancel."""

import asyncio
import socket
import ssl
import weakref
from collections.abc import Coroutine
from typing import Protocol

from lakebase_tui.local import wire
from lakebase_tui.local.backend import Settings
from lakebase_tui.local.computes import Compute
from lakebase_tui.local.refusals import Reason, Refusal, Refused, refusal
from lakebase_tui.local.relay import Peer, Session

LOGIN_LIMIT_S = 60.0
HANDSHAKE_LIMIT_S = 15.0
_JOIN_TRIES = 3


class Front(Protocol):
    """What the gateway asks of the computes' keeper."""

    settings: Settings

    def route(self, host: str | None) -> Compute:
        """The compute behind a host name; raises Refused."""
        ...

    async def admit(self, compute: Compute, user: str, password: str) -> None:
        """Return if the login is good; raises Refused."""
        ...

    async def wake(self, compute: Compute) -> str:
        """Path of the socket of its running server; raises Refused."""
        ...


class Gateway:
    """Listens on one loopback port for all computes.

    Args:
        front: Routes, admits and wakes.
        tls: Server side TLS context with the certificate of all host names.
    """

    def __init__(self, front: Front, tls: ssl.SSLContext) -> None:
        self._front = front
        self._tls = tls
        self._names: weakref.WeakKeyDictionary[ssl.SSLObject, str] = weakref.WeakKeyDictionary()
        tls.sni_callback = self._note_name
        self._listener: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys: dict[bytes, tuple[Compute, Session]] = {}
        self._lives: dict[Session, asyncio.TimerHandle] = {}

    def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Begin to listen; returns the port."""
        self._listener = socket.create_server((host, port), backlog=128)
        self._listener.setblocking(False)
        self._spawn(self._accept(self._listener))
        return int(self._listener.getsockname()[1])

    async def close(self) -> None:
        """Stop listening and let go of every connection."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in list(self._lives):
            session.abort()
        if self._listener is not None:
            self._listener.close()

    def rearm(self) -> None:
        """Heed a changed life limit for the sessions that are open."""
        for session in list(self._lives):
            self._arm(session)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _note_name(self, tls: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        if name is not None and isinstance(tls, ssl.SSLObject):
            self._names[tls] = name

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(listener)
            except OSError:  # out of file descriptors, or the client has gone already
                await asyncio.sleep(0.05)
                continue
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._spawn(self._serve(client))

    async def _serve(self, client: socket.socket) -> None:
        peer: Peer | None = None
        try:
            async with asyncio.timeout(LOGIN_LIMIT_S):
                peer = await self._secure(client)
                if peer is None:
                    return
                startup = await _read_startup(peer)
                if startup.code == wire.CANCEL_REQUEST:
                    await self._cancel(startup.body)
                    peer.transport.close()
                    return
            await self._login(peer, startup)
        except (OSError, ssl.SSLError, TimeoutError, wire.ProtocolError):
            if peer is not None:
                peer.transport.abort()
            client.close()
        except asyncio.CancelledError:
            if peer is not None:
                peer.transport.abort()
            client.close()
            raise

    async def _secure(self, client: socket.socket) -> Peer | None:
        """Get as far as TLS; None if the client wanted something else, which is then done."""
        loop = asyncio.get_running_loop()
        while not await _begins_with_tls(client):
            length, code = wire.startup_length(await _receive(client, 8))
            if code == wire.SSL_REQUEST:
                await loop.sock_sendall(client, b"S")
                break
            if code == wire.GSS_REQUEST:
                await loop.sock_sendall(client, b"N")
                continue
            body = await _receive(client, length)
            if code == wire.CANCEL_REQUEST:
                await self._cancel(body)
            else:
                await loop.sock_sendall(client, wire.error_response(refusal(Reason.INSECURE)))
            client.close()
            return None
        _, peer = await loop.connect_accepted_socket(
            Peer, client, ssl=self._tls, ssl_handshake_timeout=HANDSHAKE_LIMIT_S
        )
        return peer

    async def _login(self, peer: Peer, startup: wire.Startup) -> None:
        compute: Compute | None = None
        try:
            compute = self._front.route(self._names.get(peer.transport.get_extra_info("ssl_object")))
            if compute.wire.refuse is not None:
                refused = compute.wire.refuse
                compute.fault_used()
                raise Refused(refused)
            compute.pending += 1
            try:
                await self._admit(peer, startup, compute)
                await self._join(peer, startup, compute)
            finally:
                compute.pending -= 1
                compute.touch()
        except Refused as error:
            if compute is not None:
                compute.stats.refused += 1
            _refuse(peer, error.refusal)
        except wire.ProtocolError as error:
            _refuse(peer, refusal(Reason.PROTOCOL, detail=str(error)))

    async def _admit(self, peer: Peer, startup: wire.Startup, compute: Compute) -> None:
        peer.transport.write(wire.ASK_PASSWORD)
        async with asyncio.timeout(LOGIN_LIMIT_S):
            length = wire.password_length(await peer.read(5))
            password = (await peer.read(length)).rstrip(b"\0").decode("utf-8", "replace")
        await self._front.admit(compute, startup.parameters().get("user", ""), password)

    async def _join(self, peer: Peer, startup: wire.Startup, compute: Compute) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(_JOIN_TRIES):
            path = await self._front.wake(compute)
            try:
                _, server = await loop.create_unix_connection(Peer, path)
            except OSError:  # put to sleep, or restarting, between the wake and now
                await asyncio.sleep(0.05)
                continue
            break
        else:
            raise Refused(refusal(Reason.COMPUTE_UNREACHABLE))

        def ended(session: Session) -> None:
            compute.touch()
            compute.sessions.discard(session)
            self._keys.pop(session.key or b"", None)
            self._lives.pop(session).cancel()

        def keyed(key: bytes) -> None:
            self._keys[key] = (compute, session)

        session = Session(compute, peer, server, ended)
        session.on_key = keyed
        compute.stats.opened += 1
        compute.sessions.add(session)
        self._arm(session)
        session.join(startup.packet)

    def _arm(self, session: Session) -> None:
        """Set the alarm that ends a session at the end of its life."""
        if session in self._lives:
            self._lives[session].cancel()
        loop = asyncio.get_running_loop()
        end = session.born + self._front.settings.max_life_s
        self._lives[session] = loop.call_at(end, session.kill)

    async def _cancel(self, key: bytes) -> None:
        """Pass a cancel on to the server it belongs to; it is done when that hangs up."""
        compute, _ = self._keys.get(key, (None, None))
        if compute is None:
            return
        compute.stats.cancels += 1
        await asyncio.sleep(self._front.settings.cancel_delay_s)
        try:
            reader, writer = await asyncio.open_unix_connection(compute.cluster.socket)
        except OSError:
            return
        writer.write(wire.Startup(wire.CANCEL_REQUEST, key).packet)
        await reader.read()
        writer.close()


def _refuse(peer: Peer, why: Refusal) -> None:
    if not peer.transport.is_closing():
        peer.transport.write(wire.error_response(why))
        peer.transport.close()


async def _read_startup(peer: Peer) -> wire.Startup:
    length, code = wire.startup_length(await peer.read(8))
    return wire.Startup(code, await peer.read(length))


async def _receive(client: socket.socket, count: int) -> bytes:
    loop = asyncio.get_running_loop()
    found = b""
    while len(found) < count:
        part = await loop.sock_recv(client, count - len(found))
        if not part:
            raise ConnectionResetError("the client went away")
        found += part
    return found


async def _begins_with_tls(client: socket.socket) -> bool:
    """Whether the client starts TLS without asking (sslnegotiation=direct)."""
    loop = asyncio.get_running_loop()
    readable: asyncio.Event = asyncio.Event()
    loop.add_reader(client, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(client)
    return client.recv(1, socket.MSG_PEEK) == wire.TLS_RECORD
