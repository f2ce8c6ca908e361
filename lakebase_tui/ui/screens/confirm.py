"""One question, two answers; the safe one is the default."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class ConfirmScreen(ModalScreen[bool]):
    """Dismisses with True when the user agrees.

    Args:
        question: What is asked, in one or two sentences.
        agree: Text of the button that agrees.
        refuse: Text of the button that does not; it has the focus.
    """

    BINDINGS = [
        Binding("escape", "refuse", "Back", id="confirm.refuse"),
        Binding("left", "app.focus_previous", "The other answer", id="confirm.left", show=False),
        Binding("right", "app.focus_next", "The other answer", id="confirm.right", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical {
        width: 64; max-width: 90%; height: auto; padding: 1 2;
        border: round $warning; background: $panel;
    }
    ConfirmScreen Horizontal { height: auto; margin-top: 1; align-horizontal: right; }
    ConfirmScreen Button.-style-default {
        margin-left: 2; background: $raised; background-tint: $raised 0%; color: $foreground;
        text-style: none;
        &:focus { background: $accent; background-tint: $raised 0%; color: $ground; text-style: bold; }
    }
    """

    def __init__(self, question: str, *, agree: str, refuse: str) -> None:
        super().__init__()
        self._question = question
        self._agree = agree
        self._refuse = refuse

    def compose(self) -> ComposeResult:
        """The question above its two answers."""
        with Vertical():
            yield Static(Content(self._question))
            with Horizontal():
                yield Button(Content(self._refuse), id="refuse", compact=True)
                yield Button(Content(self._agree), id="agree", compact=True)

    def on_mount(self) -> None:
        """The safe answer is one Enter away."""
        self.query_one("#refuse").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "agree")

    def action_refuse(self) -> None:
        """Escape refuses."""
        self.dismiss(False)
