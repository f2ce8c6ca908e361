"""Values of every kind are written back as they were shown, and keys of every kind find their row."""

import asyncio

import psycopg
import pytest

from lakebase_tui.query.edit.apply import Applied, Failed
from lakebase_tui.query.edit.changeset import EditRefusedError
from lakebase_tui.query.events import OutcomeKind
from tests.integration.query.edits import Editor
from tests.integration.query.helpers import Connection, outcome, until
from tests.support.few_values import VALUES
from tests.support.postgres_server import PostgresServer

NO_COLUMN = ("row(1, 'x', null)",)
"""Of pseudo-type record, which no column can have."""


@pytest.mark.parametrize(
    "settings",
    [
        (),
        ("set datestyle = 'SQL, DMY'", "set intervalstyle = 'iso_8601'", "set bytea_output = 'escape'"),
        ("set standard_conforming_strings = off", "set escape_string_warning = off"),
    ],
)
async def test_every_value_survives_being_written(server: PostgresServer, settings: tuple[str, ...]) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        editor = Editor(connection)
        await editor.run(
            "create type pg_temp.mood as enum ('happy')",
            "create type pg_temp.pair as (a int, b text)",
        )
        kept = []
        for value in (each for each in VALUES if each not in NO_COLUMN):
            made = await outcome(
                editor.executor, f"create temp table it as select 1 as id, v from (select {value} as v) s"
            )
            if made.kind is not OutcomeKind.DONE:
                assert "xml" in value, (value, made.error)
                continue
            await editor.run("alter table it add primary key (id)", *settings)
            edits = await editor.edit("table it")
            before = edits.rows.rows(0, 1)[0][1]
            assert await edits.look_at([0]) == [], value
            if before is not None:
                edits.set(0, 1, None)
                assert isinstance(await edits.apply(), Applied), value
                await edits.look_at([0])
                assert edits.rows.rows(0, 1)[0][1] is None
                edits.set(0, 1, before)
                result = await edits.apply()
                assert isinstance(result, Applied), (value, result)
                assert edits.rows.rows(0, 1)[0][1] == before, value
                kept.append(await finds_its_row(editor, before))
            await editor.run("drop table it", "reset standard_conforming_strings")
        assert kept.count(True) > 30


async def finds_its_row(editor: Editor, before: str) -> bool:
    """Make the value the key, and delete the row by it. False: its type can be no key."""
    made = await outcome(editor.executor, "alter table it drop constraint it_pkey, add primary key (v)")
    if made.kind is not OutcomeKind.DONE:
        return False
    await editor.run("insert into it select 2, v from it where false")
    edits = await editor.edit("select v, id from it")
    assert edits.editable.column(edits.editable.key[0]).name == "v"
    assert await edits.look_at([0]) == [], before
    edits.delete([0])
    result = await edits.apply()
    assert isinstance(result, Applied), (before, result)
    return True


async def test_names_and_keys_that_need_quotes(server: PostgresServer) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        editor = Editor(connection)
        await editor.run(
            'create temp table "a ""b"".c;--" ("select" char(5) primary key, "ä😀" text)',
            """insert into "a ""b"".c;--" values ('it''s', 'x'), (E'\\\\n', 'y')""",
        )
        edits = await editor.edit('select * from "a ""b"".c;--"')
        await edits.look_at([0, 1])
        edits.set(0, 1, "'; drop table x; --")
        edits.set(1, 1, "\\' or 1=1")
        edits.set(1, 0, "long")
        assert isinstance(await edits.apply(), Applied)
        assert await editor.rows('select * from "a ""b"".c;--"') == [
            ("it's ", "'; drop table x; --"),
            ("long ", "\\' or 1=1"),
        ]


async def test_a_connection_lost_at_commit_leaves_it_unknown(
    server: PostgresServer, other: Connection
) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        editor = Editor(connection)
        await editor.run(
            "drop table if exists slow",
            "create table slow (id int primary key, v text)",
            "insert into slow values (1, 'a')",
            "create or replace function waits() returns trigger language plpgsql"
            " as $$ begin perform pg_advisory_xact_lock(4711); return null; end $$",
            "create constraint trigger t after update on slow deferrable initially deferred"
            " for each row execute function waits()",
        )
        edits = await editor.edit("table slow")
        await edits.look_at([0])
        edits.set(0, 1, "b")
        pid = connection.info.backend_pid
        await other.execute("select pg_advisory_lock(4711)")

        async def lose() -> None:
            async def commits() -> bool:
                cursor = await other.execute(
                    "select query from pg_stat_activity where pid = %s and wait_event_type = 'Lock'", (pid,)
                )
                return await cursor.fetchone() == ("COMMIT",)

            await until(commits)
            await other.execute("select pg_terminate_backend(%s)", (pid,))

        losing = asyncio.create_task(lose())
        result = await edits.apply()
        await losing
        assert isinstance(result, Failed)
        assert not result.certain
        assert edits.counts.total == 1
        with pytest.raises(EditRefusedError, match="unknown"):
            await edits.apply()
        await other.execute("select pg_advisory_unlock_all()")
        await other.execute("drop table slow; drop function waits()")
