"""Logins that fail for real: what is tried again, what is not, and what is told."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from lakebase_tui.session.connect import connect
from lakebase_tui.session.credentials import PasswordProvider
from lakebase_tui.session.events import SessionState, StateChanged
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, ConnectionTarget, Tls
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.postgres_server import PostgresServer
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on
from tests.support.tap import tapping

K = FailureKind
PRIMARY = f"{PRODUCTION}/endpoints/primary"


@asynccontextmanager
async def closed_session(lakebase: LocalLakebase) -> AsyncIterator[tuple[Session, Told]]:
    """A session that has not logged in yet."""
    control_plane, told = control_plane_of(lakebase), Told()
    session = make_session(await target_on(control_plane, lakebase), None, control_plane, told, deadline_s=20)
    try:
        yield session, told
    finally:
        await session.aclose()
        await control_plane.aclose()


def refused(faults: FaultDoor) -> int:
    return int(faults.post(stats=True)["stats"][PRIMARY]["refused"])


async def one(session: Session) -> object:
    async with session.acquire("select 1") as connection:
        cursor = await connection.execute("select 1")
        return await cursor.fetchone()


@pytest.mark.parametrize("fault", ["starting_up", "congested", "endpoint_unavailable", "compute_unreachable"])
async def test_what_passes_is_waited_for(
    local_lakebase: LocalLakebase, faults: FaultDoor, fault: str
) -> None:
    async with closed_session(local_lakebase) as (session, told):
        faults.post(wire={"refuse": fault, "times": 1}, compute=PRIMARY)
        assert await one(session) == (1,)
        waiting = [
            event.detail
            for event in told.events
            if isinstance(event, StateChanged) and event.state is SessionState.WAKING
        ]
        assert "The compute did not wake up." in waiting


async def test_a_full_compute_is_asked_three_times(local_lakebase: LocalLakebase, faults: FaultDoor) -> None:
    async with closed_session(local_lakebase) as (session, _):
        faults.post(wire={"refuse": "too_many_connections"}, compute=PRIMARY)
        before = refused(faults)
        with pytest.raises(SessionFailure) as caught:
            await one(session)
        assert caught.value.kind is K.TOO_MANY
        assert "Close other clients" in caught.value.next_step
        assert refused(faults) - before == 3
        faults.reset()
        assert await one(session) == (1,)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("endpoint_gone", K.NO_SUCH_COMPUTE),
        ("ip_not_allowed", K.NOT_ALLOWED_FROM_HERE),
        ("no_endpoint", K.NO_ENDPOINT_ID),
        ("not_a_jwt", K.NOT_A_TOKEN),
        ("other_identity", K.WRONG_IDENTITY),
        ("no_label", K.ROLE_UNREGISTERED),
        ("insecure", K.TLS),
    ],
)
async def test_what_does_not_pass_is_asked_once(
    local_lakebase: LocalLakebase, faults: FaultDoor, fault: str, kind: FailureKind
) -> None:
    async with closed_session(local_lakebase) as (session, _):
        faults.post(wire={"refuse": fault}, compute=PRIMARY)
        before = refused(faults)
        with pytest.raises(SessionFailure) as caught:
            await one(session)
        assert caught.value.kind is kind
        assert refused(faults) - before == 1


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """Something listens there, and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


async def failure_of(host: str, port: int) -> SessionFailure:
    target = ConnectionTarget(host, "d", "r", Auth.PASSWORD, port=port, tls=Tls("disable"))
    with pytest.raises(SessionFailure) as caught:
        await connect(lambda: target, PasswordProvider(None), deadline_s=1.0)
    return caught.value


async def test_a_server_that_does_not_answer(deaf_port: int) -> None:
    assert (await failure_of("127.0.0.1", deaf_port)).kind is K.TIMEOUT


async def test_a_port_where_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    assert (await failure_of("127.0.0.1", port)).kind is K.UNREACHABLE


async def test_a_host_without_an_address() -> None:
    assert (await failure_of("no-such-host.invalid", 5432)).kind is K.NAME_RESOLUTION


def on_port(port: int) -> ConnectionTarget:
    return ConnectionTarget("127.0.0.1", "postgres", "postgres", Auth.PASSWORD, port=port, tls=Tls("disable"))


async def test_a_plain_server_that_restarts_breaks_off_a_login_and_is_asked_again(
    server: PostgresServer,
) -> None:
    seen: list[FailureKind] = []
    async with tapping(server.socket_dir / ".s.PGSQL.5432", closes=2) as tap:
        connection = await connect(
            lambda: on_port(tap.port),
            PasswordProvider(None),
            on_wait=lambda failure: seen.append(failure.kind),
        )
        await connection.close()
    assert seen == [K.BROKEN_OFF, K.BROKEN_OFF]


async def test_what_always_breaks_off_is_asked_three_times(server: PostgresServer) -> None:
    async with tapping(server.socket_dir / ".s.PGSQL.5432", closes=100) as tap:
        with pytest.raises(SessionFailure) as caught:
            await connect(lambda: on_port(tap.port), PasswordProvider(None))
    assert (caught.value.kind, len(tap.heard)) == (K.BROKEN_OFF, 3)
    assert "broke" in caught.value.sentence
