"""An editor for one value: text, NULL and DEFAULT told apart, with the type beside it."""

from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from lakebase_tui.query.edit.table import DEFAULT, TRUTH, CellValue, TableColumn
from lakebase_tui.sql.visible import visible, visible_in_place
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.key_order import act_here


class ValueArea(TextArea):
    """The text of a value; nothing in it reaches the terminal as it is."""

    BINDINGS = [Binding("ctrl+a", "select_all", "Select all of the value", show=False, id="cell.select_all")]

    @dataclass
    class Stepped(Message):
        """The next (1) or the previous (-1) of the few values there are is wanted."""

        step: int

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        super().__init__(text, id="value", compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._choices = choices

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn, character for character."""
        return Text(visible_in_place(self.document.get_line(line_index)), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        steps = {"down": 1, "up": -1, **({"space": 1} if self._choices == TRUTH else {})}
        if self._choices and event.key in steps:
            event.stop()
            event.prevent_default()
            self.post_message(self.Stepped(steps[event.key]))
        elif not event.is_printable and await act_here(self, event.key):
            event.stop()
            event.prevent_default()


class CellEditor(Vertical):
    """Edits one value.

    | Keys | What they do |
    | :- | :- |
    | enter | Accept. |
    | alt+enter | A new line in the value. |
    | ctrl+n | NULL, and from there the empty text. |
    | ctrl+d | DEFAULT. |
    | up, down, and for booleans space | The next value, where there are only a few. |
    | escape | Leave it as it was. |

    Args:
        column: Of the table.
        value: What it is now.
        new: In a row that is to be inserted.
    """

    BINDINGS = [
        Binding("enter", "accept", "Accept the value", id="cell.accept", priority=True),
        Binding("alt+enter", "line", "A new line in it", id="cell.line", priority=True),
        Binding("ctrl+n", "null", "NULL, or the empty text", id="cell.null", priority=True),
        Binding("ctrl+d", "default", "DEFAULT", id="cell.default", priority=True),
        Binding("escape", "leave", "Leave it as it was", id="cell.leave", priority=True),
    ]
    DEFAULT_CSS = """
    CellEditor {
        height: auto; padding: 0 1; background: $panel; border: round $grid-cursor;
        border-title-color: $foreground; border-subtitle-color: $dim;
        & > #value { height: auto; max-height: 12; background: $panel; padding: 0; border: none; }
        & > .said { height: auto; color: $dim; }
    }
    """

    @dataclass
    class Accepted(Message):
        """The value is to be this."""

        value: CellValue

    class Ready(Message):
        """It can take keys from now on; whoever shows it gives it the focus."""

    class Left(Message):
        """It is to stay as it was."""

    class Resized(Message):
        """It takes another room now."""

    def __init__(self, column: TableColumn, value: CellValue, *, new: bool = False) -> None:
        super().__init__()
        self._column = column
        self._value = value
        self._new = new
        self._text = value if isinstance(value, str) else ""
        self._state: CellValue = value
        self.border_title = Content(visible(column.name))
        self.border_subtitle = "⏎ accept  ^n NULL  ^d default  esc leave"

    def compose(self) -> ComposeResult:
        """The text above what is to be known of it."""
        yield ValueArea(self._text, self._column.choices)
        yield Static(classes="said", markup=False)

    def on_mount(self) -> None:
        """All is selected: what one types takes its place, a move of the cursor keeps it."""
        area = self.area
        self._text = area.text
        area.select_all()
        self._draw()
        self.post_message(self.Ready())

    def on_resize(self) -> None:
        """Somebody has to find another place for it."""
        self.post_message(self.Resized())

    @property
    def area(self) -> ValueArea:
        """Where the text is typed."""
        return self.query_one(ValueArea)

    @property
    def value(self) -> CellValue:
        """The value as it stands; text that was not touched is exactly what it was."""
        typed = self.area.text
        if not typed and not isinstance(self._state, str):
            return self._state
        return self._value if isinstance(self._value, str) and typed == self._text else typed

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """What is typed is text, whatever was there before."""
        event.stop()
        if event.text_area.text or isinstance(self._state, str):
            self._state = event.text_area.text
        self._draw()

    def on_value_area_stepped(self, event: ValueArea.Stepped) -> None:
        """Put the next of the few values in."""
        event.stop()
        choices = self._column.choices
        text = self.area.text
        index = choices.index(text) + event.step if text in choices else min(event.step, 0)
        self._put(choices[index % len(choices)])

    def action_accept(self) -> None:
        """Take the value, unless the server cannot even read it."""
        if not self._refusal():
            self.post_message(self.Accepted(self.value))

    def action_leave(self) -> None:
        """Change nothing."""
        self.post_message(self.Left())

    def action_line(self) -> None:
        """Break the line."""
        self.area.insert("\n")

    def action_null(self) -> None:
        """NULL; pressed again, the empty text."""
        self._put("" if self._state is None else None)

    def action_default(self) -> None:
        """DEFAULT."""
        self._put(DEFAULT)

    def _put(self, value: CellValue) -> None:
        self._state = value
        area = self.area
        area.text = value if isinstance(value, str) else ""
        area.move_cursor(area.document.end)
        self._draw()

    def _refusal(self) -> str:
        value = self.value
        return self._column.problem(value) if isinstance(value, str) else ""

    def _draw(self) -> None:
        value = self.value
        problem = self._column.problem(value)
        lines = [Content.assemble(self._state_words(value), ("  ", ""), (visible(self._facts()), "$dim"))]
        if problem:
            lines.append(Content.styled(visible(problem), "$status-bad"))
        if self._loses(value):
            lines.append(Content.styled("Its unusual line breaks become plain ones.", "$status-warn"))
        if self._column.choices:
            lines.append(Content.styled(visible("  ".join(("↑↓", *self._column.choices))), "$dim"))
        self.query_one(".said", Static).update(Content("\n").join(lines))

    def _state_words(self, value: CellValue) -> tuple[str, str]:
        if value is None:
            return "NULL", "italic $grid-null"
        if value is DEFAULT:
            return "DEFAULT", "italic $grid-null"
        return (counted(len(value), "character"), "$dim") if value else ("empty text", "italic $grid-null")

    def _facts(self) -> str:
        column = self._column
        parts = [column.type_name, "not null" if column.not_null else ""]
        if column.identity:
            parts.append("default: the next number")
        elif column.default:
            parts.append(f"default {column.default}")
        return "  ".join(part for part in parts if part)

    def _loses(self, value: CellValue) -> bool:
        """Whether characters of the original cannot be kept by this editor, and text of it is changed."""
        return (
            isinstance(self._value, str)
            and self._text != self._value
            and value != self._value
            and bool(value)
        )
