"""The question before a destructive statement: what it destroys, about how much, and on which branch."""

from collections.abc import Sequence

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


class GuardScreen(ModalScreen[bool]):
    """Dismisses with whether to run.

    Args:
        where: Branch and database, as they are read.
        hazards: What is destroyed, a line each, as a guard says it.
        statement: The first statement that destroys something, to be read once more.
        name: What has to be typed; empty: a button is enough.
    """

    BINDINGS = [Binding("escape", "refuse", "Do not run it", id="guard.refuse")]
    DEFAULT_CSS = (
        FRAME.format(name="GuardScreen")
        + """
    GuardScreen > Vertical { border: round $status-bad; }
    GuardScreen VerticalScroll { height: auto; max-height: 8; margin: 1 0; background: $panel; }
    GuardScreen VerticalScroll > Static { height: auto; }
    GuardScreen .hazard { color: $status-bad; text-style: bold; }
    GuardScreen .wrong { color: $status-warn; }
    GuardScreen Horizontal { height: auto; margin-top: 1; }
    GuardScreen Button { margin-right: 2; }
    """
    )

    def __init__(self, where: str, hazards: Sequence[str], statement: str, name: str = "") -> None:
        super().__init__()
        self._where = where
        self._hazards = hazards
        self._statement = statement
        self._wanted = name

    def compose(self) -> ComposeResult:
        """What is destroyed, the statement, and the answer."""
        with Vertical() as frame:
            frame.border_title = Content(f"Run this on {visible(self._where)}?")
            yield Static("\n".join(self._hazards), classes="hazard", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="statement", markup=False)
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
        styles = syntax_styles(self.app.theme_variables)
        self.query_one("#statement", Static).update(sql_text(self._statement, styles))
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

    def action_refuse(self) -> None:
        """Back to the editor; nothing ran."""
        self.dismiss(False)
