"""The drawing of a grid: what is in view, where the cursor and the selection are. Knows no keys."""

from dataclasses import dataclass, replace

from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.ui.widgets import grid_lines, grid_style
from lakebase_tui.ui.widgets.grid_columns import GridColumns
from lakebase_tui.ui.widgets.grid_decoration import Decoration
from lakebase_tui.ui.widgets.grid_lines import PLAIN, RowLook, View
from lakebase_tui.ui.widgets.grid_messages import CursorMoved, EndReached, Selected
from lakebase_tui.ui.widgets.grid_rows import RowWindow
from lakebase_tui.ui.widgets.grid_selection import Extent, Selection
from lakebase_tui.ui.widgets.grid_style import GridStyles
from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.slim_scrollbar import thumb

HEADER_LINES = 2
HINT = "Run a statement with F5"
UNREADABLE = "Rows that were kept on disk can no longer be read. Run the statement again."


@dataclass(frozen=True, slots=True)
class GridState:
    """Where a reader was: given back by `GridCanvas.state`, taken up by `GridCanvas.show`."""

    columns: GridColumns
    cursor: tuple[int, int] = (0, 0)
    """Row and place."""
    scroll: tuple[int, int] = (0, 0)
    """Cells right and rows down."""
    selection: Selection | None = None


