"""A text area that holds each text exactly, is quick with large ones, and draws lines by itself."""

from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widgets import TextArea
from textual.widgets.text_area import DocumentNavigator, Edit, EditResult, Location, Selection

from lakebase_tui.sql.syntax import syntax_problems
from lakebase_tui.ui.widgets.editor_cells import cell_at
from lakebase_tui.ui.widgets.editor_document import EditorDocument, FlatDocument, with_line_feeds
from lakebase_tui.ui.widgets.editor_looks import Situation, look_of
from lakebase_tui.ui.widgets.editor_painter import GUTTER_MARGIN, EditorStyles, LinePainter, View
from lakebase_tui.ui.widgets.editor_search import Matches
from lakebase_tui.ui.widgets.editor_syntax import PAUSE_S, SyntaxNotes
from lakebase_tui.ui.widgets.editor_text import EditorText, Range
from lakebase_tui.ui.widgets.editor_theme import editor_styles


class ExactEdit(Edit):
    """An edit whose text is as the document has its own."""


class EditorArea(TextArea, inherit_bindings=False):
    """The text, what is known of it, and its picture; keys are for those who make more of it.

    Args:
        text: What to begin with.
        id: As for any widget.
        classes: As for any widget.
    """

    COMPONENT_CLASSES = {"sql-editor--statement"}
    """
    | Class | Description |
    | :- | :- |
    | `sql-editor--statement` | The bar beside the statement that a run would run. |
    """

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        self._analysed: EditorText | None = None
        self._stale: EditorText | None = None
        self._painter = LinePainter()
        self._styles: EditorStyles | None = None
        self._error: Range | None = None
        self.cursor_shown_at: Location | None = None
        """Where the cursor is drawn; None: at the end of the selection that moves."""
        self._matches = Matches()
        self._bracketed: tuple[tuple[EditorText, Location], tuple[Location, ...]] | None = None
        self._notes = SyntaxNotes(syntax_problems)
        self._rest: Timer | None = None
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

    # The text

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

    def edit(self, edit: Edit) -> EditResult:
        r"""Perform an edit, and forget what was known of the text before it.

        Whatever ends the lines of the new text, in the document they end as all others. In what comes out of
        the document itself, as in an `ExactEdit`, a lone `\r` stays what it is there.
        """
        if not isinstance(edit, ExactEdit):
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

    def put(self, start: Location, end: Location, new: str) -> None:
        """Replace a part of the text, as one step of undo; the cursor is behind it then."""
        self.history.checkpoint()
        self.edit(ExactEdit(new, start, end, maintain_selection_offset=False))
        self.history.checkpoint()

    def get_column_width(self, row: int, column: int) -> int:
        """Return the cell at which a column begins; asked for with each key."""
        return cell_at(self.document.get_line(row), column, self.indent_width)

    # What is marked

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

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Return nothing: the text area would look through all of the text; ours is found when drawn."""
        return None

    @property
    def matching_bracket_location(self) -> Location | None:
        """Where the partner of the bracket is that the cursor is at, or behind."""
        return self._brackets[1] if self._brackets else None

    @property
    def _brackets(self) -> tuple[Location, ...]:
        """The bracket at the cursor, else the one before it, and its partner; nothing without one."""
        key = (self.analysis, self.cursor_location)
        if self._bracketed is None or self._bracketed[0] != key:
            self._bracketed = key, self.analysis.brackets_at(self.cursor_location)
        return self._bracketed[1]

    # What the parser cannot read

    def on_mount(self) -> None:
        """Look at the statements in view as soon as nobody types."""
        self._rest = self.set_interval(PAUSE_S, self._look_at_statements, pause=True)
        self._wait_for_rest()

    def on_show(self) -> None:
        """What was hidden was not looked at."""
        self._wait_for_rest()

    def watch_selection(self) -> None:
        """Another statement may have the cursor."""
        self._wait_for_rest()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Other statements are in view."""
        super().watch_scroll_y(old_value, new_value)
        self._wait_for_rest()

    def _wait_for_rest(self) -> None:
        if self._rest is not None:
            self._rest.reset()
            self._rest.resume()

    def _look_at_statements(self) -> None:
        text, last = self.analysis, self.document.line_count - 1
        first, height = min(self.scroll_offset.y, last), self.scrollable_content_region.height
        # One that is not on show has no height.
        statements = text.statements_between(first, min(first + height - 1, last)) if height > 0 else []
        if (here := text.statement_at(self.cursor_location)) is not None:
            statements = [here, *statements]
        wrong, more = self._notes.look_at(statement.text(text.text) for statement in statements)
        if wrong:
            self.refresh()
        if self._rest is not None and not more:
            self._rest.pause()

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
            cursor=self.cursor_shown_at or self.selection.end,
            draws_cursor=self.has_focus,
            numbers=self.show_line_numbers,
            brackets=self._brackets,
            error=self._error,
            matches=self._matches,
            problems=self._notes.of if self._notes.found_any else None,
        )
