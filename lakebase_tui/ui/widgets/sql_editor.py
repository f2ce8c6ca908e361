"""The SQL editor: Textual's text area, coloured as Postgres reads it, the statement in hand marked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import DocumentNavigator, Edit, EditResult, Selection

from lakebase_tui.sql import Statement
from lakebase_tui.ui.key_order import act_here
from lakebase_tui.ui.widgets.editor_bindings import EDITOR_BINDINGS
from lakebase_tui.ui.widgets.editor_document import (
    EditorDocument,
    FlatDocument,
    hidden_count,
    odd_line_ends,
    with_line_feeds,
)
from lakebase_tui.ui.widgets.editor_looks import Situation, look_of
from lakebase_tui.ui.widgets.editor_painter import GUTTER_MARGIN, EditorStyles, LinePainter, View
from lakebase_tui.ui.widgets.editor_search import Matches
from lakebase_tui.ui.widgets.editor_text import EditorText, Range
from lakebase_tui.ui.widgets.editor_theme import editor_styles


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
        """Text was pasted that ends lines in several ways; its odd line ends became those of the text."""

        editor: "SqlEditor"
        """The editor that it came into."""
        count: int
        """How many there were."""

        @property
        def control(self) -> "SqlEditor":
            """The editor that it came into."""
            return self.editor

    @dataclass
    class HiddenPasted(Message):
        """Characters were pasted that a terminal would act on, hide or reorder; the editor shows them."""

        editor: "SqlEditor"
        """The editor that they came into."""
        count: int
        """How many there were."""

        @property
        def control(self) -> "SqlEditor":
            """The editor that they came into."""
            return self.editor

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self.key_takers: list[KeyTaker] = []
        """Asked in their order before a key does what it does otherwise."""
        self._analysed: EditorText | None = None
        self._stale: EditorText | None = None
        self._painter = LinePainter()
        self._styles: EditorStyles | None = None
        self._error: Range | None = None
        self._matches = Matches()
        super().__init__(
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            max_checkpoints=200,
            id=id,
            classes=classes,
        )
        # A blinking cursor would write to the terminal, and through SSH, for as long as one looks at it.
        self.cursor_blink = False
        self._take(text)

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
        self.refresh()

    def clear_error(self) -> None:
        """Take the mark of `mark_error` away."""
        if self._error is not None:
            self._error = None
            self.refresh()

    def show_matches(self, matches: Matches) -> None:
        """Mark what a search found, until the next edit; more may be added to it."""
        self._matches = matches
        self.refresh()

    def select_range(self, start: int, end: int) -> None:
        """Select a part of the text and show it, in the middle where it was out of view.

        Args:
            start: Where it begins, in offsets of `analysis.flat`.
            end: Where it ends, in the same.
        """
        first, last = self.analysis.flat_location(start), self.analysis.flat_location(end)
        height = self.scrollable_content_region.height
        hidden = not self.scroll_offset.y <= last[0] < self.scroll_offset.y + height
        self.selection = Selection(first, last)
        self.record_cursor_width()
        self.history.checkpoint()
        if hidden:
            self.scroll_cursor_visible(center=True)

    # Edits

    def edit(self, edit: Edit) -> EditResult:
        """Perform an edit, and forget what was known of the text before it."""
        edit.text = with_line_feeds(edit.text)
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
        """Replace the whole text, exactly, and forget the undo history."""
        super().load_text("")
        self._take(text)

    def _take(self, text: str) -> None:
        self.document = EditorDocument(text, self.indent_width)
        self.wrapped_document = FlatDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._analysed, self._stale = None, None
        self._forget()
        self._refresh_size()

    def _forget(self) -> None:
        # Of several edits between two looks at the text, the version that was looked at is the one to keep.
        self._stale, self._analysed = self._analysed or self._stale, None
        self._error = None
        self._matches = Matches()

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Indent a new line like the one before, and leave to the screen what the text area would swallow.

        Keys with a binding act here and now. Left to bubble, they would act after text that was typed behind
        them, when a slow line brings several keys at once.
        """
        is_text = event.is_printable and not event.key.startswith("alt+")
        if any(taker.take_key(event) for taker in self.key_takers):
            event.prevent_default()
            event.stop()
        elif is_text:
            self._begin_word(event.character or "")
        elif event.key == "escape":
            event.prevent_default()
        elif await act_here(self, event.key):
            event.prevent_default()
            event.stop()
        elif event.is_printable:
            event.prevent_default()  # Alt and a letter that does nothing here is no letter
        elif event.key == "enter" and not self.read_only:
            event.prevent_default()
            event.stop()
            self._break_line()
        elif event.key == "tab" and not self.read_only and self.selection.start[0] != self.selection.end[0]:
            event.prevent_default()
            event.stop()
            self._shift_lines(self._indented)

    def on_paste(self, event: events.Paste) -> None:
        """Tell when what is pasted is not what it looks like; the text area does the pasting."""
        if self.read_only:
            return
        if count := odd_line_ends(event.text):
            self.post_message(self.LineBreaksReplaced(self, count))
        if count := hidden_count(event.text):
            self.post_message(self.HiddenPasted(self, count))

    def _begin_word(self, character: str) -> None:
        """Let an undo stop before each word that is typed."""
        row, column = min(self.selection)
        before = self.document.get_line(row)[max(0, column - 1) : column]
        if before.isspace() and not character.isspace():
            self.history.checkpoint()

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
        return len(str(self.document.line_count)) + GUTTER_MARGIN if self.show_line_numbers else 0

    def notify_style_update(self) -> None:
        """Forget the colours of the theme that was in use."""
        self._styles = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a region, without the text area's own preparations."""
        return super(TextArea, self).render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw a line: coloured, and with nothing in it that a terminal would act on."""
        self._styles = self._styles or editor_styles(self)
        row = y + self.scroll_offset.y
        if row >= self.document.line_count:
            return Strip.blank(self.size.width, self._styles.ground)
        view = View(self.size.width, self.gutter_width, self.scroll_offset.x, self.indent_width)
        return self._painter.line(
            self.document.get_line(row), look_of(row, self._situation), view, self._styles
        )

    @property
    def _situation(self) -> Situation:
        return Situation(
            text=self.analysis,
            selection=self.selection,
            draws_cursor=self.has_focus,
            numbers=self.show_line_numbers,
            brackets=(),
            error=self._error,
            matches=self._matches,
            problems=lambda statement: (),
        )
