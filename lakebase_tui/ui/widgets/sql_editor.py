"""The SQL editor: Textual's text area, coloured as Postgres reads it, the statement in hand marked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import DocumentNavigator, Edit, EditResult

from lakebase_tui.sql import Statement
from lakebase_tui.sql.highlight import Group
from lakebase_tui.sql.visible import visible_in_place
from lakebase_tui.ui.key_order import act_here
from lakebase_tui.ui.widgets.editor_bindings import EDITOR_BINDINGS
from lakebase_tui.ui.widgets.editor_text import EditorText, FlatDocument, hidden_width
from lakebase_tui.ui.widgets.editor_theme import syntax_styles

_BAR: Final = "▎"
_GROUNDS: Final = frozenset(("text-area--cursor-line", "text-area--matching-bracket"))
_OTHER_LINE_BREAKS: Final = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class KeyTaker(Protocol):
    """Something that stands before the editor: completion, keys as in Vim."""

    def take_key(self, event: events.Key) -> bool:
        """Whether it used the key; then nothing else does."""


class SqlEditor(TextArea, inherit_bindings=False):
    """Edits SQL. Which keys run it is the screen's matter; the editor says what a run would mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, description, show=False, id=f"editor.{name}")
        for name, key, action, description in EDITOR_BINDINGS
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sql-editor--statement"}
    """
    | Class | Description |
    | :- | :- |
    | `sql-editor--statement` | The bar beside the statement that a run would run. |
    """

    DEFAULT_CSS = """
    SqlEditor {
        border: round $border-blurred;
        padding: 0 0 0 1;
        background: $background;
        & .sql-editor--statement { color: $accent; }
        & .text-area--gutter { color: $foreground 40%; }
        & .text-area--cursor-gutter { color: $foreground 80%; background: $foreground 5%; text-style: none; }
        & .text-area--cursor-line { background: $foreground 5%; }
        &:focus { border: round $accent; }
    }
    """

    @dataclass
    class LineBreaksReplaced(Message):
        """Text came in with characters that no editor line can hold; they became plain line breaks."""

        editor: "SqlEditor"
        """The editor that it came into."""
        count: int
        """How many there were."""

        @property
        def control(self) -> "SqlEditor":
            """The editor that it came into."""
            return self.editor

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self.key_takers: list[KeyTaker] = []
        """Asked in their order before a key does what it does otherwise."""
        self._analysed: EditorText | None = None
        self._stale: EditorText | None = None
        self._syntax: dict[Group, Style] | None = None
        self._error: tuple[int, int] | None = None
        super().__init__(
            text,
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            max_checkpoints=200,
            id=id,
            classes=classes,
        )
        # A blinking cursor would write to the terminal, and through SSH, for as long as one looks at it.
        self.cursor_blink = False
        self._flatten()

    # What a run would mean

    @property
    def analysis(self) -> EditorText:
        """The statements, offsets and colours of the text as it is now."""
        if self._analysed is None:
            self._analysed = EditorText(self.document.lines, self.document.newline, self._stale)
            self._stale = None
        return self._analysed

    @property
    def text(self) -> str:
        """The whole text; setting it forgets the undo history."""
        return self.analysis.text

    @text.setter
    def text(self, value: str) -> None:
        self.load_text(value)

    @property
    def cursor_offset(self) -> int:
        """The cursor's place, in characters from the beginning of the text."""
        return self.analysis.offset_of(self.cursor_location)

    @property
    def selection_offset(self) -> int:
        """Where the selection begins, in characters from the beginning of the text."""
        return self.analysis.offset_of(min(self.selection))

    def all_statements(self) -> list[Statement]:
        """Return every statement of the text, in order."""
        return list(self.analysis.statements)

    def statement_at_cursor(self) -> Statement | None:
        """Return the statement that the gutter marks, or None where there is none."""
        return self.analysis.statement_at(self.cursor_location)

    def statement_text_at_cursor(self) -> str:
        """Return the marked statement as it was typed; empty where there is none."""
        statement = self.statement_at_cursor()
        return statement.text(self.text) if statement else ""

    def move_cursor_to_offset(self, offset: int) -> None:
        """Put the cursor at an offset, in characters from the beginning of the text, and show it."""
        self.move_cursor(self.analysis.location_of(offset), center=True)

    def mark_error(self, start_offset: int, length: int = 1) -> None:
        """Underline a part of the text, until the next edit.

        Args:
            start_offset: Where it begins, in characters from the beginning of the text.
            length: Its length in characters; at least one character is marked.
        """
        start = max(0, min(start_offset, len(self.text) - 1))
        self._error = (start, max(start + 1, min(start_offset + length, len(self.text))))
        self._redraw()

    def clear_error(self) -> None:
        """Take the mark of `mark_error` away."""
        if self._error is not None:
            self._error = None
            self._redraw()

    # Edits

    def edit(self, edit: Edit) -> EditResult:
        """Perform an edit, and forget what was known of the text before it."""
        result = super().edit(edit)
        self._forget()
        return result

    def undo(self) -> None:
        """Undo the last batch of edits."""
        super().undo()
        self._forget()

    def redo(self) -> None:
        """Redo the last batch of edits that was undone."""
        super().redo()
        self._forget()

    def load_text(self, text: str) -> None:
        """Replace the whole text and forget the undo history.

        Args:
            text: The new text. Characters that no line can hold become line breaks; this is told by message.
        """
        self._forget()
        super().load_text(text)
        self._forget()
        self._flatten()
        self._tell_of_line_breaks(text)

    def _flatten(self) -> None:
        """Look at the document through a view that need not add up the height of every line."""
        self.wrapped_document = FlatDocument(self.document, tab_width=self.indent_width)
        self.wrapped_document.wrap(0, self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)

    def _forget(self) -> None:
        # Of several edits between two looks at the text, the version that was looked at is the one to keep.
        self._stale, self._analysed = self._analysed or self._stale, None
        self._error = None

    def _tell_of_line_breaks(self, text: str) -> None:
        count = 0 if text.isascii() and text.isprintable() else len(_OTHER_LINE_BREAKS.findall(text))
        if count:
            self.post_message(self.LineBreaksReplaced(self, count))

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Indent a new line like the one before, and leave to the screen what the text area would swallow.

        Keys with a binding act here and now. Left to bubble, they would act after text that was typed behind
        them, when a slow line brings several keys at once.
        """
        if any(taker.take_key(event) for taker in self.key_takers):
            event.prevent_default()
            event.stop()
        elif event.key == "escape":
            event.prevent_default()
        elif not event.is_printable and await act_here(self, event.key):
            event.prevent_default()
            event.stop()
        elif event.key == "enter" and not self.read_only:
            event.prevent_default()
            event.stop()
            self._break_line()
        elif event.key == "tab" and not self.read_only and self.selection.start[0] != self.selection.end[0]:
            event.prevent_default()
            event.stop()
            self._shift_lines(self._indented)

    def on_paste(self, event: events.Paste) -> None:
        """Tell when the text area cannot take what is pasted as it is; it does the pasting."""
        if not self.read_only:
            self._tell_of_line_breaks(event.text)

    def action_delete_right(self) -> None:
        """Delete what is to the right; in an empty editor, the key is the screen's."""
        if not self.text:
            raise SkipAction
        super().action_delete_right()

    def action_text_start(self) -> None:
        """Go to the beginning of the text."""
        self.move_cursor((0, 0))

    def action_text_end(self) -> None:
        """Go to the end of the text."""
        self.move_cursor(self.document.end)

    def action_dedent(self) -> None:
        """Take one step of indentation off the lines of the selection."""
        if not self.read_only:
            self._shift_lines(self._dedented)

    def _break_line(self) -> None:
        start, end = sorted(self.selection)
        before = self.document.get_line(start[0])[: start[1]]
        indent = before[: len(before) - len(before.lstrip(" \t"))]
        self.replace("\n" + indent, start, end, maintain_selection_offset=False)

    def _shift_lines(self, shifted: Callable[[str], str]) -> None:
        (first, _), (last, last_column) = sorted(self.selection)
        if last_column == 0 and last > first:
            last -= 1
        lines = [self.document.get_line(row) for row in range(first, last + 1)]
        changed = [shifted(line) for line in lines]
        if changed == lines:
            return
        self.replace("\n".join(changed), (first, 0), (last, len(lines[-1])), maintain_selection_offset=True)

    def _indented(self, line: str) -> str:
        return " " * self.indent_width + line if line else line

    def _dedented(self, line: str) -> str:
        if line.startswith("\t"):
            return line[1:]
        blanks = len(line) - len(line.lstrip(" "))
        return line[min(blanks, self.indent_width) :]

    # Drawing

    @property
    def gutter_width(self) -> int:
        """Cells that the gutter takes: the bar, the line number and the space behind it."""
        width = super().gutter_width
        return width + 1 if width else 0

    def validate_virtual_size(self, size: Size) -> Size:
        """Leave room for what is hidden in the text but shown when it is drawn."""
        return Size(size.width + hidden_width(self.document.lines), size.height)

    def notify_style_update(self) -> None:
        """Forget the colours of the theme that was in use."""
        self._syntax = None
        super().notify_style_update()

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """Return a component's style; what lies behind text gives no colour to the text itself."""
        style = super().get_component_rich_style(*names, partial=partial, default=default)
        if _GROUNDS.isdisjoint(names):
            return style
        return Style(bgcolor=style.bgcolor, reverse=style.reverse)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: coloured, and with nothing in it that a terminal would act on."""
        line = self.document.get_line(line_index)
        drawn = visible_in_place(line)
        text = Text(drawn, end="", no_wrap=True)
        styles = self._styles()
        for start, end, group in self.analysis.spans(line_index):
            style = styles.get(group)
            if style is not None:
                text.stylize(style, start, end)
        if drawn != line:
            for column, (raw, shown) in enumerate(zip(line, drawn, strict=True)):
                if raw != shown:
                    text.stylize(styles["error"], column, column + 1)
        self._underline_error(text, line_index)
        return text

    def render_line(self, y: int) -> Strip:
        """Draw a line, with the bar beside it where a run would run it."""
        strip = super().render_line(y)
        if y + self.scroll_offset.y not in self._marked_rows() or not strip.cell_length:
            return strip
        below = next(iter(strip)).style or Style.null()
        bar = Segment(_BAR, below + self.get_component_rich_style("sql-editor--statement", partial=True))
        return Strip.join([Strip([bar], 1), strip.crop(1)])

    def _marked_rows(self) -> range:
        if not self.show_line_numbers or not self.selection.is_empty:
            return range(0)
        statement = self.statement_at_cursor()
        return self.analysis.rows_of(statement) if statement else range(0)

    def _styles(self) -> dict[Group, Style]:
        if self._syntax is None:
            self._syntax = syntax_styles(self.app.theme_variables)
        return self._syntax

    def _underline_error(self, text: Text, row: int) -> None:
        if self._error is None:
            return
        line_start = self.analysis.offset_of((row, 0))
        start, end = (offset - line_start for offset in self._error)
        if start < len(text) and end > 0:
            text.stylize(self._styles()["error"] + Style(underline=True), max(0, start), min(end, len(text)))

    def _redraw(self) -> None:
        # The text area keeps drawn lines; this is its public way to have them drawn anew.
        self.notify_style_update()
        self.refresh()
