"""A grid of rows that draws only what is in view, whatever the result's size."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.ui.widgets import grid_lines, grid_style
from lakebase_tui.ui.widgets.grid_columns import GridColumns
from lakebase_tui.ui.widgets.grid_lines import View
from lakebase_tui.ui.widgets.grid_style import GridStyles
from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.slim_scrollbar import thumb

HEADER_LINES = 2
WHEEL_ROWS = 3
HINT = "Run a statement with F5"
UNREADABLE = "Rows that were kept on disk can no longer be read. Run the statement again."


class ResultGrid(ScrollView, can_focus=True):
    """The rows of one result, with a cursor on one cell.

    | Keys | What they do |
    | :- | :- |
    | arrows | Move the cursor. |
    | pageup, pagedown | Move it by a page. |
    | home, end | To the first and last column. |
    | ctrl+home, g / ctrl+end, G | To the first and last row. |
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False, id="grid.up"),
        Binding("down", "move(1, 0)", "Down", show=False, id="grid.down"),
        Binding("left", "move(0, -1)", "Left", show=False, id="grid.left"),
        Binding("right", "move(0, 1)", "Right", show=False, id="grid.right"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="grid.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="grid.page_down"),
        Binding("home", "column(0)", "First column", show=False, id="grid.first_column"),
        Binding("end", "column(-1)", "Last column", show=False, id="grid.last_column"),
        Binding("ctrl+home,g", "row(0)", "First row", show=False, id="grid.first_row"),
        Binding("ctrl+end,G", "row(-1)", "Last row", show=False, id="grid.last_row"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = set(grid_style.PARTS)

    DEFAULT_CSS = grid_style.CSS

    cursor_row: reactive[int] = reactive(0, repaint=False)
    """Row of the cursor, from 0."""
    cursor_column: reactive[int] = reactive(0, repaint=False)
    """Column of the cursor, from 0."""

    class CursorMoved(Message):
        """The cursor is on another cell."""

        def __init__(self, grid: "ResultGrid", row: int, column: int) -> None:
            super().__init__()
            self.grid = grid
            self.row = row
            self.column = column

        @property
        def control(self) -> "ResultGrid":
            """The grid."""
            return self.grid

        def can_replace(self, message: Message) -> bool:
            """Only the newest place matters."""
            return isinstance(message, ResultGrid.CursorMoved)

    class EndReached(Message):
        """The user came within a page of the last row that is there: time to fetch more."""

        def __init__(self, grid: "ResultGrid", total: int) -> None:
            super().__init__()
            self.grid = grid
            self.total = total

        @property
        def control(self) -> "ResultGrid":
            """The grid."""
            return self.grid

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._source: RowSource | None = None
        self._columns = GridColumns(())
        self._total = 0
        self._empty = HINT
        self._styles_now: GridStyles | None = None
        self._window_start = 0
        self._window: Sequence[Row] = ()
        self._strips: LRUCache[tuple[int, int, View, int, bool], Strip] = LRUCache(512)
        self._asked_at = -1
        self._unreadable = False

    @property
    def source(self) -> RowSource | None:
        """What is shown."""
        return self._source

    @property
    def total(self) -> int:
        """Rows that can be reached by now."""
        return self._total

    def show(self, source: RowSource | None, empty: str = HINT) -> None:
        """Show other rows from their first cell, or none.

        Args:
            source: The rows, or None.
            empty: What to say while there is no row.
        """
        self._source = source
        self._columns = GridColumns(source.columns if source is not None else ())
        self._total = 0
        self._empty = empty
        self._asked_at = -1
        self._unreadable = False
        self._strips.clear()
        self.set_reactive(ResultGrid.cursor_row, 0)
        self.set_reactive(ResultGrid.cursor_column, 0)
        self.rows_changed(len(source) if source is not None else 0)
        self.scroll_to(0, 0, animate=False)
        self.refresh()
        self.post_message(self.CursorMoved(self, 0, 0))

    def say(self, text: str) -> None:
        """Change what is said while there is no row; never parsed as markup."""
        if text != self._empty:
            self._empty = text
            if not self._total:
                self.refresh()

    def rows_changed(self, total: int) -> None:
        """Tell the grid that there are `total` rows by now."""
        before, self._total = self._total, total
        if before == total and total:
            return
        self._window = ()
        moved = grid_lines.gutter_width(before) != grid_lines.gutter_width(total)
        bottom = self.scroll_offset.y + self._page
        if self._grow() or moved or before <= bottom:
            self.refresh()
        self._resize_content()

    def move_cursor(self, row: int, column: int) -> None:
        """Put the cursor on a cell, or the nearest one there is, and bring it into view."""
        self.cursor_row = max(0, min(row, self._total - 1))
        self.cursor_column = max(0, min(column, len(self._columns) - 1))
        self._bring_into_view()
        self._look_ahead(self.cursor_row)

    def restore(self, cursor: tuple[int, int], scroll: tuple[int, int]) -> None:
        """Go back to a cell (row, column) and a view (cells right, rows down) without telling of an end."""
        self.cursor_row = max(0, min(cursor[0], self._total - 1))
        self.cursor_column = max(0, min(cursor[1], len(self._columns) - 1))
        # The scrollbars are those of the rows before until the next layout, and would forbid it.
        self.scroll_to(*scroll, animate=False, force=True)

    def cell_text(self) -> str | None:
        """The whole text under the cursor as the server sent it; None for NULL and where no cell is."""
        row = self._row(self.cursor_row)
        return row[self.cursor_column] if row is not None and self.cursor_column < len(row) else None

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor by rows and columns."""
        self.move_cursor(self.cursor_row + rows, self.cursor_column + columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor and the view by pages."""
        step = max(1, self._page - 1) * pages
        self.scroll_to(y=self.scroll_offset.y + step, animate=False)
        self.move_cursor(self.cursor_row + step, self.cursor_column)

    def action_row(self, row: int) -> None:
        """Go to a row; -1 is the last one."""
        self.move_cursor(row if row >= 0 else self._total - 1, self.cursor_column)

    def action_column(self, column: int) -> None:
        """Go to a column; -1 is the last one."""
        self.move_cursor(self.cursor_row, column if column >= 0 else len(self._columns) - 1)

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Repaint the two rows that the cursor left and entered, and nothing else."""
        self._refresh_row(old)
        self._refresh_row(new)
        self.post_message(self.CursorMoved(self, new, self.cursor_column))

    def watch_cursor_column(self, _old: int, new: int) -> None:
        """Repaint the cursor's row and the names."""
        self._refresh_row(self.cursor_row)
        self.refresh(Region(0, 0, self.size.width, 1))
        self.post_message(self.CursorMoved(self, self.cursor_row, new))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Let columns grow to what came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value) and self._grow():
            self._resize_content()
            self.refresh()

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self._refresh_row(self.cursor_row)

    def on_resize(self) -> None:
        """Share the new room among the columns."""
        self._grow()
        self._resize_content()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old theme."""
        super().notify_style_update()
        self._styles_now = None
        self._strips.clear()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        event.prevent_default()
        if event.shift:
            first = max(0, min(self._first + direction, len(self._columns) - 1))
            self.scroll_to(x=self._columns.starts[first], animate=False)
            return
        self.scroll_to(y=self.scroll_offset.y + WHEEL_ROWS * direction, animate=False)
        self._look_ahead(self.scroll_offset.y + self._page)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < HEADER_LINES or not self._total:
            return
        event.stop()
        x = offset.x - self._gutter + self._columns.starts[self._first]
        column = self._columns.at(x) if offset.x >= self._gutter else self.cursor_column
        self.move_cursor(self.scroll_offset.y + offset.y - HEADER_LINES, column)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        view = View(self._first, self.scrollable_size.width, self._gutter)
        styles = self._drawn_with()
        if not len(self._columns):
            return self._message(y, self.scrollable_size.height // 2, view.width)
        if y == 0:
            return grid_lines.header_line(self._columns, view, self.cursor_column, styles)
        if y == 1:
            return grid_lines.type_line(self._columns, view, styles)
        if not self._total:
            return self._message(y, (self.scrollable_size.height + HEADER_LINES) // 2, view.width)
        return self._row_line(self.scroll_offset.y + y - HEADER_LINES, view, styles)

    def _row_line(self, index: int, view: View, styles: GridStyles) -> Strip:
        here = self.cursor_column if index == self.cursor_row else -1
        key = (index, here, view, self._columns.version, self.has_focus and here >= 0)
        strip = self._strips.get(key)
        if strip is None:
            row = self._row(index)
            if row is None:
                return Strip.blank(view.width, styles.ground)
            drawn = (index + 1, row, self._columns, view, styles)
            if here < 0:
                strip = grid_lines.row_line(*drawn)
            else:
                strip = grid_lines.cursor_line(*drawn, here, focused=self.has_focus)
            self._strips[key] = strip
        return strip

    def _message(self, y: int, middle: int, width: int) -> Strip:
        text = self._empty if y == middle else ""
        return grid_lines.message_line(text, width, self._drawn_with().message)

    def _row(self, index: int) -> Row | None:
        """One row; those around it are asked for together, once for a screenful."""
        if self._source is None or not 0 <= index < self._total:
            return None
        if not 0 <= index - self._window_start < len(self._window):
            top = self.scroll_offset.y
            height = max(1, self.scrollable_size.height)
            start = top if top <= index < top + height else index
            self._window_start = start
            self._window = self._read(self._source, start, min(start + height, self._total))
        place = index - self._window_start
        return self._window[place] if 0 <= place < len(self._window) else None

    def _read(self, source: RowSource, start: int, stop: int) -> Sequence[Row]:
        try:
            return source.rows(start, stop)
        except OSError:
            # Drawing must not fail: the rows stay blank, and the reason is told once.
            if not self._unreadable:
                self._unreadable = True
                self.notify(UNREADABLE, severity="error", markup=False)
            return ()

    @property
    def _page(self) -> int:
        return max(1, self.scrollable_size.height - HEADER_LINES)

    @property
    def _gutter(self) -> int:
        return grid_lines.gutter_width(self._total)

    @property
    def _first(self) -> int:
        return self._columns.first_at(self.scroll_offset.x)

    def _grow(self) -> bool:
        """Widen columns to the rows in view; tell whether anything moved."""
        columns = self._columns
        grown = columns.use(self.scrollable_size.width - self._gutter)
        if self._source is not None and self._total and self.scrollable_size.height:
            top = self.scroll_offset.y
            self._row(top)
            grown = columns.measure(self._window) or grown
        return grown

    def _resize_content(self) -> None:
        lines = self._total + HEADER_LINES if self._total else 0
        size = Size(self._gutter + self._columns.total, lines)
        if size.width != self.virtual_size.width or not (self.show_vertical_scrollbar and lines):
            self.virtual_size = size
        elif size != self.virtual_size:
            # Setting it the usual way lays out and repaints everything, for rows that are not in view.
            self.set_reactive(ResultGrid.virtual_size, size)
            self._tell_scrollbar(lines)

    def _tell_scrollbar(self, lines: int) -> None:
        bar, position = self.vertical_scrollbar, self.scroll_offset.y
        before = thumb(bar.size.height, bar.window_virtual_size, bar.window_size, position)
        if thumb(bar.size.height, lines, bar.window_size, position) != before:
            bar.window_virtual_size = lines

    def _bring_into_view(self) -> None:
        top, page = self.scroll_offset.y, self._page
        row, column = self.cursor_row, self.cursor_column
        if not top <= row < top + page:
            self.scroll_to(y=row if row < top else row - page + 1, animate=False)
        first = self._first
        wanted = self._columns.first_to_show(column, first, self.scrollable_size.width - self._gutter)
        if wanted != first:
            self.scroll_to(x=self._columns.starts[wanted], animate=False)

    def _look_ahead(self, row: int) -> None:
        if row + self._page >= self._total and self._asked_at != self._total:
            self._asked_at = self._total
            self.post_message(self.EndReached(self, self._total))

    def _refresh_row(self, row: int) -> None:
        y = row - self.scroll_offset.y + HEADER_LINES
        if HEADER_LINES <= y < self.scrollable_size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _drawn_with(self) -> GridStyles:
        if self._styles_now is None:
            self._styles_now = grid_style.read(lambda part: part_style(self, part))
        return self._styles_now
