"""A program that copies a text of some length by `copy_out`, and shows what it says of it."""

import sys

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static

from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.terminal_driver import TerminalDriver

BEGINNING = "Größe 🚲\t\x1b[31m\udcff\n"


def text_of(length: int) -> str:
    """The text that a program for `length` copies: of that many characters."""
    return (BEGINNING + "x" * length)[:length]


class ClipboardProgram(App[None]):
    """Copies when `y` is pressed; `q` ends it."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, length: int) -> None:
        super().__init__(driver_class=TerminalDriver)
        self._length = length

    def compose(self) -> ComposeResult:
        yield Static("ready to copy", markup=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "y":
            copy_out(self, text_of(self._length), "a text", say=self.query_one(Static).update)
        elif event.key == "q":
            self.exit()


if __name__ == "__main__":
    ClipboardProgram(int(sys.argv[1])).run()
