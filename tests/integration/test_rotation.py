"""A living session moves to a new connection with all it holds, or stays where it is and says why."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lakebase_tui.session.events import (
    Notified,
    PinsChanged,
    Rotated,
    RotationWaits,
    SessionEvent,
)
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.policy import Limits
from lakebase_tui.session.session import Session
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"


@asynccontextmanager
async def opened(
    lakebase: LocalLakebase, limits: Limits | None = None
) -> AsyncIterator[tuple[Session, Told]]:
    control_plane = control_plane_of(lakebase)
    told = Told()
    session = make_session(
        await target_on(control_plane, lakebase), None, control_plane, told, limits=limits, deadline_s=20
    )
    try:
        await session.open()
        yield session, told
    finally:
        await session.aclose()
        await control_plane.aclose()


async def value(session: Session, sql: str) -> object:
    async with session.acquire(sql) as connection:
        session.note_sent()
        cursor = await connection.execute(sql.encode())
        row = await cursor.fetchone() if cursor.description else None
    return row[0] if row else None


async def test_everything_replayable_goes_along(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, told):
        for sql in (
            "set work_mem = '9MB'",
            "set search_path = pg_catalog, public",
            "set app.\"user\" = 'O''Hara, \"x\"'",
            "select set_config('app.tenant', 'seven', false)",
            "set role pg_monitor",
            "prepare twice (int) as select $1 * 2",
            'listen "Some News"',
            "set intervalstyle = 'iso_8601'",
        ):
            await value(session, sql)
        before = await value(session, "select pg_backend_pid()")
        await session.rotate("you asked for it")
        (event,) = told.of(Rotated)
        assert event == Rotated("you asked for it", 8)
        assert await value(session, "select pg_backend_pid()") != before
        assert await value(session, "show work_mem") == "9MB"
        assert await value(session, "show search_path") == "pg_catalog, public"
        assert await value(session, "select current_setting('app.user')") == 'O\'Hara, "x"'
        assert await value(session, "show app.tenant") == "seven"
        assert await value(session, "select current_user") == "pg_monitor"
        assert await value(session, "execute twice(21)") == 42
        assert await value(session, "select * from pg_listening_channels()") == "Some News"
        assert await value(session, "show intervalstyle") == "iso_8601"
        gone = await value(session, f"select count(*) from pg_stat_activity where pid = {before}")
        assert gone in (0, 1)  # the old backend may still be on its way out


@pytest.mark.parametrize(
    ("make", "pin", "end"),
    [
        ("create temp table scratch (id serial)", "temporary table scratch", "drop table scratch"),
        ("create temp view peek as select 1", "temporary view peek", "drop view peek"),
        ("select pg_advisory_lock(7)", "1 advisory lock", "select pg_advisory_unlock(7)"),
        ("declare kept cursor with hold for select 1", "cursor kept", "close kept"),
        (
            "create function pg_temp.one() returns int language sql as 'select 1'",
            "temporary function one",
            "drop function pg_temp.one",
        ),
    ],
)
async def test_a_pin_holds_the_rotation_until_it_is_gone(
    local_lakebase: LocalLakebase, make: str, pin: str, end: str
) -> None:
    async with opened(local_lakebase) as (session, told):
        before = await value(session, "select pg_backend_pid()")
        await value(session, make)
        await session.settled()
        assert told.of(PinsChanged) == [PinsChanged((pin,))]
        await session.rotate("you asked for it")
        assert told.of(RotationWaits) == [RotationWaits("you asked for it", pin)]
        assert await value(session, "select pg_backend_pid()") == before
        rotated = asyncio.ensure_future(told.next(lambda event: isinstance(event, Rotated)))
        await asyncio.sleep(0)
        await value(session, end)
        await rotated
        assert told.of(PinsChanged)[-1] == PinsChanged(())
        assert await value(session, "select pg_backend_pid()") != before


async def test_a_transaction_holds_the_rotation_until_it_ends(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, told):
        await value(session, "begin")
        await value(session, "create temp table scratch (id int) on commit drop")
        await session.rotate("you asked for it")
        assert told.of(RotationWaits) == [RotationWaits("you asked for it", "the open transaction")]
        rotated = asyncio.ensure_future(told.next(lambda event: isinstance(event, Rotated)))
        await asyncio.sleep(0)
        await value(session, "commit")
        await rotated
        assert await value(session, "select 1") == 1


async def test_a_running_statement_is_never_cut_by_a_rotation(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, told):
        async with session.acquire("select 1") as connection:
            pid = connection.info.backend_pid
            await session.rotate("you asked for it")
            assert told.of(RotationWaits) == [RotationWaits("you asked for it", "a statement")]
            assert not connection.closed
        await told.next(lambda event: isinstance(event, Rotated))
        assert await value(session, "select pg_backend_pid()") != pid


async def test_what_cannot_be_made_anew_leaves_the_old_connection(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, told):
        await value(session, "create table public.rotation_gone (id int)")
        before = await value(session, "select pg_backend_pid()")
        await value(session, "prepare p as select * from public.rotation_gone")
        await value(session, "drop table public.rotation_gone")
        await session.rotate("you asked for it")
        (event,) = told.of(RotationWaits)
        assert event == RotationWaits("you asked for it", "this cannot be made anew: prepared statement p")
        assert await value(session, "select pg_backend_pid()") == before


async def test_no_notification_is_lost_or_told_twice_while_the_session_moves(
    local_lakebase: LocalLakebase,
) -> None:
    async with opened(local_lakebase) as (session, told):
        await value(session, "listen news")
        async with opened(local_lakebase) as (other, _):
            sent = 0
            rotations = asyncio.ensure_future(_rotate_often(session, 5))
            while not rotations.done():
                await value(other, f"notify news, '{sent}'")
                sent += 1
            await rotations
            await value(other, "notify news, 'last'")
            if Notified not in [type(event) for event in told.events if _is_last(event)]:
                await told.next(_is_last)
        heard = [event.payload for event in told.of(Notified) if isinstance(event, Notified)]
        assert len(told.of(Rotated)) == 5
        assert heard == [*map(str, range(sent)), "last"]


def _is_last(event: SessionEvent) -> bool:
    return isinstance(event, Notified) and event.payload == "last"


async def _rotate_often(session: Session, times: int) -> None:
    for number in range(times):
        await session.rotate(f"number {number}")


async def test_the_servers_limit_is_forestalled(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase, Limits(life_s=3.0)) as (session, told):
        await told.next(lambda event: isinstance(event, Rotated))
        (event,) = told.of(Rotated)
        assert event == Rotated("the connection nears the server's limit on its age")
        assert await value(session, "select 1") == 1


async def test_asked_for_with_a_dead_connection_it_reconnects(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told):
        await value(session, "set work_mem = '9MB'")
        await session.settled()
        lost = asyncio.ensure_future(told.next(lambda event: getattr(event, "detail", "") != ""))
        await asyncio.sleep(0)
        await asyncio.to_thread(faults.post, kill="SIGTERM")
        await lost
        await session.rotate("you asked for it")
        assert await value(session, "show work_mem") == "9MB"


async def test_the_metadata_connection_tells_the_fate_of_a_transaction(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, _):
        for end, fate in (("commit", "committed"), ("rollback", "aborted")):
            await value(session, "begin")
            xid = await value(session, "select pg_current_xact_id()::text")
            await value(session, end)
            assert (await session.transaction_fate(int(str(xid)))).value == fate


async def test_a_refused_new_login_leaves_the_old_connection(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told):
        before = await value(session, "select pg_backend_pid()")
        faults.post(wire={"refuse": {"message": 'database "gone" does not exist', "sqlstate": "3D000"}})
        await session.rotate("you asked for it")
        (event,) = told.of(RotationWaits)
        assert isinstance(event, RotationWaits)
        assert "no database" in event.because
        faults.reset()
        assert await value(session, "select pg_backend_pid()") == before
