"""The second connection: there for a question of ours, and gone when nobody asks."""

import asyncio

import pytest

from lakebase_tui.session.events import SessionEvent, SessionState, StateChanged
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.opening import make_session
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"


async def sessions(faults: FaultDoor) -> int:
    answer = await asyncio.to_thread(faults.post, stats=True)
    return int(answer["stats"][PRIMARY]["sessions"])


async def test_it_is_opened_by_a_question_and_closed_by_silence(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    control_plane = control_plane_of(local_lakebase)
    target = await target_on(control_plane, local_lakebase)
    session = make_session(target, None, control_plane, Told())
    await session.open()
    metadata = MetadataConnection(session.extra_login, idle_s=0.3)
    assert await sessions(faults) == 1
    pids = set()
    for _ in range(2):  # a second question finds it open
        async with metadata.acquire() as connection:
            pids.add(connection.info.backend_pid)
            assert await sessions(faults) == 2
    assert len(pids) == 1
    async with asyncio.timeout(20):
        while await sessions(faults) > 1:  # noqa: ASYNC110  another process has no event to wait for
            await asyncio.sleep(0.02)
    assert not metadata.is_open
    async with metadata.acquire() as connection:
        assert connection.info.backend_pid not in pids
    await metadata.aclose()
    await session.aclose()
    await control_plane.aclose()


async def test_what_nobody_waits_for_wakes_no_compute(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    control_plane, told = control_plane_of(local_lakebase), Told()
    session = make_session(await target_on(control_plane, local_lakebase), None, control_plane, told)
    with pytest.raises(SessionFailure) as refused:
        await session.ask_beside("select 1")
    assert refused.value.kind is FailureKind.NOT_WOKEN
    await session.open()
    assert await session.ask_beside("select 'a' as b") == [("a",)]

    async def wakes() -> int:
        answer = await asyncio.to_thread(faults.post, stats=True)
        return int(answer["stats"][PRIMARY]["wakes"])

    lost = asyncio.create_task(told.next(_is_lost))
    await asyncio.sleep(0)
    await asyncio.to_thread(faults.post, suspend=True, compute=PRIMARY)
    await lost
    before = await wakes()
    for _ in range(2):  # with a metadata connection that has ended, and with none
        with pytest.raises(SessionFailure) as refused:
            await session.ask_beside("select 1")
        assert refused.value.kind is FailureKind.NOT_WOKEN
    assert await wakes() == before
    assert await session.ask("select 'awake' as c") == [("awake",)]
    assert await wakes() == before + 1
    await session.aclose()
    await control_plane.aclose()


def _is_lost(event: SessionEvent) -> bool:
    return isinstance(event, StateChanged) and event.state is SessionState.LOST
