"""The question before a destructive statement: what it destroys, about how much, and on which branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.prompt import FRAME, hint
from lakebase_tui.ui.widgets.editor_theme import syntax_styles
from lakebase_tui.ui.widgets.sql_text import sql_text

_READ_AGAIN: Final = 10
"""Statements that are shown whole; of the others there is what they destroy."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A statement that destroys something."""

    statement: str
    hazards: Sequence[str]
    """What it destroys, a line each, as a guard says it."""


class GuardScreen(ModalScreen[bool]):
    """Dismisses with whether to run.

    Args:
        where: Branch and database, as they are read.
        dangers: All of them, in the order in which they would run.
        name: What has to be typed; empty: a button is enough.
    """

    BINDINGS = [
        Binding("escape", "refuse", "Do not run it", id="guard.refuse"),
        Binding("up", "read(-1)", "Up", id="guard.up", show=False),
        Binding("down", "read(1)", "Down", id="guard.down", show=False),
        Binding("pageup", "read(-8)", "Page up", id="guard.page_up", show=False),
        Binding("pagedown", "read(8)", "Page down", id="guard.page_down", show=False),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="GuardScreen")
        + """
    GuardScreen > Vertical { border: round $status-bad; }
    GuardScreen VerticalScroll { height: auto; max-height: 45vh; background: $panel; }
    GuardScreen VerticalScroll > Static { height: auto; }
    GuardScreen .hazard { color: $status-bad; text-style: bold; }
    GuardScreen .statement { margin: 0 0 1 2; }
    GuardScreen .wrong { color: $status-warn; }
    GuardScreen Horizontal { height: auto; margin-top: 1; }
    GuardScreen Button { margin-right: 2; }
    """
    )

    def __init__(self, where: str, dangers: Sequence[Danger], name: str = "") -> None:
        super().__init__()
        self._where = where
        self._dangers = dangers
        self._wanted = name

    def compose(self) -> ComposeResult:
        """What is destroyed, by which statements, and the answer."""
        styles = syntax_styles(self.app.theme_variables)
        others = [line for danger in self._dangers[_READ_AGAIN:] for line in danger.hazards]
        with Vertical() as frame:
            frame.border_title = Content(f"Run this on {visible(self._where)}?")
            frame.border_subtitle = Content(self._count())
            with VerticalScroll(can_focus=False):
                for danger in self._dangers[:_READ_AGAIN]:
                    yield Static("\n".join(danger.hazards), classes="hazard", markup=False)
                    yield Static(sql_text(danger.statement, styles), classes="statement", markup=False)
                if others:
                    yield Static("\n".join(others), classes="hazard", markup=False)
            if self._wanted:
                yield Static(Content(f"Type {visible(self._wanted)} to run it."), id="wanted")
                yield Input(id="name", compact=True)
                yield Static(hint(("⏎", "run"), ("esc", "back")), classes="hint")
            else:
                with Horizontal():
                    yield Button("Back", id="refuse", variant="primary", compact=True)
                    yield Button("Run it", id="agree", compact=True)

    def on_mount(self) -> None:
        """The safe answer is one Enter away."""
        self.query_one("#name" if self._wanted else "#refuse").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only the very name runs it."""
        if event.value.strip() == self._wanted:
            self.dismiss(True)
            return
        wanted = self.query_one("#wanted", Static)
        wanted.update(Content(f"That is not {visible(self._wanted)}. Type it to run the statement, or Esc."))
        wanted.add_class("wrong")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "agree")

    def action_read(self, lines: int) -> None:
        """Move what is read by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_refuse(self) -> None:
        """Back to the editor; nothing ran."""
        self.dismiss(False)

    def _count(self) -> str:
        count = len(self._dangers)
        return "" if count == 1 else f"{count:,} statements destroy something"
