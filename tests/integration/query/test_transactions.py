"""Manual transactions, savepoints, and what is said of a transaction that was lost: on a real server."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from lakebase_tui.query.events import OutcomeKind, QueryEvent, StatementUndone
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.transaction_log import Ending
from lakebase_tui.query.transaction_options import TransactionOptions, begins_by_itself
from lakebase_tui.session.events import TransactionChanged
from lakebase_tui.session.opening import make_session
from tests.integration.query.helpers import PlainSource, outcome, outcomes, run_all
from tests.support.local_lakebase import LocalLakebase
from tests.support.sessions import Told, control_plane_of, target_on

MANUAL = TransactionOptions(manual=True)
SAFE = TransactionOptions(savepoints=True)
Connection = psycopg.AsyncConnection[Any]


def kinds(events: Sequence[QueryEvent]) -> list[OutcomeKind]:
    return [each.kind for each in outcomes(events)]


async def test_a_statement_begins_a_transaction_that_stays_until_it_is_ended(connection: Connection) -> None:
    executor = Executor(PlainSource(connection), options=MANUAL)
    await outcome(executor, "create temp table t (id int)")
    await outcome(executor, "insert into t values (1)")
    assert connection.info.transaction_status.name == "INTRANS"
    assert (await outcome(executor, "rollback")).kind is OutcomeKind.DONE
    assert connection.info.transaction_status.name == "IDLE"
    assert (await outcome(executor, "select * from t")).error is not None
    assert connection.info.transaction_status.name == "INERROR", "an error never rolls back by itself"
    await outcome(executor, "rollback")


async def test_a_begin_of_the_users_own_gets_no_second_one(connection: Connection) -> None:
    executor = Executor(PlainSource(connection), options=MANUAL)
    await outcome(executor, "begin isolation level serializable")
    shown = await outcome(executor, "show transaction_isolation")
    assert shown.kind is OutcomeKind.DONE
    assert executor.stores[0].row(0)[0] == "serializable"
    await outcome(executor, "commit")


@pytest.mark.parametrize("sql", ["vacuum", "discard all", "/* x */ analyze", "select 1"])
async def test_what_cannot_run_in_a_transaction_runs_in_manual_mode(connection: Connection, sql: str) -> None:
    executor = Executor(PlainSource(connection), options=MANUAL)
    assert (await outcome(executor, sql)).kind is OutcomeKind.DONE
    assert (connection.info.transaction_status.name == "IDLE") is begins_by_itself(sql)
    await outcome(executor, "rollback")


@pytest.mark.parametrize(
    ("sql", "alone"),
    [
        ("BEGIN", True),
        ("start transaction", True),
        ("END", True),
        ("abort", True),
        ("prepare transaction 'x'", True),
        ("prepare p as select 1", False),
        ("vacuum (verbose) t", True),
        ("cluster", True),
        ("cluster t using i", False),
        ("create database d", True),
        ("create unique index concurrently i on t (id)", True),
        ("create unique index i on t (id)", False),
        ("drop index concurrently i", True),
        ("alter table p detach partition q concurrently", True),
        ("alter system set work_mem = '1MB'", True),
        ("alter table t add c int", False),
        ("reindex (concurrently) table t", True),
        ("reindex table t", False),
        ("reindex database d", True),
        ("refresh materialized view concurrently v", False),
        ("discard all", True),
        ("discard temp", False),
        ("savepoint s", False),
        ("(select 1)", False),
        ("with x as (select 1) select * from x", False),
        ("-- nothing", True),
    ],
)
def test_which_statements_get_no_begin(sql: str, alone: bool) -> None:
    assert begins_by_itself(sql) is alone


async def test_with_savepoints_an_error_undoes_only_its_statement(connection: Connection) -> None:
    executor = Executor(PlainSource(connection), options=SAFE)
    await run_all(executor, "create temp table t (id int)", "begin", "insert into t values (1)")
    failed = await outcome(executor, "insert into t values ('x')")
    assert failed.kind is OutcomeKind.FAILED
    assert failed.error is not None
    assert failed.error.next_step.startswith("Only this statement is undone")
    assert connection.info.transaction_status.name == "INTRANS"
    await outcome(executor, "insert into t values (2)")
    await outcome(executor, "commit")
    await outcome(executor, "select string_agg(id::text, ',') from t")
    assert executor.stores[0].row(0)[0] == "1,2"


async def test_the_users_own_savepoints_are_left_alone(connection: Connection) -> None:
    executor = Executor(PlainSource(connection), options=SAFE)
    events = await run_all(
        executor,
        "create temp table t (id int)",
        "begin",
        "insert into t values (1)",
        "savepoint mine",
        "insert into t values (2)",
        "rollback to savepoint mine",
        "insert into t values (3)",
        "release savepoint mine",
        "commit and chain",
        "commit",
        "select string_agg(id::text, ',') from t",
    )
    assert set(kinds(events)) == {OutcomeKind.DONE}
    assert executor.stores[10].row(0)[0] == "1,3"


async def test_esc_on_a_statement_with_a_savepoint(connection: Connection) -> None:
    source = PlainSource(connection)
    executor = Executor(source, options=SAFE)
    await run_all(executor, "create temp table t (id int)", "begin", "insert into t values (1)")
    source.was_sent.clear()
    running = asyncio.create_task(outcome(executor, "select pg_sleep(60)"))
    await source.was_sent.wait()
    await executor.cancel()
    ended = await running
    assert ended.kind is OutcomeKind.CANCELLED
    assert connection.info.transaction_status.name == "INTRANS"
    await outcome(executor, "commit")
    await outcome(executor, "select count(*) from t")
    assert executor.stores[0].row(0)[0] == "1"


async def test_the_statements_of_a_lost_transaction_are_kept_and_no_longer_called_done(
    local_lakebase: LocalLakebase,
) -> None:
    control_plane = control_plane_of(local_lakebase)
    told = Told()
    session = make_session(
        await target_on(control_plane, local_lakebase), None, control_plane, told, deadline_s=20
    )
    try:
        await session.open()
        executor = Executor(session, options=MANUAL)
        await outcome(executor, "create temp table t (id int)")
        assert session.in_transaction()
        await outcome(executor, "commit")
        endings = [executor.transaction.ending]
        events = await run_all(
            executor, "insert into t values (1)", "select pg_terminate_backend(pg_backend_pid())", "select 2"
        )
        assert kinds(events) == [OutcomeKind.DONE, OutcomeKind.ROLLED_BACK, OutcomeKind.NOT_RUN]
        undone = [event for event in events if isinstance(event, StatementUndone)]
        assert [(each.index, each.outcome.kind) for each in undone] == [(0, OutcomeKind.ROLLED_BACK)]
        assert [*endings, executor.transaction.ending] == [Ending.COMMITTED, Ending.LOST]
        assert executor.transaction.script() == (
            "BEGIN;\ninsert into t values (1);\nselect pg_terminate_backend(pg_backend_pid());\n"
        )
    finally:
        await session.aclose()
        await control_plane.aclose()


async def test_an_open_transaction_is_known_while_its_first_statement_runs(
    local_lakebase: LocalLakebase,
) -> None:
    control_plane = control_plane_of(local_lakebase)
    told = Told()
    session = make_session(await target_on(control_plane, local_lakebase), None, control_plane, told)
    try:
        await session.open()
        executor = Executor(session, options=MANUAL)
        opened = asyncio.create_task(told.next(lambda event: isinstance(event, TransactionChanged)))
        running = asyncio.create_task(outcome(executor, "select pg_sleep(60)"))
        await opened
        assert session.in_transaction()
        assert not running.done(), "quitting now must ask"
        await executor.cancel()
        assert (await running).kind is OutcomeKind.CANCELLED
    finally:
        await session.aclose()
        await control_plane.aclose()
