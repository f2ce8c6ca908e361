"""The line at an editor's foot in which a command is typed behind `:`, and that tells what came of it."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets.editor_bar_parts import BarField

_MOST_KEPT = 100
"""Commands that can be taken up again."""


class VimPrompt(Horizontal):
    """One line, on show only while it asks or tells something."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "The command before", show=False, id="vim.earlier"),
        Binding("down", "recall(1)", "The command behind", show=False, id="vim.later"),
        Binding("escape", "leave", "Back to the text", show=False, id="vim.leave"),
    ]
    DEFAULT_CSS = """
    VimPrompt {
        display: none; height: 1; background: $panel;
        &.asks, &.tells { display: block; }
        & > .colon { display: none; width: 2; padding: 0 0 0 1; color: $accent; }
        & > .told { display: none; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > BarField { display: none; }
        & > BarField.-textual-compact, & > BarField.-textual-compact:focus { padding: 0; }
        &.asks > .colon, &.asks > BarField { display: block; }
        &.tells > .told { display: block; }
        &.wrong > .told { color: $status-bad; }
    }
    SqlEditor.vim-insert .text-area--cursor, SqlEditor.vim-replace .text-area--cursor {
        color: $accent; background: $background; text-style: bold underline;
    }
    SqlEditor.vim-replace .text-area--cursor { color: $status-warn; }
    """
    SCOPED_CSS = False  # how the editor's cursor looks while one types is told here, too

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._field = BarField(self._enter, id="vim-command")
        self._told = Static(classes="told", markup=False)
        self._answered: Callable[[str | None], None] | None = None
        self._kept: list[str] = []
        self._at = 0

    def compose(self) -> ComposeResult:
        """A colon, the field, and what is told instead of them."""
        yield Static(":", classes="colon", markup=False)
        yield self._field
        yield self._told

    @property
    def asks(self) -> bool:
        """Whether a command is being typed."""
        return self._answered is not None

    def ask(self, given: str, answered: Callable[[str | None], None]) -> None:
        """Ask for a command.

        Args:
            given: What is typed already.
            answered: Is called with what was typed; with None where that was given up.
        """
        self._answered = answered
        self._at = len(self._kept)
        self._field.value = given
        self._field.cursor_position = len(given)
        self.remove_class("tells", "wrong")
        self.add_class("asks")
        self.screen.set_focus(self._field)

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Tell something until `hush`."""
        self._told.update(visible(words))
        self.set_class(wrong, "wrong")
        self.set_class(bool(words), "tells")

    def hush(self) -> None:
        """Take away what was told."""
        if self.has_class("tells"):
            self.remove_class("tells", "wrong")

    def take_key(self, event: events.Key) -> None:
        """Take a key that was typed for it while the editor had the focus still."""
        if event.key == "escape":
            self.action_leave()
        elif event.key == "enter":
            self._enter(self._field.value)
        elif event.key == "backspace":
            self._field.action_delete_left()
        elif event.key in ("up", "down"):
            self.action_recall(-1 if event.key == "up" else 1)
        elif event.is_printable and event.character is not None:
            self._field.insert_text_at_cursor(event.character)

    def action_leave(self) -> None:
        """Give up."""
        self._answer(None)

    def action_recall(self, by: int) -> None:
        """Take up a command that was given before."""
        self._at = max(0, min(self._at + by, len(self._kept)))
        self._field.value = self._kept[self._at] if self._at < len(self._kept) else ""
        self._field.cursor_position = len(self._field.value)

    def _enter(self, line: str) -> None:
        if line.strip() and line not in self._kept[-1:]:
            self._kept = [*self._kept, line][-_MOST_KEPT:]
        self._answer(line)

    def _answer(self, line: str | None) -> None:
        answered, self._answered = self._answered, None
        self.remove_class("asks")
        if answered is not None:
            answered(line)
