"""The server ends a session, in every way it has: what is told, and what the next statement does."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.events import Reconnected, SessionState, StateChanged
from lakebase_tui.session.failures import FailureKind
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.plain import PlainFlags, plain_target
from lakebase_tui.session.session import Session
from tests.integration.query.helpers import outcome, until_active
from tests.support.postgres_server import PostgresServer, running_server
from tests.support.sessions import Told

K = FailureKind
SUSPENDED = "The server was suspended, restarted or stopped, or somebody ended the session."


class Desk:
    """A session on a plain server, its executor, and what it told."""

    def __init__(self, session: Session, told: Told) -> None:
        self.session = session
        self.executor = Executor(session)
        self.told = told

    @property
    def pid(self) -> int:
        assert self.session.link is not None
        return self.session.link.connection.info.backend_pid

    async def run(self, sql: str) -> Outcome:
        return await outcome(self.executor, sql)

    def ending(self) -> "asyncio.Task[str]":
        """Waits until the session says why it ended."""

        async def wait() -> str:
            event = await self.told.next(
                lambda event: isinstance(event, StateChanged) and event.state is SessionState.LOST
            )
            assert isinstance(event, StateChanged)
            return event.detail

        return asyncio.ensure_future(wait())


@asynccontextmanager
async def opened(server: PostgresServer) -> AsyncIterator[Desk]:
    target, password = plain_target(PlainFlags(conninfo=server.dsn()), {})
    told = Told()
    session = make_session(target, password, None, told)
    try:
        await session.open()
        yield Desk(session, told)
    finally:
        await session.aclose()


@pytest.fixture
async def at(server: PostgresServer) -> AsyncIterator[Desk]:
    async with opened(server) as desk:
        yield desk


async def kill(server: PostgresServer, pid: int) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
        await other.execute("select pg_terminate_backend(%s)", [pid])


def error_of(ended: Outcome) -> ServerError:
    assert ended.error is not None
    return ended.error


async def test_ended_while_idle(server: PostgresServer, at: Desk) -> None:
    ending = at.ending()
    await kill(server, at.pid)
    assert await ending == SUSPENDED
    assert (await at.run("select 1")).kind is OutcomeKind.DONE
    assert at.told.of(Reconnected) == [Reconnected(SUSPENDED)]


async def test_idle_for_longer_than_the_server_allows(at: Desk) -> None:
    ending = at.ending()
    await at.run("set idle_session_timeout = 1000")
    assert await ending == "The server ends sessions that are idle for so long."
    assert (await at.run("select 1")).kind is OutcomeKind.DONE


@pytest.mark.parametrize("how", ["killed", "idle"])
async def test_ended_while_idle_in_a_transaction(server: PostgresServer, at: Desk, how: str) -> None:
    if how == "idle":
        await at.run("set idle_in_transaction_session_timeout = 100")
    ending = at.ending()
    await at.run("begin")
    if how == "killed":
        await kill(server, at.pid)
    told = await ending
    assert ("transaction is idle" in told) is (how == "idle")
    ended = await at.run("select 1")
    assert (ended.kind, error_of(ended).kind) == (OutcomeKind.ROLLED_BACK, K.LOST_IN_TRANSACTION)
    assert error_of(ended).message == f"Not sent, and the transaction is rolled back: t{told[1:]}"
    assert "from its BEGIN" in error_of(ended).next_step
    assert (await at.run("select 1")).kind is OutcomeKind.DONE


async def test_a_transaction_that_takes_too_long(server: PostgresServer, at: Desk) -> None:
    assert at.session.link is not None
    if at.session.link.connection.info.server_version < 170000:
        pytest.skip("transaction_timeout came with PostgreSQL 17")
    await at.run("set transaction_timeout = 200")
    await at.run("begin")
    ended = await at.run("select pg_sleep(60)")
    error = error_of(ended)
    assert (ended.kind, error.kind, error.sqlstate) == (
        OutcomeKind.ROLLED_BACK,
        K.LOST_ROLLED_BACK,
        "25P04",
    )
    assert "transaction_timeout" in error.hint
    assert (await at.run("select 1")).kind is OutcomeKind.DONE


async def test_a_crash_of_another_session() -> None:
    with running_server() as server:
        async with opened(server) as busy, opened(server) as idle, opened(server) as victim:
            ending = idle.ending()
            running = asyncio.ensure_future(busy.run("select pg_sleep(60)"))
            async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other:
                await until_active(other, busy.pid)
                os.kill(victim.pid, signal.SIGKILL)
                ended = await running
            error = error_of(ended)
            assert (ended.kind, error.kind, error.sqlstate) == (
                OutcomeKind.UNKNOWN,
                K.LOST_READING,
                "57P02",
            )
            assert "crash" in error.detail
            assert await ending == "The server restarts, because another session of it crashed."
            for desk in (busy, idle):  # waits for the restart
                assert (await desk.run("select 1")).kind is OutcomeKind.DONE
