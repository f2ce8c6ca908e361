"""Tokens against a real control plane and gateway: shared, refused, and good while nobody mints."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.session.events import CredentialChanged, SessionState, StateChanged
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.session import Session
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.open_sessions import OpenSessions
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"


class Desk:
    """The app's sessions on the shared workspace, and what each of them told."""

    def __init__(self, lakebase: LocalLakebase, faults: FaultDoor) -> None:
        self.lakebase = lakebase
        self.faults = faults
        self.control_plane = control_plane_of(lakebase)
        self.told: dict[Session, Told] = {}
        self.sessions = OpenSessions(lambda session, event: self.told[session](event), Launch())
        self._minted = 0
        faults.post(calls=True)  # an answer ends what it counted
        self._refused_before = self._refused()

    async def make(
        self, database: str = "databricks_postgres", control_plane: DatabricksControlPlane | None = None
    ) -> Session:
        target = await target_on(self.control_plane, self.lakebase, database=database)
        session = self.sessions.make(target, None, control_plane or self.control_plane)
        self.told[session] = Told()
        return session

    async def aclose(self) -> None:
        for session in self.told:
            await self.sessions.end(session)
        await self.control_plane.aclose()

    @property
    def minted(self) -> int:
        self._minted += sum("credentials" in path for _, path in self.faults.post(calls=True)["calls"])
        return self._minted

    @property
    def refused(self) -> int:
        return self._refused() - self._refused_before

    def _refused(self) -> int:
        return int(self.faults.post(stats=True)["stats"][PRIMARY]["refused"])


@pytest.fixture
async def desk(local_lakebase: LocalLakebase, faults: FaultDoor) -> AsyncIterator[Desk]:
    opened = Desk(local_lakebase, faults)
    yield opened
    await opened.aclose()


async def value(session: Session, sql: str) -> object:
    async with session.acquire(sql) as connection:
        cursor = await connection.execute(sql.encode())
        row = await cursor.fetchone()
        return row[0] if row else None


async def lose(desk: Desk, session: Session) -> None:
    """End the idle session on the server, and wait until it has noticed."""
    told = desk.told[session]
    lost = asyncio.ensure_future(
        told.next(lambda event: isinstance(event, StateChanged) and event.state is SessionState.LOST)
    )
    await asyncio.sleep(0)  # lets it listen before the fault
    await asyncio.to_thread(desk.faults.post, kill="SIGTERM", compute=PRIMARY)
    await lost


async def test_another_database_of_the_same_compute_costs_no_token(desk: Desk) -> None:
    first = await desk.make()
    await first.open()
    second = await desk.make("analytics")
    await second.open()
    await desk.sessions.end(first)
    assert await value(second, "select current_database()") == "analytics"
    assert desk.minted == 1
    known = [event for event in desk.told[second].events if isinstance(event, CredentialChanged)]
    assert known[0].expires_at is not None
    await lose(desk, second)
    assert await value(second, "select current_user") == desk.lakebase.user_name
    assert desk.minted == 1


async def test_another_login_to_the_workspace_has_a_token_of_its_own(desk: Desk) -> None:
    other_login = control_plane_of(desk.lakebase)
    await (await desk.make()).open()
    await (await desk.make("analytics", other_login)).open()
    assert desk.minted == 2
    await other_login.aclose()


async def test_a_refused_token_of_another_session_is_replaced_by_one_call_and_one_more_login(
    desk: Desk,
) -> None:
    await (await desk.make()).open()
    desk.faults.post(revoke="all")
    second = await desk.make("analytics")
    await second.open()
    assert await value(second, "select 1") == 1
    assert (desk.minted, desk.refused) == (2, 1)


async def test_a_fresh_token_that_is_refused_is_an_error_after_one_login(desk: Desk) -> None:
    session = await desk.make()
    desk.faults.post(wire={"refuse": "token_expired"}, compute=PRIMARY)
    with pytest.raises(SessionFailure) as caught:
        await session.open()
    assert caught.value.kind is FailureKind.TOKEN_REFUSED
    assert (desk.minted, desk.refused) == (1, 1)
    desk.faults.post(wire={}, compute=PRIMARY)
    await session.open()
    # A token that was refused once is not presented again.
    assert (desk.minted, desk.refused) == (2, 1)


async def test_a_valid_token_logs_in_while_the_control_plane_is_down(desk: Desk) -> None:
    first = await desk.make()
    await first.open()
    second = await desk.make("analytics")
    desk.faults.post(http=[{"status": 503, "error_code": "TEMPORARILY_UNAVAILABLE", "message": "down"}])
    await second.open()
    assert await value(second, "select current_database()") == "analytics"
    await lose(desk, first)
    assert await value(first, "select 'back'") == "back"
    assert desk.refused == 0
