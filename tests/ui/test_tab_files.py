"""Files in tabs: what opens them, what is told, and what is kept of them."""

from pathlib import Path

from lakebase_tui.config.buffers import BufferFolder
from lakebase_tui.config.sql_files import stamp_of
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu
from tests.support.desk import Desk, desk
from tests.support.postgres_server import PostgresServer


async def open_file(at: Desk, path: Path) -> None:
    await at.press("alt+o", "ctrl+u")
    await at.paste(str(path), "enter")


async def test_a_file_in_a_tab_of_its_own_is_told_of_and_read_anew(
    server: PostgresServer, tmp_path: Path
) -> None:
    path = tmp_path / "odd.sql"
    path.write_bytes(b"select 1; -- \xff\n")
    async with desk(server, tmp_path) as at:
        await at.type("select 2")
        await open_file(at, path)
        await at.until_true(lambda: len(at.workspace.tabs) == 2 and "is no UTF-8" in at.told)
        assert at.workspace.tab.title == "odd.sql"
        path.write_text("select 3;")
        await at.press("alt+1")
        await open_file(at, path)
        await at.until_true(lambda: at.workspace.active == 1 and at.workspace.editor.text == "select 3;")
        assert len(at.workspace.tabs) == 2


async def test_which_file_a_text_is_of_is_kept_as_soon_as_it_is_saved(
    server: PostgresServer, tmp_path: Path
) -> None:
    path = tmp_path / "mine.sql"

    def kept(folder: Path) -> list[tuple[str, str]]:
        files = sorted(folder.glob("*/*.buffer"))
        return [(file.name, str(path)) for file in files if str(path) in file.read_text()]

    async with desk(server, tmp_path, buffers=BufferFolder(tmp_path / "buffers")) as at:
        await at.type("select 2")
        await at.until_true(lambda: any((tmp_path / "buffers").glob("*/*.buffer")))
        await at.press("ctrl+s", "ctrl+u")
        await at.paste(str(path), "enter")
        await at.until_true(path.exists)
        await at.until_true(lambda: len(kept(tmp_path / "buffers")) == 1)
        await at.until_true(lambda: at.workspace.tab.buffer.stamp is not None)
    stamp = stamp_of(path)
    assert stamp is not None
    (buffer,) = BufferFolder(tmp_path / "buffers").open().buffers
    assert (buffer.path, buffer.stamp) == (str(path), stamp.kept)


async def test_a_list_opens_only_where_keys_reach_it(server: PostgresServer, tmp_path: Path) -> None:
    async with desk(server, tmp_path) as at:
        await at.read("select 1 as a, 2 as b")
        assert at.grid.has_focus
        await at.press("ctrl+@")
        assert not at.workspace.query_one(CompletionMenu).is_open
        await at.press("f2", "ctrl+@")
        assert at.workspace.query_one(CompletionMenu).is_open
