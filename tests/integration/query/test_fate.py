"""A COMMIT whose answer is lost is looked up: the server remembers what became of it."""

import asyncio

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.opening import make_session
from tests.integration.query.helpers import outcome
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"


async def test_a_commit_without_an_answer_is_known_to_be_stored(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    control_plane = control_plane_of(local_lakebase)
    session = make_session(
        await target_on(control_plane, local_lakebase), None, control_plane, Told(), deadline_s=20
    )
    try:
        await session.open()
        executor = Executor(session)
        await outcome(executor, "create table if not exists fate (id int)")
        await outcome(executor, "begin")
        await outcome(executor, "insert into fate values (1)")
        # The number of the transaction still comes through (some 100 bytes), the answer to COMMIT does not.
        await asyncio.to_thread(faults.post, wire={"reset_after": 100, "times": 1}, compute=PRIMARY)
        ended = await outcome(executor, "commit")
        faults.reset()
        (rows,) = [await outcome(executor, "select 1 from fate")]
        assert ended.kind in (OutcomeKind.DONE, OutcomeKind.ROLLED_BACK)
        assert (ended.kind is OutcomeKind.DONE) == (rows.row_count == 1)
        assert ended.error is not None
        assert "the server says" in ended.error.message
        await outcome(executor, "drop table fate")
    finally:
        await session.aclose()
        await control_plane.aclose()
