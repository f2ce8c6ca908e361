"""A session that begins read-only: the server refuses writes, on each connection that it comes to have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import Outcome, OutcomeKind, StatementFinished
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.events import Rotated, SessionEvent, SessionState, StateChanged
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"
WRITE = "create table never_made (id int)"


@asynccontextmanager
async def opened(lakebase: LocalLakebase) -> AsyncIterator[tuple[Session, Executor, Told]]:
    control_plane, told = control_plane_of(lakebase), Told()
    target = replace(await target_on(control_plane, lakebase), begins_read_only=True)
    session = make_session(target, None, control_plane, told)
    try:
        await session.open()
        yield session, Executor(session), told
    finally:
        await session.aclose()
        await control_plane.aclose()


async def outcome(executor: Executor, sql: str) -> Outcome:
    async for event in executor.run([sql]):
        if isinstance(event, StatementFinished):
            return event.outcome
    raise AssertionError("it never ended")


async def refused(executor: Executor) -> bool:
    """Whether the server refuses to write, because of the transaction's mode and nothing else."""
    ended = await outcome(executor, WRITE)
    assert ended.kind is OutcomeKind.FAILED
    return ended.error is not None and ended.error.sqlstate == "25006"


def _is_lost(event: SessionEvent) -> bool:
    return isinstance(event, StateChanged) and event.state is SessionState.LOST


async def test_the_server_refuses_writes_and_the_session_says_so(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, executor, _):
        assert session.read_only
        assert await refused(executor)
        assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_so_does_the_connection_after_a_loss(local_lakebase: LocalLakebase, faults: FaultDoor) -> None:
    async with opened(local_lakebase) as (session, executor, told):
        lost = asyncio.create_task(told.next(_is_lost))
        await asyncio.sleep(0)
        faults.post(kill="SIGTERM", compute=PRIMARY)
        await lost
        assert await refused(executor)
        assert session.read_only


async def test_so_does_the_connection_after_a_rotation(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, executor, told):
        await outcome(executor, "select 1")
        await session.rotate("a test")
        await session.settled()
        assert told.of(Rotated)
        assert await refused(executor)


async def test_the_user_makes_it_read_write_and_back(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, executor, _):
        await session.set_read_only(False)
        assert not session.read_only
        await outcome(executor, "begin")
        assert (await outcome(executor, "create table made_in_vain (id int)")).kind is OutcomeKind.DONE
        with pytest.raises(LakebaseTuiError, match="A transaction is open"):
            await session.set_read_only(True)
        await outcome(executor, "rollback")
        await session.set_read_only(True)
        assert session.read_only
        assert await refused(executor)


async def test_what_the_user_sets_by_hand_is_what_is_said(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, executor, _):
        await outcome(executor, "set default_transaction_read_only = off")
        assert not session.read_only
