"""Ask for a password, and whether to keep it in the system's keyring."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import Click
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lakebase_tui.config.secret import Secret
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.screens.prompt import FRAME, hint


@dataclass(frozen=True, slots=True)
class TypedPassword:
    """What the user typed; `keep`: in the keyring, once the server has taken it."""

    secret: Secret
    keep: bool = False


class PasswordScreen(ModalScreen[TypedPassword | None]):
    """Ask for a password, which is not shown.

    Args:
        title: Whose password.
        why: Why it is asked for, in a sentence; often nothing.
        can_keep: Whether to offer the keyring.
    """

    BINDINGS = [
        Binding("escape", "back", "Back", id="password.back"),
        Binding("ctrl+s", "keep", "Keep it in the keyring, or not", id="password.keep"),
    ]
    DEFAULT_CSS = (
        FRAME.format(name="PasswordScreen")
        + """
    PasswordScreen .why { color: $status-warn; margin-bottom: 1; }
    PasswordScreen #keep { margin-top: 1; width: auto; }
    """
    )

    def __init__(self, title: str, *, why: str = "", can_keep: bool = False) -> None:
        super().__init__()
        self._heading = title
        self._why = why
        self._can_keep = can_keep
        self._keep = False

    def compose(self) -> ComposeResult:
        """One hidden field; the offer below it is off until the user takes it."""
        with Vertical() as frame:
            frame.border_title = Content(visible(self._heading))
            if self._why:
                yield Static(visible(self._why), classes="why", markup=False)
            yield Input(password=True, id="password", compact=True)
            if self._can_keep:
                yield Static(self._offer(), id="keep", markup=False)
            yield Static(hint(("⏎", "connect"), ("esc", "back")), classes="hint")

    def _offer(self) -> Content:
        box = "☑" if self._keep else "☐"
        return Content.assemble(f"{box} keep it in the keyring", ("   ^s", "$accent"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it; an empty one is none."""
        if event.value:
            self.dismiss(TypedPassword(Secret(event.value), self._keep))

    def on_click(self, event: Click) -> None:
        """The mouse may tick the box."""
        if event.widget is not None and event.widget.id == "keep":
            self.action_keep()

    def action_keep(self) -> None:
        """Tick the box, or take the tick away."""
        if self._can_keep:
            self._keep = not self._keep
            self.query_one("#keep", Static).update(self._offer())

    def action_back(self) -> None:
        """Choose none."""
        self.dismiss(None)
