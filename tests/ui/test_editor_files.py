"""Opening and saving files from the editor."""

import re
import stat
from pathlib import Path

import pytest
from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from lakebase_tui.config.sql_files import SqlFile, read_sql_file, stamp_of
from lakebase_tui.ui.editor_desk import EditorDesk
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.open_file import OpenFileScreen
from lakebase_tui.ui.screens.save_file import SaveFileScreen
from lakebase_tui.ui.widgets.editor_path_field import NameList
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.editor_app import settled
from tests.support.frames import ThemedApp, frame_of

SIZES = [(160, 45), (80, 24)]


class DeskHost(ThemedApp):
    """The editor with its files, alone on the screen; keeps what the desk tells."""

    def __init__(
        self,
        text: str = "",
        *,
        tabs: bool = False,
        path: Path | None = None,
        stamp: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        self.editor = SqlEditor(text, id="editor")
        self.told: list[tuple[Path | None, bool]] = []
        self.elsewhere: list[SqlFile] = []
        self.desk = EditorDesk(
            self.editor,
            lambda path, modified: self.told.append((path, modified)),
            self.elsewhere.append if tabs else None,
            path=path,
            stamp=stamp,
        )

    def compose(self) -> ComposeResult:
        yield self.desk
        yield Input(id="other")

    def on_mount(self) -> None:
        self.editor.focus()

    @property
    def said(self) -> list[str]:
        return [note.message for note in self._notifications]


async def answer(pilot: Pilot[None], path: Path | str) -> None:
    """Give a dialog the path."""
    pilot.app.screen.query_one("#path", Input).value = str(path)
    await settled(pilot)
    await pilot.press("enter")
    await settled(pilot)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.sql").write_text("select 1;\n")
    (tmp_path / "older.txt").write_text("no SQL")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "deep.sql").write_text("select 'deep';\n")
    (tmp_path / ".hidden.sql").write_text("")
    return tmp_path


@pytest.mark.parametrize("size", SIZES)
async def test_opening_a_file(folder: Path, size: tuple[int, int]) -> None:
    app = DeskHost()
    async with app.run_test(size=size) as pilot:
        await pilot.press("alt+o")
        assert isinstance(app.screen, OpenFileScreen)
        app.screen.query_one("#path", Input).value = f"{folder}/o"
        await settled(pilot)
        names = app.screen.query_one(NameList)
        assert [row.key for row in names.rows_shown] == ["orders.sql", "out/", "older.txt"]
        frame = frame_of(app)
        assert all(name in frame for name in ("orders.sql", "out/", "older.txt", "10 B", "just now"))
        await answer(pilot, folder / "orders.sql")
        assert app.editor.text == "select 1;\n"
        assert app.told == [(folder / "orders.sql", False)]
        assert app.editor.has_focus
        await pilot.press("x")
        await pilot.pause()
        assert app.told[1:] == [(folder / "orders.sql", True)]
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert app.told[2:] == [(folder / "orders.sql", False)]


async def test_names_are_taken_by_keys(folder: Path) -> None:
    app = DeskHost()
    async with app.run_test() as pilot:
        await pilot.press("alt+o")
        field = app.screen.query_one("#path", Input)
        field.value = f"{folder}/"
        await settled(pilot)
        await pilot.press("o", "u")
        await settled(pilot)
        await pilot.press("tab")
        await settled(pilot)
        assert field.value == f"{folder}/out/"
        await pilot.press("down", "enter")
        await settled(pilot)
        assert app.editor.text == "select 'deep';\n"


async def test_what_is_wrong_is_said_in_the_dialog(folder: Path) -> None:
    app = DeskHost("kept")
    async with app.run_test() as pilot:
        await pilot.press("alt+o")
        await answer(pilot, folder / "none.sql")
        assert "There is no file" in frame_of(app)
        assert "no file has such a name" in frame_of(app)
        await answer(pilot, folder / "none" / "none.sql")
        assert "There is no folder" in frame_of(app)
        await pilot.press("escape")
        assert app.editor.text == "kept"
        assert app.told == []


async def test_a_text_that_is_not_saved_is_not_dropped_unasked(folder: Path) -> None:
    app = DeskHost("mine")
    async with app.run_test() as pilot:
        await pilot.press("alt+o")
        await answer(pilot, folder / "orders.sql")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("enter")
        assert app.editor.text == "mine"
        await pilot.press("alt+o")
        await answer(pilot, folder / "orders.sql")
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.editor.text == "select 1;\n"


