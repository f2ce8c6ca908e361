"""The line below a result: an input while something is asked for, else what is looked for and filtered."""

from enum import Enum

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from lakebase_tui.ui.widgets.grid_cell import fit, width_of


class BarInput(Enum):
    """What is being asked for."""

    FIND = "find"
    FILTER = "filter"
    ROW = "row"


_LABELS = {BarInput.FIND: "find", BarInput.FILTER: "filter", BarInput.ROW: "go to row"}
_PLACEHOLDERS = {
    BarInput.FIND: "text; ~ regular expression",
    BarInput.FILTER: "= 5   > 10   null   contains x   ~ regex   name = 'x' for another column",
    BarInput.ROW: "12,345",
}
_ABOUT_CAP = 24
"""Cells for the name of what is asked about."""


class ResultBar(Horizontal):
    """One line high, and not there while there is nothing to say."""

    BINDINGS = [Binding("escape", "leave", "Leave", show=False, id="results.leave_bar")]
    DEFAULT_CSS = """
    ResultBar {
        display: none;
        height: 1;
        background: $panel;
        & > #bar-label { width: auto; padding: 0 1; color: $accent; }
        & > #bar-input { width: 1fr; height: 1; padding: 0; border: none; background: $raised; }
        & > #bar-said {
            width: auto; max-width: 100%; padding: 0 1; color: $dim; height: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        &.asking > #bar-said { max-width: 70%; }
    }
    ResultBar.telling { display: block; }
    ResultBar.asking { display: block; }
    ResultBar #bar-label, ResultBar #bar-input { display: none; }
    ResultBar.asking #bar-label, ResultBar.asking #bar-input { display: block; }
    """

    class Typed(Message):
        """The text changed while it is typed."""

        def __init__(self, asked: BarInput, text: str) -> None:
            super().__init__()
            self.asked = asked
            self.text = text

        def can_replace(self, message: Message) -> bool:
            """Only the newest text matters."""
            return isinstance(message, ResultBar.Typed)

    class Answered(Typed):
        """Enter was pressed."""

        def can_replace(self, message: Message) -> bool:
            """Each answer counts."""
            return False

    class Left(Message):
        """Escape was pressed in the input."""

        def __init__(self, asked: BarInput) -> None:
            super().__init__()
            self.asked = asked

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._asked: BarInput | None = None

    def compose(self) -> ComposeResult:
        """Label, input, words."""
        yield Static(id="bar-label")
        yield Input(id="bar-input", compact=True)
        yield Static(id="bar-said")

    @property
    def asked(self) -> BarInput | None:
        """What is being asked for."""
        return self._asked

    def ask(self, what: BarInput, text: str = "", about: str = "") -> None:
        """Open the input.

        Args:
            what: What is asked for.
            text: What to begin with.
            about: What the answer is about, such as the column to filter; fit to be drawn.
        """
        self._asked = what
        name = fit(about, _ABOUT_CAP).rstrip() if width_of(about) > _ABOUT_CAP else about
        self.query_one("#bar-label", Static).update(Content(f"{_LABELS[what]} {name}".rstrip()))
        field = self.query_one(Input)
        field.placeholder = _PLACEHOLDERS[what]
        with self.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.add_class("asking")
        field.cursor_blink = False  # a blinking cursor is traffic
        self.screen.set_focus(field)  # at once: the next key is already under way

    def close(self) -> None:
        """Close the input; what is said stays."""
        self._asked = None
        self.remove_class("asking")

    def say(self, words: Content | str) -> None:
        """Say something beside the input, or instead of it; the empty text: nothing."""
        content = Content(words) if isinstance(words, str) else words
        self.query_one("#bar-said", Static).update(content)
        self.set_class(bool(content.plain), "telling")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Pass it on."""
        event.stop()
        if self._asked is not None:
            self.post_message(self.Typed(self._asked, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Pass it on."""
        event.stop()
        if self._asked is not None:
            self.post_message(self.Answered(self._asked, event.value))

    def action_leave(self) -> None:
        """Escape."""
        if (asked := self._asked) is not None:
            self.close()
            self.post_message(self.Left(asked))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is for others while nothing is asked."""
        return action != "leave" or self._asked is not None
