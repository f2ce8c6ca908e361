"""A server that takes what is sent and answers nothing: every way out ends in time, and tells the truth."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from lakebase_tui.query.events import Outcome, OutcomeKind, StatementStarted
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from tests.integration.query.helpers import outcome, outcomes
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"
LONG = "select pg_sleep(600)"


@pytest.fixture
async def session(local_lakebase: LocalLakebase) -> AsyncIterator[Session]:
    control_plane = control_plane_of(local_lakebase)
    target = await target_on(control_plane, local_lakebase)
    opened = make_session(target, None, control_plane, Told(), deadline_s=20)
    await opened.open()
    yield opened
    await opened.aclose()
    await control_plane.aclose()


async def deafen(faults: FaultDoor, cancel_delay_s: float) -> None:
    """From the next byte on the server is silent; what is asked of it is still done, or later."""
    fault = {"wire": {"stall_after": 0, "times": 1}, "settings": {"cancel_delay_s": cancel_delay_s}}
    await asyncio.to_thread(faults.post, fault)


async def ended(executor: Executor, *escapes: str) -> tuple[Outcome, float]:
    """Run something long, press Escape as often as said, and tell how that ended and how long it took."""
    events = []
    pressed: list[asyncio.Task[None]] = []
    began = 0.0
    async for event in executor.run([LONG]):
        events.append(event)
        if isinstance(event, StatementStarted):
            began = time.monotonic()
            pressed = [asyncio.create_task(getattr(executor, name)()) for name in escapes]
    took = time.monotonic() - began
    await asyncio.gather(*pressed)
    return outcomes(events)[0], took


@pytest.mark.parametrize("cancel_delay_s", [0.0, 30.0], ids=["cancel obeyed unheard", "cancel held back"])
@pytest.mark.parametrize("in_transaction", [False, True])
async def test_a_second_escape_breaks_the_connection(
    session: Session, faults: FaultDoor, cancel_delay_s: float, in_transaction: bool
) -> None:
    executor = Executor(session, cancel_grace_s=60)
    await outcome(executor, "begin" if in_transaction else "select 1")
    await session.settled()
    await deafen(faults, cancel_delay_s)
    lost, took = await ended(executor, "cancel", "drop")
    assert lost.kind is (OutcomeKind.ROLLED_BACK if in_transaction else OutcomeKind.UNKNOWN)
    assert lost.error is not None
    assert lost.error.next_step
    assert took < 30  # far below the grace, and below the time for which the cancel is kept
    faults.reset()
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_without_a_second_escape_the_grace_ends_it(session: Session, faults: FaultDoor) -> None:
    executor = Executor(session, cancel_grace_s=0.5)
    await deafen(faults, 30.0)
    lost, took = await ended(executor, "cancel")
    assert lost.kind is OutcomeKind.UNKNOWN
    assert 0.5 <= took < 30
    faults.reset()
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_one_escape_is_enough_on_a_server_that_hears(session: Session, faults: FaultDoor) -> None:
    executor = Executor(session, cancel_grace_s=60)
    await outcome(executor, "begin")
    await outcome(executor, "create temp table kept (id int)")
    executor.options = type(executor.options)(savepoints=True)
    before = await outcome(executor, "select pg_backend_pid()")
    assert before.kind is OutcomeKind.DONE
    pid = executor.stores[0].row(0)
    cancelled, _ = await ended(executor, "cancel")
    assert cancelled.kind is OutcomeKind.CANCELLED
    assert session.in_transaction()
    assert (await outcome(executor, "insert into kept values (1)")).kind is OutcomeKind.DONE
    await outcome(executor, "select pg_backend_pid()")
    assert executor.stores[0].row(0) == pid
    await outcome(executor, "rollback")