async def test_where_there_are_tabs_a_file_goes_to_another(folder: Path) -> None:
    app = DeskHost("mine", tabs=True)
    async with app.run_test() as pilot:
        await pilot.press("alt+o")
        await answer(pilot, folder / "orders.sql")
        assert app.editor.text == "mine"
        assert app.elsewhere == [read_sql_file(folder / "orders.sql")]
        app.editor.text = ""
        await pilot.press("alt+o")
        await answer(pilot, folder / "orders.sql")
        assert app.editor.text == "select 1;\n"


async def test_saving_keeps_bytes_and_permissions(folder: Path) -> None:
    path = folder / "odd.sql"
    path.write_bytes(b"\xef\xbb\xbfselect '\xe9';\r\nselect 2;\r\n")
    path.chmod(0o640)
    app = DeskHost()
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(path))
        await pilot.pause()
        assert app.said == ["odd.sql has 1 byte that is no UTF-8; it is kept, and drawn as �."]
        await pilot.press("ctrl+end", *"x", "enter", "ctrl+s")
        await settled(pilot)
        assert path.read_bytes() == b"\xef\xbb\xbfselect '\xe9';\r\nselect 2;\r\nx\r\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert app.told[-1] == (path, False)
        assert app.said[-1] == f"Saved {path}."
        await pilot.press("y", "alt+w")
        await settled(pilot)
        assert path.read_bytes().endswith(b"x\r\ny")


@pytest.mark.parametrize("size", SIZES)
async def test_saving_a_text_without_a_file_asks_for_one(folder: Path, size: tuple[int, int]) -> None:
    app = DeskHost("select 2")
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, SaveFileScreen)
        await answer(pilot, folder / "orders.sql")
        frame = " ".join(frame_of(app).split())
        assert re.search(r"already\W+there", frame)  # a long path wraps where it likes
        assert "Replace" in frame
        await pilot.press("escape")
        assert isinstance(app.screen, SaveFileScreen)
        await answer(pilot, folder / "orders.sql")
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert (folder / "orders.sql").read_text() == "select 2"
        assert app.told == [(folder / "orders.sql", False)]
        await pilot.press("alt+s")
        assert app.screen.query_one("#path", Input).value == str(folder / "orders.sql")
        await answer(pilot, folder / "new.sql")
        assert (folder / "new.sql").read_text() == "select 2"
        assert app.desk.path == folder / "new.sql"


async def test_a_link_is_followed_after_a_question(folder: Path) -> None:
    (folder / "link.sql").symlink_to("orders.sql")
    app = DeskHost("select 3")
    async with app.run_test() as pilot:
        await pilot.press("alt+s")
        await answer(pilot, folder / "link.sql")
        await pilot.press("tab", "enter")  # follow it
        await settled(pilot)
        await pilot.press("tab", "enter")  # replace what it leads to
        await settled(pilot)
        assert (folder / "orders.sql").read_text() == "select 3"
        assert (folder / "link.sql").is_symlink()
        assert app.desk.path == folder / "orders.sql"


async def test_a_file_that_somebody_else_changed_is_told_of_and_asked_about(folder: Path) -> None:
    path = folder / "orders.sql"
    app = DeskHost()
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(path))
        path.write_text("theirs, and longer")
        for _ in range(2):
            app.query_one("#other").focus()
            await pilot.pause()
            app.editor.focus()
            await settled(pilot)
        assert app.said == [
            "orders.sql was changed by somebody else. Alt+O reads it anew; saving asks first."
        ]
        await pilot.press("x", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("escape")
        assert path.read_text() == "theirs, and longer"
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert path.read_text() == "xselect 1;\n"
        assert app.told[-1] == (path, False)


async def test_a_file_that_is_gone_is_made_anew(folder: Path) -> None:
    path = folder / "orders.sql"
    app = DeskHost()
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(path))
        path.unlink()
        app.query_one("#other").focus()
        app.editor.focus()
        await settled(pilot)
        assert app.said == ["orders.sql is gone. Saving makes it anew."]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert path.read_text() == "select 1;\n"


async def test_a_folder_that_cannot_be_written_is_told_of(folder: Path) -> None:
    path = folder / "out" / "deep.sql"
    app = DeskHost()
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(path))
        path.unlink()
        path.parent.rmdir()
        await pilot.press("x", "ctrl+s")
        await settled(pilot)
        assert app.said[-1] == f"There is no folder {path.parent}. Make it, or choose another."
        assert app.desk.modified


