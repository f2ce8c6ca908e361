import asyncio

import psycopg
import pytest

from lakebase_tui.query.events import (
    OutcomeKind,
    Paused,
    QueryEvent,
    RowsArrived,
    StatementStarted,
)
from lakebase_tui.query.executor import BusyError, Executor
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.session.failures import FailureKind
from tests.integration.query.helpers import (
    HUGE,
    Connection,
    PlainSource,
    is_idle,
    outcome,
    outcomes,
    run_all,
    until,
    until_active,
)
from tests.support.postgres_server import PostgresServer


async def test_cancel_keeps_the_rows_and_the_connection(source: PlainSource, other: Connection) -> None:
    executor = Executor(source, page_rows=None)
    await outcome(executor, "set application_name = 'kept'")
    events: list[QueryEvent] = []
    async for event in executor.run([HUGE, "select 2"]):
        events.append(event)
        if isinstance(event, RowsArrived) and len(events) == 3:
            cancelling = asyncio.create_task(executor.cancel())
    await cancelling
    cancelled, rest = outcomes(events)
    assert (cancelled.kind, rest.kind) == (OutcomeKind.CANCELLED, OutcomeKind.NOT_RUN)
    assert 0 < len(executor.stores[0]) < 50_000_000
    assert executor.stores[0].state is StoreState.CANCELLED
    assert executor.stores[0].row(len(executor.stores[0]) - 1)[0] == str(len(executor.stores[0]))
    assert await is_idle(other, source.connection.info.backend_pid)
    await run_all(executor, "show application_name")
    assert executor.stores[0].row(0) == ("kept",)


async def test_cancel_ends_a_pause_and_a_wait(source: PlainSource) -> None:
    executor = Executor(source, page_rows=100)
    for sql, moment in ((HUGE, Paused), ("select pg_sleep(60)", StatementStarted)):
        events: list[QueryEvent] = []
        async for event in executor.run([sql]):
            events.append(event)
            if isinstance(event, moment):
                await asyncio.sleep(0.05)
                await executor.cancel()
        assert outcomes(events)[0].kind is OutcomeKind.CANCELLED, sql
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_a_timeout_of_the_server_is_no_cancel(executor: Executor) -> None:
    await outcome(executor, "set statement_timeout = 50")
    done = await outcome(executor, "select pg_sleep(60)")
    assert done.kind is OutcomeKind.FAILED
    assert done.error is not None
    assert (done.error.sqlstate, done.error.kind) == ("57014", FailureKind.STATEMENT_TIMEOUT)
    assert "SET statement_timeout" in done.error.next_step


async def test_a_cancel_from_elsewhere_is_told_as_such(
    source: PlainSource, other: Connection, executor: Executor
) -> None:
    running = asyncio.create_task(outcome(executor, "select pg_sleep(60)"))
    pid = source.connection.info.backend_pid
    await until_active(other, pid)
    await other.execute("select pg_cancel_backend(%s)", (pid,))
    done = await running
    assert done.kind is OutcomeKind.FAILED
    assert done.error is not None
    assert done.error.kind is FailureKind.CANCELLED
    assert "not cancelled from here" in done.error.next_step


async def test_a_server_that_does_not_obey_is_dropped(server: PostgresServer) -> None:
    class Deaf(PlainSource):
        async def cancel(self) -> None:
            await asyncio.Event().wait()

    connection = await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True)
    source = Deaf(connection)
    executor = Executor(source, cancel_grace_s=0.1)
    found: list[QueryEvent] = []
    async with asyncio.timeout(20):
        async for event in executor.run(["select pg_sleep(30)"]):
            found.append(event)
            if isinstance(event, StatementStarted):
                await asyncio.sleep(0.05)
                await executor.cancel()
    assert outcomes(found)[0].kind is OutcomeKind.UNKNOWN
    assert connection.closed


@pytest.mark.parametrize("how", ["close", "cancel task"])
async def test_leaving_the_iteration_stops_the_server(
    source: PlainSource, other: Connection, how: str
) -> None:
    executor = Executor(source, page_rows=None)
    stream = executor.run([HUGE])
    begun = asyncio.Event()

    async def iterate() -> None:
        async for event in stream:
            if isinstance(event, RowsArrived):
                begun.set()
                if how == "close":
                    break
        await stream.aclose()

    task = asyncio.create_task(iterate())
    async with asyncio.timeout(20):
        await begun.wait()
        if how == "cancel task":
            task.cancel()
        await asyncio.wait([task])
        await until(lambda: is_idle(other, source.connection.info.backend_pid))
    assert executor.stores[0].state is StoreState.CANCELLED
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_a_second_run_does_not_cut_in(executor: Executor) -> None:
    stream = executor.run(["select pg_sleep(60)"])
    assert isinstance(await anext(stream), StatementStarted)
    with pytest.raises(BusyError):
        await run_all(executor, "select 1")
    await stream.aclose()


