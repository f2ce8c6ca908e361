"""Applying among other transactions: the user's own, others that hold locks, and connections that end."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from lakebase_tui.query.edit.apply import Applied, Conflict, Failed
from lakebase_tui.query.transaction_options import TransactionOptions
from tests.integration.query.edits import (
    BELL,
    CHAIN,
    NAME,
    NOTE,
    Editor,
    names,
    stock_editor,
    waits_for_a_lock,
)
from tests.integration.query.edits import STOCK_SQL as SQL
from tests.integration.query.helpers import Connection, outcome, until
from tests.support.postgres_server import PostgresServer


@pytest.fixture
async def editor(server: PostgresServer) -> AsyncIterator[Editor]:
    async with stock_editor(server) as opened:
        yield opened


@pytest.mark.parametrize("ending", ["commit", "rollback"])
async def test_a_locked_row_is_waited_for(editor: Editor, other: Connection, ending: str) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "mine")
    await other.execute("begin")
    await other.execute("update stock set note = 'locked' where id = 1")
    applying = asyncio.create_task(edits.apply())
    await waits_for_a_lock(editor, other)
    await other.execute(ending)
    result = await applying
    assert isinstance(result, Conflict if ending == "commit" else Applied)
    assert (await names(other))[0] == ("bell" if ending == "commit" else "mine")


@pytest.mark.parametrize("how", ["executor", "task"])
async def test_waiting_for_a_lock_can_be_cancelled(editor: Editor, other: Connection, how: str) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL, CHAIN])
    edits.set(CHAIN, NAME, "mine, too")
    edits.set(BELL, NAME, "mine")
    await other.execute("begin")
    await other.execute("update stock set note = 'locked' where id = 2")
    applying = asyncio.create_task(edits.apply())
    await waits_for_a_lock(editor, other)
    if how == "executor":
        await editor.executor.cancel()
        result = await applying
        assert isinstance(result, Failed)
        assert result.sentence == "Cancelled."
    else:
        applying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await applying
    assert not editor.source.in_transaction()
    await other.execute("rollback")
    assert await names(other) == ["bell", "chain", "pump"]


async def test_a_deferred_constraint_fails_at_commit(editor: Editor) -> None:
    await editor.run(
        "create temp table target (id int primary key)",
        "create temp table lines (id int primary key, t int references target deferrable initially deferred)",
        "insert into lines values (1, null)",
    )
    edits = await editor.edit("table lines")
    await edits.look_at([0])
    edits.set(0, 1, "5")
    result = await edits.apply()
    assert isinstance(result, Failed)
    assert result.error is not None
    assert result.error.sqlstate == "23503"
    assert await editor.rows("select t from lines") == [(None,)]
    assert edits.counts.total == 1


async def test_in_the_users_transaction(editor: Editor, other: Connection) -> None:
    await editor.run("begin", "update stock set note = 'kept' where id = 3")
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "pump")
    failed = await edits.apply()
    assert isinstance(failed, Failed)
    assert editor.connection.info.transaction_status.name == "INTRANS", "only the edits were undone"
    edits.set(BELL, NAME, "mine")
    done = await edits.apply()
    assert isinstance(done, Applied)
    assert not done.committed
    assert (await names(other))[0] == "bell"
    await edits.look_at([BELL])
    edits.set(BELL, NOTE, "again")
    assert isinstance(await edits.apply(), Applied)
    await editor.run("commit")
    assert await editor.rows("select name, note from stock where id in (1, 3) order by id") == [
        ("mine", "again"),
        ("pump", "kept"),
    ]
    assert "SAVEPOINT lakebase_tui_edits" in editor.executor.transaction.script()


async def test_in_a_failed_transaction_nothing_is_sent(editor: Editor) -> None:
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "mine")
    await editor.run("begin")
    await outcome(editor.executor, "select 1/0")
    result = await edits.apply()
    assert isinstance(result, Failed)
    assert editor.connection.info.transaction_status.name == "INERROR"


async def test_in_manual_mode_the_user_commits(
    server: PostgresServer, editor: Editor, other: Connection
) -> None:
    manual = Editor(editor.connection, TransactionOptions(manual=True, savepoints=True))
    edits = await manual.edit(SQL)
    await manual.run("rollback")
    await edits.look_at([BELL])
    assert not manual.source.in_transaction(), "looking begins no transaction"
    edits.set(BELL, NAME, "pump")
    assert isinstance(await edits.apply(), Failed)
    assert not manual.source.in_transaction()
    edits.set(BELL, NAME, "mine")
    result = await edits.apply()
    assert isinstance(result, Applied)
    assert not result.committed
    assert manual.source.in_transaction()
    assert manual.executor.options == TransactionOptions(manual=True, savepoints=True)
    await manual.run("commit")
    assert (await names(other))[0] == "mine"


async def test_a_serialization_failure_is_told_as_what_changed(editor: Editor, other: Connection) -> None:
    await editor.run("set default_transaction_isolation = 'repeatable read'")
    edits = await editor.edit(SQL)
    await edits.look_at([BELL])
    edits.set(BELL, NAME, "mine")
    await other.execute("begin")
    await other.execute("update stock set note = 'locked' where id = 1")
    applying = asyncio.create_task(edits.apply())
    await waits_for_a_lock(editor, other)
    await other.execute("commit")
    result = await applying
    assert isinstance(result, Conflict), result
    assert [cell.name for cell in result.rows[0].cells] == ["note"]


async def test_a_lost_connection_changes_nothing(
    editor: Editor, server: PostgresServer, other: Connection
) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        edits = await Editor(connection).edit(SQL)
        await edits.look_at([BELL, CHAIN])
        edits.set(CHAIN, NAME, "mine")
        edits.set(BELL, NAME, "mine, too")
        await other.execute("begin")
        await other.execute("update stock set note = 'locked' where id = 2")
        applying = asyncio.create_task(edits.apply())
        pid = connection.info.backend_pid

        async def waits() -> bool:
            cursor = await other.execute(
                "select wait_event_type from pg_stat_activity where pid = %s", (pid,)
            )
            return await cursor.fetchone() == ("Lock",)

        await until(waits)
        await other.execute("select pg_terminate_backend(%s)", (pid,))
        result = await applying
        assert isinstance(result, Failed)
        assert result.certain
        await other.execute("rollback")
    assert await names(other) == ["bell", "chain", "pump"]
