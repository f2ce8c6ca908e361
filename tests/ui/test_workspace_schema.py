"""The schema beside the tabs: what is done there, and what is typed right behind it."""

from pathlib import Path

from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer

SIZE = (140, 34)


async def tree_of(at: Desk, *names: str) -> None:
    """The tree has the keys, and these are in it."""
    await at.until(lambda frame: all(name in frame for name in names))
    await at.press("f4")


async def test_what_is_typed_behind_a_name_that_is_inserted_goes_into_the_editor(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True) as at:
        await tree_of(at, "public")
        await at.burst("f4", "i", *" rapid")
        await at.until("public rapid")
        assert at.screen.editor.text == "public rapid"
        assert at.screen.editor.has_focus


async def test_a_screen_that_becomes_too_narrow_for_the_schema_gives_the_keys_to_the_editor(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, SIZE, schema=True) as at:
        await tree_of(at, "public")
        await at.press("/", "x")
        await at.pilot.resize_terminal(80, 24)
        await at.until(lambda frame: "Schema" not in frame)
        assert at.screen.editor.has_focus
        await at.type("select 1")
        assert at.screen.editor.text == "select 1"
