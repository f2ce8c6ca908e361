"""The bar at an editor's foot in which one types the line to go to."""

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from lakebase_tui.ui.widgets.editor_bar_parts import BarField, hint
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

_PLACE = re.compile(r"\s*([+-]?)(\d{1,9})\s*(?:[:.,]\s*(\d{1,9}))?\s*")


def place_of(typed: str, here: int) -> tuple[int, int] | None:
    """The line and column that a text means, both counted from 0; None where it means none.

    Args:
        typed: `12`, `12:8`, or `+5` and `-5` from the line of the cursor.
        here: The line of the cursor, counted from 0.
    """
    match = _PLACE.fullmatch(typed)
    if match is None:
        return None
    sign, line, column = match.groups()
    row = here + int(sign + line) if sign else int(line) - 1
    return max(0, row), max(0, int(column) - 1) if column else 0


class LineBar(Horizontal):
    """Asks for a line, and goes there.

    Args:
        editor: Where to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back to the text", show=False, id="line.leave"),
    ]
    DEFAULT_CSS = """
    LineBar {
        display: none; height: 1; background: $panel;
        &.open { display: block; }
        & > .label { width: 9; padding: 0 1; color: $accent; }
        & > .said { width: auto; padding: 0 1; color: $dim; }
    }
    """

    def __init__(self, editor: SqlEditor, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._editor = editor
        self._field = BarField(self._go, id="line")
        self._said = Static(classes="said", markup=False)

    def compose(self) -> ComposeResult:
        """The line, and how many there are."""
        yield Static("Line", classes="label", markup=False)
        yield self._field
        yield self._said
        yield Static(hint(("⏎", "go"), ("esc", "back")), classes="said")

    @property
    def is_open(self) -> bool:
        """Whether it is on show."""
        return self.has_class("open")

    def open(self) -> None:
        """Ask."""
        self._field.value = ""
        count = self._editor.document.line_count
        self._said.update(f"{self._editor.cursor_location[0] + 1:,} of {count:,}")
        self.add_class("open")
        self.screen.set_focus(self._field)

    def _go(self, typed: str) -> None:
        """Go there; a line behind the last means the last."""
        place = place_of(typed, self._editor.cursor_location[0])
        if place is None and typed.strip():
            self._said.update("a number, or line:column")
            return
        self.action_leave()
        if place is not None:
            self._editor.move_cursor(self._editor.clamp_visitable(place), center=True)

    def action_leave(self) -> None:
        """Close it."""
        self.remove_class("open")
        self.screen.set_focus(self._editor)
