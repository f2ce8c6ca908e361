"""The SQL editor: Textual's text area, coloured as Postgres reads it, the statement in hand marked."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from textual import events, work
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets.text_area import Location, Selection

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.sql import Statement
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.key_order import Modal, act_here
from lakebase_tui.ui.widgets.editor_area import EditorArea
from lakebase_tui.ui.widgets.editor_bindings import EDITOR_BINDINGS
from lakebase_tui.ui.widgets.editor_document import hidden_count, odd_line_ends, with_line_feeds
from lakebase_tui.ui.widgets.editor_lines import (
    LinesChange,
    commented,
    dedented,
    duplicated,
    formatted,
    indented,
    moved,
    same_place,
    word_end,
    word_left,
    word_right,
)
from lakebase_tui.ui.widgets.editor_text import Range

_FORMATTED_AT_ONCE: Final = 4_000
"""Characters; of more, keys would notice."""


class KeyTaker(Protocol):
    """Something that stands before the editor: completion, keys as in Vim."""

    def take_key(self, event: events.Key) -> bool:
        """Whether it used the key; then nothing else does."""


class SqlEditor(Modal, EditorArea, inherit_bindings=False):
    """Edits SQL. Which keys run it is the screen's matter; the editor says what a run would mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, description, show=False, id=f"editor.{name}")
        for name, key, action, description in EDITOR_BINDINGS
    ]

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
        super().__init__(text, id=id, classes=classes)

    # What a run would mean

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

    def move_cursor_to_offset(self, offset: int) -> None:
        """Put the cursor at an offset, in characters from the beginning of the text, and show it."""
        self.move_cursor(self.analysis.location_of(offset), center=True)

    def range_in_hand(self) -> Range:
        """Return where the selection is, else the statement at the cursor, else nothing at the cursor."""
        if not self.selection.is_empty:
            start, end = sorted(self.selection)
            return self.analysis.offset_of(start), self.analysis.offset_of(end)
        statement = self.statement_at_cursor()
        return (statement.start, statement.end) if statement else (self.cursor_offset, self.cursor_offset)

    def change(self, start: int, end: int, new: str, select: Range | None = None) -> None:
        r"""Replace a part of the text as one step of undo; the cursor stays as near as it can.

        Args:
            start: Where the part begins, in characters from the beginning of the text.
            end: Where it ends.
            new: What takes its place; `\n` stands for the line end of the text.
            select: What is selected then, from the anchor to the cursor, in characters from the beginning of
                the new text; None: nothing.
        """
        if self.read_only:
            return
        new = (
            new
            if self.document.newline == "\n"
            else with_line_feeds(new).replace("\n", self.document.newline)
        )
        cursor = max(start, min(self.cursor_offset, start + len(new)))
        self.put(self.analysis.location_of(start), self.analysis.location_of(end), new)
        anchor, cursor = select or (cursor, cursor)
        self.selection = Selection(self.analysis.location_of(anchor), self.analysis.location_of(cursor))
        self.record_cursor_width()

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
            self.action_indent()

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

    def get_cursor_word_left_location(self) -> Location:
        """Return where a step by a word to the left leads."""
        row, column = self.cursor_location
        if column == 0 and row > 0:
            return row - 1, len(self.document.get_line(row - 1))
        return row, word_left(self.document.get_line(row), column)

    def get_cursor_word_right_location(self) -> Location:
        """Return where a step by a word to the right leads."""
        row, column = self.cursor_location
        if column == len(self.document.get_line(row)) and row + 1 < self.document.line_count:
            return row + 1, 0
        return row, word_right(self.document.get_line(row), column)

    def action_delete_word_right(self) -> None:
        """Delete the selection, else up to the end of the next word, else the line's end."""
        start, end = self.selection
        row, column = end
        line = self.document.get_line(row)
        if start == end:
            end = (row, word_end(line, column)) if column < len(line) else self.get_cursor_right_location()
        if not self.read_only:
            self.delete(start, end, maintain_selection_offset=False)

    def action_indent(self) -> None:
        """Put the lines of the selection one step to the right."""
        self._apply(indented(self.document.lines, self.selection, self.indent_width))

    def action_dedent(self) -> None:
        """Put the lines of the selection one step to the left."""
        self._apply(dedented(self.document.lines, self.selection, self.indent_width))

    def action_comment(self) -> None:
        """Comment the lines of the selection out, or take that back."""
        self._apply(commented(self.document.lines, self.selection))

    def action_move_lines(self, by: int) -> None:
        """Change places with the line above (-1) or below (1)."""
        self._apply(moved(self.document.lines, self.selection, by))

    def action_duplicate(self) -> None:
        """Put a copy of the line below it, or of the selection behind it."""
        if self.selection.is_empty or self.selection.start[0] != self.selection.end[0]:
            self._apply(duplicated(self.document.lines, self.selection))
        else:
            start, end = self.range_in_hand()
            self.change(end, end, self.text[start:end], (end, 2 * end - start))

    def action_select_statement(self) -> None:
        """Select the statement at the cursor."""
        if (statement := self.statement_at_cursor()) is not None:
            first, last = self.analysis.location_of(statement.start), self.analysis.location_of(statement.end)
            self.selection = Selection(first, last)
            self.record_cursor_width()

    def action_to_statement(self, by: int) -> None:
        """Go to where the next statement begins, or with -1 to where this one or the one before does."""
        starts = [statement.start for statement in self.analysis.statements]
        here = self.cursor_offset
        index = bisect_right(starts, here) if by > 0 else bisect_left(starts, here) - 1
        if 0 <= index < len(starts):
            self.move_cursor(self.analysis.location_of(starts[index]))

    def action_to_bracket(self) -> None:
        """Go to the bracket that belongs to the one at the cursor."""
        if (partner := self.matching_bracket_location) is not None:
            self.move_cursor(partner)

    def action_format(self) -> None:
        """Format the statements of the selection, else the one at the cursor; the cursor keeps its word."""
        start, end = self.range_in_hand()
        if self.read_only:
            return
        if end - start <= _FORMATTED_AT_ONCE:
            try:
                self._put_formatted(start, end, self.text, formatted(self.text[start:end]))
            except LakebaseTuiError as error:
                self._fail(error)
        else:
            self._format_beside(start, end, self.text)

    @work(group="format", exclusive=True)
    async def _format_beside(self, start: int, end: int, text: str) -> None:
        thread = FileThread("format")
        try:
            new = await thread.ask(lambda: formatted(text[start:end]))
        except LakebaseTuiError as error:
            self._fail(error)
        else:
            self._put_formatted(start, end, text, new)
        finally:
            thread.close()

    def _put_formatted(self, start: int, end: int, text: str, new: str) -> None:
        if text == self.text and new != text[start:end]:
            place = start + same_place(text[start:end], self.cursor_offset - start, new)
            self.change(start, end, new, (place, place))

    def _fail(self, error: LakebaseTuiError) -> None:
        self.notify(visible(str(error)), severity="error", markup=False)

    def _break_line(self) -> None:
        start, end = sorted(self.selection)
        before = self.document.get_line(start[0])[: start[1]]
        indent = before[: len(before) - len(before.lstrip(" \t"))]
        self.replace("\n" + indent, start, end, maintain_selection_offset=False)

    def _apply(self, change: LinesChange | None) -> None:
        lines = self.document.lines
        if change is None or self.read_only or tuple(lines[change.first : change.last + 1]) == change.lines:
            return
        self.put((change.first, 0), (change.last, len(lines[change.last])), "\n".join(change.lines))
        self.selection = change.selection
        self.record_cursor_width()
