"""Copying by screens and inputs: what is written to the terminal, and when it is told."""

import base64
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import TextArea

from lakebase_tui.config.paths import copies_folder
from lakebase_tui.ui.clipboard.copying_out import copy_out, copy_out_quietly
from tests.support.frames import ThemedApp


class QuietApp(ThemedApp):
    """An app whose inputs copy by the best way there is."""

    def compose(self) -> ComposeResult:
        yield TextArea("select 1")

    def copy_to_clipboard(self, text: str) -> None:
        copy_out_quietly(self, text)

    def told(self) -> list[str]:
        return [notification.message for notification in self._notifications]


@pytest.fixture
def wrote(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the driver was given for the terminal."""
    found: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: found.append(data))
    return found


def sequence(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


async def test_an_input_copies_and_pastes_without_a_word(wrote: list[str]) -> None:
    app = QuietApp()
    async with app.run_test() as pilot:
        area = app.query_one(TextArea)
        area.focus()
        area.select_all()
        await pilot.press("ctrl+c")
        await app.workers.wait_for_complete()
        await pilot.press("end", "ctrl+v")
        assert area.text == "select 1select 1"
        assert wrote.count(sequence("select 1")) == 1
        assert app.told() == []


async def test_an_input_tells_of_a_file(
    wrote: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = QuietApp()
    async with app.run_test():
        await copy_out_quietly(app, "a text").wait()
        [told] = app.told()
    file = copies_folder() / "copied.txt"
    assert told == f"Copied it, 6 B, to {file}: there is no way to the terminal's clipboard."
    assert file.read_text() == "a text"
    assert not any("]52;" in text for text in wrote)


async def test_a_screen_says_what_it_copied(wrote: list[str]) -> None:
    app = QuietApp()
    async with app.run_test():
        await copy_out(app, "x\udcff", "2 lines").wait()
        assert app.told() == ["Copied 2 lines, 2 B, to the terminal's clipboard (OSC 52)."]
        heard: list[str] = []
        await copy_out(app, "y", "1 line", say=heard.append).wait()
        assert heard == ["Copied 1 line, 1 B, to the terminal's clipboard (OSC 52)."]
    assert f"\x1b]52;c;{base64.b64encode(bytes([0x78, 0xFF])).decode()}\x07" in wrote


async def test_nowhere_to_copy_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    app = QuietApp()
    async with app.run_test():
        await copy_out(app, "x", "1 line").wait()
        [told] = app.told()
    assert told.startswith("Nothing was copied")
