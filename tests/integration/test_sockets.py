"""Query, metadata and cancel connections alike: kept alive, over verified TLS, to the named host only."""

import asyncio
import os
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from lakebase_tui.query.events import OutcomeKind, StatementStarted
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from tests.integration.query.helpers import outcome, outcomes
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on
from tests.support.tap import Tap, tapping

PRIMARY = f"{PRODUCTION}/endpoints/primary"
SSL_REQUEST = struct.pack("!II", 8, 80877103)
TLS_HANDSHAKE = b"\x16\x03"


@asynccontextmanager
async def opened(lakebase: LocalLakebase, port: int | None = None) -> AsyncIterator[Session]:
    control_plane = control_plane_of(lakebase)
    target = await target_on(control_plane, lakebase)
    session = make_session(
        replace(target, port=port or target.port), None, control_plane, Told(), deadline_s=5
    )
    try:
        await session.open()
        yield session
    finally:
        await session.aclose()
        await control_plane.aclose()


def options_of(descriptor: int) -> dict[str, int]:
    """What the kernel holds for a socket; times in seconds, the user timeout in milliseconds."""
    with socket.socket(fileno=os.dup(descriptor)) as looked_at:
        tcp = socket.IPPROTO_TCP
        return {
            "alive": looked_at.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
            "idle": looked_at.getsockopt(tcp, socket.TCP_KEEPIDLE),
            "interval": looked_at.getsockopt(tcp, socket.TCP_KEEPINTVL),
            "count": looked_at.getsockopt(tcp, socket.TCP_KEEPCNT),
            "user": looked_at.getsockopt(tcp, socket.TCP_USER_TIMEOUT),
        }


WANTED = {"alive": 1, "idle": 30, "interval": 10, "count": 3, "user": 30_000}


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such option")
async def test_every_socket_notices_a_dead_peer(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as session:
        assert session.link is not None
        pgconn = session.link.connection.pgconn
        assert options_of(pgconn.socket) == WANTED
        async with session._metadata.acquire() as metadata:
            assert options_of(metadata.pgconn.socket) == WANTED
        cancel = pgconn.cancel_conn()
        cancel.start()
        assert options_of(cancel.socket) == WANTED
        cancel.finish()


async def long_run_cancelled(session: Session) -> OutcomeKind:
    executor = Executor(session, cancel_grace_s=10)
    events = []
    cancelling: asyncio.Task[None] | None = None
    async for event in executor.run(["select pg_sleep(60)"]):
        events.append(event)
        if isinstance(event, StatementStarted):
            cancelling = asyncio.create_task(executor.cancel())
    assert cancelling is not None
    await cancelling
    return outcomes(events)[0].kind


async def test_query_metadata_and_cancel_speak_tls_from_the_first_byte(
    local_lakebase: LocalLakebase,
) -> None:
    async with tapping((local_lakebase.pg_hostaddr, local_lakebase.pg_port)) as tap:
        async with opened(local_lakebase, tap.port) as session:
            async with session._metadata.acquire() as metadata:
                await metadata.execute("select 'a question of our own'")
            assert await long_run_cancelled(session) is OutcomeKind.CANCELLED
        assert len(tap.heard) == 3
        for heard in tap.heard:
            assert heard.startswith(SSL_REQUEST + TLS_HANDSHAKE)
            assert b"eyJ" not in heard
            assert b"question" not in heard


async def test_a_cancel_goes_to_no_server_that_cannot_prove_its_name(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    """What leads the cancel elsewhere is the network; the request holds the key that cancels."""
    async with (
        tapping((local_lakebase.pg_hostaddr, local_lakebase.pg_port)) as tap,
        opened(local_lakebase, tap.port) as session,
        impostor(session.target.host, tap) as told,
    ):
        executor = Executor(session, cancel_grace_s=0.5)
        stream = executor.run(["select pg_sleep(60)"])
        assert isinstance(await anext(stream), StatementStarted)
        await executor.cancel()
        events = [event async for event in stream]
        # The server was never asked, so the connection is dropped, and nobody knows.
        assert outcomes(events)[0].kind is OutcomeKind.UNKNOWN
    assert told == [b""]


@asynccontextmanager
async def impostor(host: str, tap: Tap) -> AsyncIterator[list[bytes]]:
    """A server of the right name whose certificate nobody vouches for; what it was told, at the end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(host).configure_cert(context)
    told: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            connection, _ = listener.accept()
        with connection:
            connection.settimeout(20)
            assert connection.recv(8, socket.MSG_WAITALL) == SSL_REQUEST
            connection.sendall(b"S")
            try:
                with context.wrap_socket(connection, server_side=True) as secured:
                    told.append(secured.recv(65536))
            except OSError:  # an SSLError too
                told.append(b"")

    before, tap.onward = tap.onward, listener.getsockname()[:2]
    serving = asyncio.create_task(asyncio.to_thread(serve))
    try:
        yield told
        async with asyncio.timeout(30):
            await serving
    finally:
        tap.onward = before


async def test_an_impostor_gets_no_token(local_lakebase: LocalLakebase) -> None:
    async with tapping((local_lakebase.pg_hostaddr, local_lakebase.pg_port)) as tap:
        control_plane = control_plane_of(local_lakebase)
        target = replace(await target_on(control_plane, local_lakebase), port=tap.port)
        session = make_session(target, None, control_plane, Told(), deadline_s=5)
        async with impostor(target.host, tap) as told:
            with pytest.raises(SessionFailure) as caught:
                await session.open()
        assert caught.value.kind is FailureKind.TLS
        assert told == [b""]
        await session.aclose()
        await control_plane.aclose()


@pytest.mark.parametrize("with_service", [False, True])
async def test_nothing_in_the_environment_redirects_a_token(
    local_lakebase: LocalLakebase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, with_service: bool
) -> None:
    """The command line takes PG* variables away; this is the second bolt, in the login itself."""
    stray = {
        "PGHOST": "127.0.0.9",
        "PGHOSTADDR": "127.0.0.9",
        "PGPORT": "1",
        "PGUSER": "mallory",
        "PGDATABASE": "nothing",
        "PGPASSWORD": "wrong",
        "PGSSLMODE": "disable",
        "PGSSLROOTCERT": "/nowhere",
        "PGSSLNEGOTIATION": "direct",
        "PGREQUIREAUTH": "none",
        "PGCHANNELBINDING": "require",
        "PGOPTIONS": "-c work_mem=1MB",
        "PGCLIENTENCODING": "LATIN1",
        "PGTARGETSESSIONATTRS": "standby",
        "PGCONNECT_TIMEOUT": "1",
        "PGAPPNAME": "somebody",
    }
    for name, text in stray.items():
        monkeypatch.setenv(name, text)
    if with_service:
        service = tmp_path / "services.conf"
        service.write_text("[elsewhere]\nhost=127.0.0.9\nhostaddr=127.0.0.9\nport=1\nsslmode=disable\n")
        monkeypatch.setenv("PGSERVICEFILE", str(service))
        monkeypatch.setenv("PGSERVICE", "elsewhere")
    async with opened(local_lakebase) as session:
        executor = Executor(session)
        sql = """select current_user || ' ' || current_database() || ' ' || current_setting('client_encoding')
            || ' ' || (current_setting('work_mem') = '1MB')"""
        assert (await outcome(executor, sql)).kind is OutcomeKind.DONE
        told = executor.stores[0].row(0)[0]
        assert told == f"{local_lakebase.user_name} databricks_postgres UTF8 false"
