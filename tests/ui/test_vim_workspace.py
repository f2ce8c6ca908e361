"""Keys as in Vim in the whole program."""

from pathlib import Path

from lakebase_tui.config.settings import EditorSettings
from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer

MODAL = EditorSettings(vim=True)


async def test_a_statement_is_typed_run_changed_and_saved(server: PostgresServer, tmp_path: Path) -> None:
    file = tmp_path / "a b.sql"
    async with desk(server, tmp_path, editor=MODAL) as at:
        await at.until("NORMAL")
        await at.press(*"iselect 41 as x;", "escape", *"0fx", "r", "y", "f5")
        frame = await at.until("1 row")
        assert "41" in frame
        await at.press("0", "f", "4", "ctrl+a")
        assert at.screen.editor.selected_text == "select 41 as y;"
        await at.press("escape", *":s/41/42/", "enter", "f5")
        await at.until("42")
        await at.press(*f":w {file}", "enter")
        await at.until("Saved")
        assert file.read_text() == "select 42 as y;"
        await at.press(*"yyp", "v", "i", "s", "f5")
        await at.until("1 row")
        await at.press("escape", *":wq", "enter")
        await at.until("query 2")
        await at.until("NORMAL")
        assert file.read_text() == "select 42 as y;\nselect 42 as y;"


async def test_what_is_looked_for_is_found_behind_enter_and_tabs_share_registers(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, editor=MODAL) as at:
        at.screen.editor.text = "select 1;\nselect 2;\nselect 3;"
        await at.press(*"/select", "enter", "n")
        assert at.screen.editor.cursor_location == (2, 0)
        await at.press(*"yy", "ctrl+n", "p")
        await at.until("NORMAL")
        assert at.screen.editor.text == "\nselect 3;"


async def test_escape_and_a_letter_at_once_end_no_transaction(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path, editor=MODAL) as at:
        await at.run("begin")
        await at.until("tx open")
        await at.press("f2", "i", "alt+x")  # as a slow line has Escape and x
        await at.until("NORMAL")
        await at.settle()
        assert at.screen.session is not None
        assert at.screen.session.in_transaction()
        await at.press("alt+x")
        await at.until("tx none")