class GridCanvas(ScrollView, can_focus=True):
    """The rows of one result as lines, drawn when they are in view.

    A *place* is a column as it is shown, counted from the left; its *number* is the one in the result.
    """

    COMPONENT_CLASSES = set(grid_style.PARTS)

    cursor_row: reactive[int] = reactive(0, repaint=False)
    """Row of the cursor, from 0."""
    cursor_column: reactive[int] = reactive(0, repaint=False)
    """Place of the cursor, from 0."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._window: RowWindow | None = None
        self._columns = GridColumns(())
        self._total = 0
        self._empty = HINT
        self._selection: Selection | None = None
        self._decoration: Decoration | None = None
        self._styles_now: GridStyles | None = None
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(512)
        self._asked_at = -1
        self._follows = False
        self._seen_page = 0

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def source(self) -> RowSource | None:
        """What is shown."""
        return self._window.source if self._window is not None else None

    @property
    def total(self) -> int:
        """Rows that can be reached by now."""
        return self._total

    @property
    def columns(self) -> GridColumns:
        """The columns as they are arranged."""
        return self._columns

    @property
    def column_number(self) -> int | None:
        """The number in the result of the cursor's column; None without one."""
        return self._columns.order[self.cursor_column] if len(self._columns) else None

    @property
    def selection(self) -> Selection | None:
        """What is selected; None: nothing beyond the cursor."""
        return self._selection

    def selected_cells(self) -> tuple[range, list[int]]:
        """The selected rows, and the numbers in the result of the selected columns in their order."""
        here = (self.cursor_row, self.cursor_column)
        chosen = self._selection or Selection(here, here)
        places = chosen.places(len(self._columns))
        return chosen.rows(self._total), [self._columns.order[place] for place in places]

    def state(self) -> GridState:
        """Where the reader is."""
        scroll = (self.scroll_offset.x, self.scroll_offset.y)
        return GridState(self._columns, (self.cursor_row, self.cursor_column), scroll, self._selection)

    def show(self, source: RowSource | None, empty: str = HINT, state: GridState | None = None) -> None:
        """Show other rows, or none.

        Args:
            source: The rows, or None.
            empty: What to say while there is no row.
            state: Where their reader was; None: at the first cell.
        """
        self._window = RowWindow(source, self._say_unreadable) if source is not None else None
        if state is None:
            state = GridState(GridColumns(source.columns if source is not None else ()))
        self._columns, self._selection = state.columns, state.selection
        self._total, self._empty, self._asked_at, self._follows = 0, empty, -1, False
        self._strips.clear()
        total = len(source) if source is not None else 0
        self.set_reactive(GridCanvas.cursor_row, max(0, min(state.cursor[0], total - 1)))
        self.set_reactive(GridCanvas.cursor_column, max(0, min(state.cursor[1], len(self._columns) - 1)))
        self.rows_changed(total)
        # The scrollbars are those of the rows before until the next layout, and would forbid it.
        self.scroll_to(*state.scroll, animate=False, force=True)
        self.refresh()
        self.post_message(CursorMoved(self, self.cursor_row, self.cursor_column))
        self.post_message(Selected(self, self._selection))

    def decorate(self, decoration: Decoration | None) -> None:
        """Put finds, marks and labels on the rows; call it again when they changed."""
        self._decoration = decoration
        self.refresh()

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
        if self._window is not None:
            self._window.forget()
        moved = grid_lines.gutter_width(before) != grid_lines.gutter_width(total)
        bottom = self.scroll_offset.y + self._page
        if self._grow() or moved or before <= bottom:
            self.refresh()
        self._resize_content()
        if self._follows:
            self.cursor_row = max(0, total - 1)
            self._bring_into_view()

    def rows_edited(self, total: int) -> None:
        """Tell the grid that rows of its source read differently, and that there are `total` of them."""
        if self._window is not None:
            self._window.forget()
        self._strips.clear()
        if total != self._total:
            self.rows_changed(total)
        elif self._grow():
            self._resize_content()
        self.refresh()

    def columns_changed(self) -> None:
        """Tell the grid that somebody arranged or marked its columns."""
        self.cursor_column = max(0, min(self.cursor_column, len(self._columns) - 1))
        self._resize_content()
        self.refresh()

    def row_values(self) -> Row | None:
        """The row under the cursor."""
        return self._row(self.cursor_row)

    def cell_text(self) -> str | None:
        """The whole text under the cursor as the server sent it; None for NULL and where no cell is."""
        row, number = self._row(self.cursor_row), self.column_number
        return row[number] if row is not None and number is not None and number < len(row) else None

    # -- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        view = View(self._first, self.scrollable_size.width, self._gutter)
        styles = self._drawn_with()
        columns = self._columns
        if not len(columns):
            return self._message(y, self.scrollable_size.height // 2, view.width)
        if y == 0:
            return grid_lines.header_line(columns, view, self.cursor_column, self._whole_columns(), styles)
        if y == 1:
            return grid_lines.type_line(columns, view, styles)
        if not self._total:
            return self._message(y, (self.scrollable_size.height + HEADER_LINES) // 2, view.width)
        return self._row_line(self.scroll_offset.y + y - HEADER_LINES, view, styles)

    def _whole_columns(self) -> range:
        """Places of which every row is selected."""
        if self._selection is None or self._selection.extent is not Extent.COLUMNS:
            return range(0)
        return self._selection.places(len(self._columns))

    def _row_line(self, index: int, view: View, styles: GridStyles) -> Strip:
        look = self._look(index)
        said = self._decoration.version if self._decoration is not None else 0
        key = (index, view, self._columns.version, said, *look.key)
        strip = self._strips.get(key)
        if strip is None:
            row = self._row(index)
            if row is None:
                return Strip.blank(view.width, styles.ground)
            if self._decoration is not None:
                look = replace(
                    look,
                    matches=self._decoration.matches(index, row),
                    marks=self._decoration.marks(index),
                    label=self._decoration.label(index),
                )
            strip = grid_lines.row_line(index + 1, row, self._columns, view, styles, look)
            self._strips[key] = strip
        return strip

    def _look(self, index: int) -> RowLook:
        cursor = self.cursor_column if index == self.cursor_row else None
        if self._selection is None:
            return PLAIN if cursor is None else RowLook(cursor, self.has_focus)
        return RowLook(cursor, self.has_focus, self._selection.in_row(index, len(self._columns)))

    def _message(self, y: int, middle: int, width: int) -> Strip:
        text = self._empty if y == middle else ""
        return grid_lines.message_line(text, width, self._drawn_with().message)

    def _row(self, index: int) -> Row | None:
        if self._window is None:
            return None
        height = max(1, self.scrollable_size.height)
        return self._window.row(index, self.scroll_offset.y, height, self._total)

    def _say_unreadable(self) -> None:
        self.notify(UNREADABLE, severity="error", markup=False)

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Repaint the two rows that the cursor left and entered, and nothing else."""
        self._refresh_row(old)
        self._refresh_row(new)
        self.post_message(CursorMoved(self, new, self.cursor_column))

    def watch_cursor_column(self, _old: int, new: int) -> None:
        """Repaint the cursor's row and the names."""
        self._refresh_row(self.cursor_row)
        self.refresh(Region(0, 0, self.size.width, 1))
        self.post_message(CursorMoved(self, self.cursor_row, new))

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
        """Share the new room among the columns; a cursor that was in view stays there."""
        self._grow()
        self._resize_content()
        seen, self._seen_page = self._seen_page, self._page
        if self._total and self.scroll_offset.y <= self.cursor_row < self.scroll_offset.y + seen:
            self._bring_into_view()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old theme."""
        super().notify_style_update()
        self._styles_now = None
        self._strips.clear()

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
        if self._window is not None and self._total and self.scrollable_size.height:
            self._row(self.scroll_offset.y)
            grown = columns.measure(self._window.rows) or grown
        return grown

    def _resize_content(self) -> None:
        lines = self._total + HEADER_LINES if self._total else 0
        size = Size(self._gutter + self._columns.total, lines)
        if size.width != self.virtual_size.width or not (self.show_vertical_scrollbar and lines):
            self.virtual_size = size
        elif size != self.virtual_size:
            # Setting it the usual way lays out and repaints everything, for rows that are not in view.
            self.set_reactive(GridCanvas.virtual_size, size)
            self._tell_scrollbar(lines)

    def _tell_scrollbar(self, lines: int) -> None:
        bar, position = self.vertical_scrollbar, self.scroll_offset.y
        before = thumb(bar.size.height, bar.window_virtual_size, bar.window_size, position)
        if thumb(bar.size.height, lines, bar.window_size, position) != before:
            bar.window_virtual_size = lines

    def _bring_into_view(self) -> None:
        top, page = self.scroll_offset.y, self._page
        row, place = self.cursor_row, self.cursor_column
        if not top <= row < top + page:
            self.scroll_to(y=row if row < top else row - page + 1, animate=False)
        first = self._first
        wanted = self._columns.first_to_show(place, first, self.scrollable_size.width - self._gutter)
        if wanted != first:
            self.scroll_to(x=self._columns.offset_of(wanted), animate=False)

    def _look_ahead(self, row: int) -> None:
        if row + self._page >= self._total and self._asked_at != self._total:
            self._asked_at = self._total
            self.post_message(EndReached(self, self._total))

    def _select(self, selection: Selection | None) -> None:
        if selection != self._selection:
            self._selection = selection
            self.refresh()
            self.post_message(Selected(self, selection))

    def _refresh_row(self, row: int) -> None:
        y = row - self.scroll_offset.y + HEADER_LINES
        if HEADER_LINES <= y < self.scrollable_size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _drawn_with(self) -> GridStyles:
        if self._styles_now is None:
            self._styles_now = grid_style.read(lambda part: part_style(self, part))
        return self._styles_now
