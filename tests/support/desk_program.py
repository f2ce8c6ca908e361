"""The editor with its files in a program of its own, with a counter that goes on whatever happens."""

import sys
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from lakebase_tui.ui.editor_desk import EditorDesk
from lakebase_tui.ui.key_order import act_in_order
from lakebase_tui.ui.terminal_driver import TerminalDriver
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from tests.support.frames import ThemedApp


class DeskProgram(ThemedApp):
    """Writes how often it has ticked, and the text as it is, to files; Ctrl+Q ends it.

    Args:
        text: What to begin with.
        folder: Where the files are.
    """

    BINDINGS = [("ctrl+q", "quit", "Quit"), ("f5,ctrl+j", "tell", "Write the text to a file")]

    def __init__(self, text: str, folder: Path) -> None:
        super().__init__()
        self.driver_class = TerminalDriver
        self._folder = folder
        self._ticks = 0
        self._keys = 0
        self.editor = SqlEditor(text, id="editor")

    def compose(self) -> ComposeResult:
        yield EditorDesk(self.editor, lambda path, modified: None)
        yield Static("ready", id="said", markup=False)

    def on_mount(self) -> None:
        self.editor.focus()
        self.set_interval(0.02, self._tick)

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they were typed, as in the whole program."""
        if not (isinstance(event, events.Key) and not event.is_forwarded and await act_in_order(self, event)):
            await super().on_event(event)

    def _tick(self) -> None:
        self._ticks += 1
        (self._folder / "ticks").write_text(str(self._ticks))

    def action_tell(self) -> None:
        """Write the text down, and say so."""
        self._keys += 1
        (self._folder / "text").write_text(self.editor.text, errors="surrogateescape", newline="")
        self.query_one("#said", Static).update(f"told {self._keys}")


if __name__ == "__main__":
    DeskProgram(sys.argv[1], Path(sys.argv[2])).run()
