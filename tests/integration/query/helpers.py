"""A plain connection source, and scripts run to their end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import Outcome, QueryEvent, StatementFinished
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.transaction_fate import TransactionFate

HUGE = """select b, 'row ' || b
from generate_series(1, 5000) a, lateral generate_series(a * 10000 - 9999, a * 10000) b"""
# 50 million rows, the first of which come at once.

Connection = psycopg.AsyncConnection[Any]


class PlainSource:
    """One connection, never renewed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sent = 0
        self.was_sent = asyncio.Event()

    @asynccontextmanager
    async def acquire(self, sql: str, *, continuing: bool = False) -> AsyncIterator[Connection]:
        if self.connection.closed:
            raise LakebaseTuiError("The connection is closed.", "Connect again.")
        yield self.connection

    def note_sent(self) -> None:
        self.sent += 1
        self.was_sent.set()

    async def cancel(self) -> None:
        await self.connection.cancel_safe(timeout=5)

    def in_transaction(self) -> bool:
        return self.connection.info.transaction_status.name in ("INTRANS", "INERROR")

    async def transaction_fate(self, xid: int) -> TransactionFate:
        """A lost connection is not replaced here: nobody can be asked."""
        return TransactionFate.UNKNOWN


async def run_all(executor: Executor, *statements: str) -> list[QueryEvent]:
    return [event async for event in executor.run(statements)]


def outcomes(events: Sequence[QueryEvent]) -> list[Outcome]:
    return [event.outcome for event in events if isinstance(event, StatementFinished)]


async def outcome(executor: Executor, sql: str) -> Outcome:
    return outcomes(await run_all(executor, sql))[0]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110  another process has no event to wait for
            await asyncio.sleep(0.01)


async def is_idle(other: Connection, pid: int) -> bool:
    cursor = await other.execute("select state from pg_stat_activity where pid = %s", (pid,))
    row = await cursor.fetchone()
    return row is None or row[0] not in ("active",)


async def until_active(other: Connection, pid: int) -> None:
    """Wait until a statement runs in that session."""

    async def active() -> bool:
        return not await is_idle(other, pid)

    await until(active)
