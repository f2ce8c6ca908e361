"""Another database, role, search path or mode, without leaving the tab; and the schema that follows."""

from pathlib import Path

import psycopg
import pytest

from lakebase_tui.ui.switch_desk import search_path_sql
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer


async def choose(at: Desk, what: str, name: str) -> None:
    """Choose from the menu of Alt+T, and then from what it leads to."""
    await at.press("alt+t")
    await at.until("Switch")
    await at.type(f"/{what}", "enter")
    if name:
        await at.until(lambda frame: "Switch" not in frame and name in frame)
        await at.type(f"/{name}", "enter")


async def execute(server: PostgresServer, *statements: str) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        for statement in statements:
            await connection.execute(statement.encode())


async def test_another_role_and_back(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, 'drop role if exists "Odd role"', 'create role "Odd role"')
    async with desk(server, tmp_path) as at:
        await choose(at, "role", "Odd role")
        await at.until("postgres as Odd role")
        await at.read("select current_user::text")
        assert at.column() == ["Odd role"]
        await choose(at, "role", "No other")
        await at.until(lambda frame: "as Odd role" not in frame)
    await execute(server, 'drop role "Odd role"')


async def test_another_database_keeps_the_text(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, "drop database if exists elsewhere", "create database elsewhere")
    async with desk(server, tmp_path) as at:
        at.screen.editor.text = "select current_database()::text"
        await choose(at, "database", "elsewhere")
        await at.until(lambda frame: "elsewhere" in frame.splitlines()[0])
        assert at.screen.editor.text == "select current_database()::text"
        await at.press("f5", "f3")
        await at.until_true(lambda: not at.screen.busy and at.workspace.results.reader is not None)
        assert at.column() == ["elsewhere"]
    await execute(server, "drop database elsewhere")


async def test_another_search_path(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, "create schema if not exists sought")
    async with desk(server, tmp_path) as at:
        await choose(at, "search path", "")
        await at.until("Empty: as at the start.")
        await at.press("ctrl+a", "backspace")
        await at.type("sought, pg_catalog", "enter")
        await at.until_true(lambda: at.workspace.tab.session_status.path == ("sought", "pg_catalog"))
        await at.read("show search_path")
        assert at.column() == ["sought, pg_catalog"]
    await execute(server, "drop schema sought")


@pytest.mark.parametrize(
    ("typed", "sql"),
    [
        ("", "RESET search_path"),
        (" , ", "RESET search_path"),
        ("Sales,public", "SET search_path TO sales, public"),
        ('"Odd ""one""", x', 'SET search_path TO "Odd ""one""", x'),
        ("a; drop table t", 'SET search_path TO "a; drop table t"'),
    ],
)
def test_a_search_path_is_names_and_nothing_else(typed: str, sql: str) -> None:
    assert search_path_sql(typed) == sql


async def test_the_mode_is_switched_by_a_key_and_the_server_holds_it(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path) as at:
        await at.press("alt+m")
        await at.until("read-only │")
        await at.run("create table never_made (id int)")
        frame = await at.until("25006")
        assert "Alt+M makes the session read-write" in frame
        await at.run("begin")
        await at.until("tx open")
        await at.press("alt+m")
        await at.until("A transaction is open.")
        await at.press("alt+x")
        await at.until("tx none")
        await at.press("alt+m")
        await at.until("read-write │")


async def test_the_schema_follows_ddl_once_it_is_committed(server: PostgresServer, tmp_path: Path) -> None:
    await execute(server, "drop table if exists made_here, made_later")
    async with desk(server, tmp_path, schema=True) as at:
        await at.until_true(lambda: "public" in at.text_of(at.workspace.schema.desk))
        await at.run("create table made_here (id int)")

        def names() -> set[str]:
            library = at.workspace.schema.desk._library
            return set() if library is None else {each.name for each in library.catalogue.relations}

        await at.until_true(lambda: "made_here" in names())
        await at.run("begin; create table made_later (id int)", key="f6")
        await at.until("tx open")
        assert "made_later" not in names()
        await at.press("alt+c")
        await at.until_true(lambda: "made_later" in names())
        await at.run("drop table made_here, made_later")
        await at.until_true(lambda: not names() & {"made_here", "made_later"})


async def test_the_schema_shows_the_database_of_the_tab_on_show(
    server: PostgresServer, tmp_path: Path
) -> None:
    await execute(server, "drop database if exists elsewhere", "create database elsewhere")
    async with desk(server, tmp_path, schema=True) as at:
        await at.press("ctrl+n")
        await choose(at, "database", "elsewhere")
        await at.until(lambda frame: "elsewhere" in frame.splitlines()[0])
        library = at.workspace.schema.desk._library
        assert library is not None
        await at.until_true(lambda: library.catalogue.database == "elsewhere")
        await at.press("alt+1")
        other = at.workspace.schema.desk._library
        assert other is not library
    await execute(server, "drop database elsewhere with (force)")


async def test_the_schema_is_there_where_there_is_room(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, (80, 24), schema=True) as at:
        assert not at.workspace.schema.desk.display
        await at.press("f4")
        await at.until("filter")
        assert at.workspace.schema.desk.has_focus_within
        await at.press("ctrl+b")
        await at.until(lambda frame: "filter" not in frame)
        assert at.screen.editor.has_focus
    async with desk(server, tmp_path, (120, 34), schema=True) as at:
        assert at.workspace.schema.desk.display
        await at.pilot.resize_terminal(90, 30)
        await at.until_true(lambda: not at.workspace.schema.desk.display)
