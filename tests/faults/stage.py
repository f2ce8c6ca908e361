"""Where cells are played: one local Lakebase, one after the other, each with a session of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tests.faults.cell import Cell
from tests.faults.expectation import Moment
from tests.faults.faults import Fault
from tests.faults.judge import Verdict, judge
from tests.faults.truth import Truth
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import control_plane_of, target_on

CELL_LIMIT_S = 90.0
"""A cell that takes longer hangs."""

Play = Callable[[Fault, Moment], Awaitable[Verdict]]


@asynccontextmanager
async def stage(lakebase: LocalLakebase) -> AsyncIterator[Play]:
    """Prepare the server; yields what plays a cell and judges it."""
    door = FaultDoor(lakebase)
    control_plane = control_plane_of(lakebase)
    target = await target_on(control_plane, lakebase)
    truth = Truth(lakebase, control_plane, target)
    await truth.set_up()

    async def play(fault: Fault, moment: Moment) -> Verdict:
        cell = Cell(fault, moment, door, truth, control_plane, target)
        try:
            async with asyncio.timeout(CELL_LIMIT_S):
                return judge(fault, moment, await cell.play())
        except TimeoutError:
            return Verdict(fault, moment, "hung", hung=True)

    try:
        yield play
    finally:
        await truth.tear_down()
        await control_plane.aclose()
