"""A dialog for one line of text, with what can be chosen beneath."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.prompt import FRAME, hint

_OFFERED = 40
"""Choices that are named beneath the line."""


class AskTextScreen(ModalScreen[str | None]):
    """Dismisses with what was typed, None for nothing.

    Args:
        title: What is asked for.
        value: What stands there at first.
        about: A sentence on what it does.
        choices: What could be typed, to be read.
    """

    BINDINGS = [Binding("escape", "back", "Back", id="ask.back")]
    DEFAULT_CSS = FRAME.format(name="AskTextScreen") + "AskTextScreen .about { color: $dim; margin-top: 1; }"

    def __init__(self, title: str, value: str = "", *, about: str = "", choices: Sequence[str] = ()) -> None:
        super().__init__()
        self._heading = title
        self._value = value
        self._about = about
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The line above what it is for."""
        with Vertical() as frame:
            frame.border_title = Content(visible(self._heading))
            field = Input(self._value, id="text", compact=True, select_on_focus=False)
            field.cursor_blink = False  # a blinking cursor is traffic
            yield field
            if self._about:
                yield Static(Content(self._about), classes="about")
            if self._choices:
                more = " …" if len(self._choices) > _OFFERED else ""
                yield Static(
                    visible(", ".join(self._choices[:_OFFERED])) + more, classes="about", markup=False
                )
            yield Static(hint(("⏎", "go"), ("esc", "back")), classes="hint")

    def on_mount(self) -> None:
        """The cursor stands behind what is there."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        self.dismiss(event.value)

    def action_back(self) -> None:
        """No answer."""
        self.dismiss(None)
