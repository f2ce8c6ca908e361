"""The schema beside the tabs: what is done there, and what is typed right behind it."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

SIZE = (140, 34)


@pytest.fixture
def empty(server: PostgresServer) -> Iterator[str]:
    """A database in which no other test has left anything."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("drop database if exists looked_at with (force)")
        connection.execute("create database looked_at")
        yield "looked_at"
        connection.execute("drop database looked_at with (force)")


async def tree_of(at: Desk, *names: str) -> None:
    """The tree has the keys, and these are in it."""
    await at.until(lambda frame: all(name in frame for name in names))
    await at.press("f4")


async def test_what_is_typed_behind_a_name_that_is_inserted_goes_into_the_editor(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True, database=empty) as at:
        await tree_of(at, "public")
        await at.burst("f4", "i", *" rapid")
        await at.until("public rapid")
        assert at.screen.editor.text == "public rapid"
        assert at.screen.editor.has_focus


async def test_what_is_typed_behind_a_filter_goes_to_what_it_found(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True, database=empty) as at:
        await tree_of(at, "public")
        await at.burst("/", *"information", "enter", "i", *", x")
        await at.until("information_schema, x")
        assert at.screen.editor.text == "information_schema, x"


async def test_a_screen_that_becomes_too_narrow_for_the_schema_gives_the_keys_to_the_editor(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True, database=empty) as at:
        await tree_of(at, "public")
        await at.press("/", "x")
        await at.pilot.resize_terminal(80, 24)
        await at.until(lambda frame: "Schema" not in frame)
        assert at.screen.editor.has_focus
        await at.type("select 1")
        assert at.screen.editor.text == "select 1"


async def test_names_are_written_as_the_sessions_search_path_wants_them(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True, database=empty) as at:
        await at.run("create schema looked; create table looked.at_first (a int)", key="f6")
        lines = at.workspace.schema.desk.pane.view
        await at.until_true(lambda: any(line.node.name == "at_first" for line in lines.objects.lines))
        ref = ObjectRef(ObjectKind.TABLE, "looked", "at_first")
        for sql, name in (("select 1", "looked.at_first"), ("set search_path to looked", "at_first")):
            await at.run(sql)
            await at.until_true(lambda: not at.screen.busy)
            at.screen.editor.text = ""
            at.workspace.schema.desk.reveal(ref)
            await at.press("i")
            assert at.screen.editor.text == name
        await at.run("drop schema looked cascade")
        await at.until("DROP SCHEMA")


async def test_the_tree_of_a_database_is_found_as_it_was_left(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True, database=empty) as at:
        await tree_of(at, "▸ System", "no tables yet")
        await at.press("end", "right", "right", "right", "right")  # System, pg_catalog
        before = [line.node.name for line in at.workspace.schema.desk.pane.view.objects.lines]
        cursor = at.workspace.schema.desk.pane.view.node
        await at.press("ctrl+n", "alt+t", "d")
        await at.until("template1")
        await at.type("/template1", "enter")
        await at.until("template1")
        await at.until_true(
            lambda: len(at.workspace.schema.desk.pane.view.objects.lines) not in (0, len(before))
        )
        await at.press("alt+1")
        view = at.workspace.schema.desk.pane.view
        assert [line.node.name for line in view.objects.lines] == before
        assert view.node == cursor


async def test_a_long_title_is_cut_and_leaves_no_hole(
    server: PostgresServer, tmp_path: Path, empty: str
) -> None:
    async with desk(server, tmp_path, (80, 24)) as at:
        await at.pilot.resize_terminal(56, 16)
        await at.until(lambda frame: len(frame.splitlines()[0]) <= 56)
        assert at.text_of(at.workspace.query_one("#title")).endswith("…")