async def terminate_when_active(other: Connection, pid: int) -> None:
    await until_active(other, pid)
    await other.execute("select pg_terminate_backend(%s)", (pid,))


@pytest.mark.parametrize(
    ("begin", "kind", "means", "step"),
    [
        ("select 1", OutcomeKind.UNKNOWN, FailureKind.LOST_READING, "nothing was changed"),
        ("begin", OutcomeKind.ROLLED_BACK, FailureKind.LOST_ROLLED_BACK, "nothing of it is stored"),
    ],
)
async def test_loss_in_flight(
    source: PlainSource,
    other: Connection,
    executor: Executor,
    begin: str,
    kind: OutcomeKind,
    means: FailureKind,
    step: str,
) -> None:
    await outcome(executor, begin)
    killing = asyncio.create_task(terminate_when_active(other, source.connection.info.backend_pid))
    sent = source.sent
    events = await run_all(executor, "select pg_sleep(60)", "select 2")
    await killing
    lost, rest = outcomes(events)
    assert (lost.kind, rest.kind) == (kind, OutcomeKind.NOT_RUN)
    assert lost.error is not None
    assert (lost.error.sqlstate, lost.error.kind) == ("57P01", means)
    assert "administrator command" in lost.error.detail
    assert lost.error.hint == "The next statement gets a new connection."
    assert step in lost.error.next_step
    assert source.sent == sent + 1


async def test_loss_in_the_middle_of_a_result_keeps_the_rows(source: PlainSource, other: Connection) -> None:
    executor = Executor(source, page_rows=1_000)
    events: list[QueryEvent] = []
    async for event in executor.run([HUGE]):
        events.append(event)
        if isinstance(event, Paused):
            await other.execute("select pg_terminate_backend(%s)", (source.connection.info.backend_pid,))
            executor.fetch_all(0)
    [lost] = outcomes(events)
    assert (lost.kind, lost.complete) == (OutcomeKind.UNKNOWN, False)
    assert len(executor.stores[0]) >= 1_000
    assert executor.stores[0].state is StoreState.FAILED
    assert lost.error is not None
    assert lost.error.kind is FailureKind.LOST_READING


async def test_loss_while_idle_is_told(source: PlainSource, other: Connection, executor: Executor) -> None:
    await other.execute("select pg_terminate_backend(%s)", (source.connection.info.backend_pid,))
    first = await outcome(executor, "select 1")
    assert first.kind is OutcomeKind.UNKNOWN
    second = await outcome(executor, "select 1")
    assert second.kind is OutcomeKind.FAILED


async def test_a_cancel_that_overtakes_its_statement_is_asked_again(connection: Connection) -> None:
    class Hasty(PlainSource):
        """The first request reaches a server that has not heard of the statement yet."""

        asked = 0

        async def cancel(self) -> None:
            self.asked += 1
            if self.asked > 1:
                await super().cancel()

    source = Hasty(connection)
    executor = Executor(source, cancel_grace_s=60)
    found: list[QueryEvent] = []
    async with asyncio.timeout(30):
        async for event in executor.run(["select pg_sleep(600)"]):
            found.append(event)
            if isinstance(event, StatementStarted):
                cancelling = asyncio.create_task(executor.cancel())
    await cancelling
    assert outcomes(found)[0].kind is OutcomeKind.CANCELLED
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_a_function_that_writes_is_not_undone_when_its_rows_are_left_behind(
    source: PlainSource, other: Connection
) -> None:
    """Rows of a SELECT are cut by a cancel, but a cancel would also take back what a function has written."""
    await other.execute("create table if not exists written_by_function (id int)")
    await other.execute(
        """create or replace function writes(id int) returns int language sql
        as 'insert into written_by_function values (id) returning id'"""
    )
    executor = Executor(source, page_rows=100, lease_s=0.05)
    done = await outcome(executor, "select writes(g) from generate_series(1, 5000) as g")
    assert (done.kind, done.complete) == (OutcomeKind.DONE, False)
    assert len(executor.stores[0]) == 100
    row = await (await other.execute("select count(*) from written_by_function")).fetchone()
    assert row == (5_000,)
    await other.execute("drop table written_by_function; drop function writes(int)")
