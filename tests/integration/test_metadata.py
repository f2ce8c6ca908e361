"""The second connection: there for a question of ours, and gone when nobody asks."""

import asyncio

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