@pytest.mark.parametrize(("text", "modified"), [("select 1;\n", False), ("select 2;\n", True)])
async def test_a_text_that_was_kept_finds_its_file_again(folder: Path, text: str, modified: bool) -> None:
    app = DeskHost(text, path=folder / "orders.sql")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert app.desk.title("query 1") == ("orders.sql ●" if modified else "orders.sql")
        assert app.told == [(folder / "orders.sql", modified)]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert (folder / "orders.sql").read_text() == text


async def test_a_text_whose_file_is_gone_still_belongs_to_it(folder: Path) -> None:
    app = DeskHost("select 1", path=folder / "gone.sql")
    async with app.run_test() as pilot:
        await settled(pilot)
        assert app.told == [(folder / "gone.sql", True)]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert (folder / "gone.sql").read_text() == "select 1"


async def test_a_file_that_changed_while_the_program_was_gone_is_told_of_and_asked_about(
    folder: Path,
) -> None:
    path = folder / "orders.sql"
    stamp = stamp_of(path)
    assert stamp is not None
    path.write_text("theirs, and longer")
    app = DeskHost("mine", path=path, stamp=stamp.kept)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert app.desk.stamp == stamp.kept
        assert app.said == [
            "orders.sql was changed by somebody else. Alt+O reads it anew; saving asks first."
        ]
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("escape")
        assert path.read_text() == "theirs, and longer"
        await pilot.press("x", "ctrl+z", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert path.read_text() == "mine"
        assert app.desk.stamp == read_sql_file(path).stamp.kept  # type: ignore[union-attr]


@pytest.mark.parametrize("tabs", [False, True])
async def test_a_file_is_read_anew_where_it_is_on_show(folder: Path, tabs: bool) -> None:
    path = folder / "orders.sql"
    app = DeskHost(tabs=tabs)
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(path))
        app.editor.move_cursor((0, 3))
        path.write_text("theirs;\n")
        await pilot.press("alt+o")
        await answer(pilot, path)
        assert app.editor.text == "theirs;\n"
        assert app.editor.cursor_location == (0, 3)
        assert app.elsewhere == []
        await pilot.press("x")
        path.write_text("theirs again;\n")
        await pilot.press("alt+o")
        await answer(pilot, path)
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("enter")
        assert app.editor.text == "thexirs;\n"
        await pilot.press("alt+o")
        await answer(pilot, path)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.editor.text == "theirs again;\n"
        assert not app.desk.modified


async def test_another_path_can_be_typed_behind_the_folder_that_stands_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder / "out"))
    app = DeskHost()
    async with app.run_test() as pilot:
        app.desk.show(read_sql_file(folder / "orders.sql"))
        await pilot.press("alt+o", *"~/de")
        await settled(pilot)
        assert [row.key for row in app.screen.query_one(NameList).rows_shown] == ["deep.sql"]
        await pilot.press("tab", "enter")
        await settled(pilot)
        assert app.editor.text == "select 'deep';\n"
        await pilot.press("alt+o", *f"{folder}/orders.sql", "enter")
        await settled(pilot)
        assert app.editor.text == "select 1;\n"


async def test_oddities_of_a_file_are_told(folder: Path) -> None:
    path = folder / "mixed.sql"
    path.write_bytes(b"select 1;\r\nselect '\x1b[31m\xe2\x80\xae';\n")
    (folder / "link.sql").symlink_to(path)
    app = DeskHost()
    async with app.run_test(size=(120, 30)) as pilot:
        app.desk.show(read_sql_file(folder / "link.sql"))
        await pilot.pause()
        assert app.said == [
            f"{folder}/link.sql is a link to {path}; saving writes there.",
            "mixed.sql has 2 hidden characters; they are kept, and drawn as ␛ or �.",
            "mixed.sql ends its lines in several ways; they are kept, and drawn as ␍.",
        ]
        await pilot.press("ctrl+home", "alt+down", "ctrl+z", "ctrl+s")
        await settled(pilot)
        assert path.read_bytes() == b"select 1;\r\nselect '\x1b[31m\xe2\x80\xae';\n"


async def test_what_a_paste_brought_along_is_told_once() -> None:
    app = DeskHost()
    async with app.run_test() as pilot:
        assert app.desk.title("query 1") == "query 1"
        app.post_message(events.Paste("a\x1b[31m\u202e\nb\rc"))
        await settled(pilot)
        assert app.said == [
            "1 odd line end came with the paste; now they are as the others.",
            "2 hidden characters came with the paste; the editor shows them as ␛ or �.",
        ]
        assert app.editor.text == "a\x1b[31m\u202e\nb\nc"
