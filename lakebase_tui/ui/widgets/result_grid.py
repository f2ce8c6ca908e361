"""The grid of a result: keys, mouse and selection over what `GridCanvas` draws."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region

from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.widgets import grid_style
from lakebase_tui.ui.widgets.grid_bindings import GRID_BINDINGS
from lakebase_tui.ui.widgets.grid_canvas import HEADER_LINES, HINT, GridCanvas, GridState
from lakebase_tui.ui.widgets.grid_messages import CellOpened, LastRowAsked, Selected
from lakebase_tui.ui.widgets.grid_pointer import Drawn, GridPointer, Part
from lakebase_tui.ui.widgets.grid_selection import Extent, Selection

__all__ = ["HINT", "GridState", "ResultGrid"]

WHEEL_ROWS = 3


class ResultGrid(GridCanvas):
    """The rows of one result, with a cursor on one cell, a selection, and columns that can be arranged."""

    BINDINGS: ClassVar[list[BindingType]] = GRID_BINDINGS

    DEFAULT_CSS = grid_style.CSS

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._pointer = GridPointer(self)

    def cell_region(self) -> Region:
        """Where the cell under the cursor is on the screen."""
        place, columns = self.cursor_column, self._columns
        width = columns.widths[place]
        x = self._gutter + columns.end_in_view(place, self._first) - width - 1
        y = HEADER_LINES + self.cursor_row - self.scroll_offset.y
        return Region(self.region.x + x, self.region.y + y, width, 1)

    # -- moving -----------------------------------------------------------------------------------

    def move_cursor(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell (row, place), or the nearest one there is, and bring it into view."""
        self._follows = False
        if extend and self._selection is None:
            here = (self.cursor_row, self.cursor_column)
            self._selection = Selection(here, here)
        self.cursor_row = max(0, min(row, self._total - 1))
        self.cursor_column = max(0, min(column, len(self._columns) - 1))
        if self._selection is not None:
            self._select(self._selection.to(self.cursor_row, self.cursor_column))
        self._bring_into_view()
        self._look_ahead(self.cursor_row)

    def action_move(self, rows: int, columns: int, extend: bool = False) -> None:
        """Move the cursor by rows and places."""
        self.move_cursor(self.cursor_row + rows, self.cursor_column + columns, extend=extend)

    def action_page(self, pages: int, extend: bool = False) -> None:
        """Move the cursor and the view by pages."""
        step = max(1, self._page - 1) * pages
        self.scroll_to(y=self.scroll_offset.y + step, animate=False)
        self.move_cursor(self.cursor_row + step, self.cursor_column, extend=extend)

    def action_row(self, row: int) -> None:
        """Go to a row; -1 is the last one: the cursor stays on it while more arrive."""
        self.move_cursor(row if row >= 0 else self._total - 1, self.cursor_column)
        if row < 0 and self._total:
            self._follows = True
            self.post_message(LastRowAsked(self))

    def action_column(self, column: int) -> None:
        """Go to a place; -1 is the last one."""
        self.move_cursor(self.cursor_row, column if column >= 0 else len(self._columns) - 1)

    def action_open_cell(self) -> None:
        """Show the whole value."""
        if self._total:
            self.post_message(CellOpened(self))

    # -- selecting --------------------------------------------------------------------------------

    def action_select(self, extent: str) -> None:
        """Begin to select cells, rows or columns at the cursor; the same again ends it."""
        wanted = Extent(extent)
        here = (self.cursor_row, self.cursor_column)
        if self._selection is None:
            self._select(Selection(here, here, wanted) if self._total else None)
        elif self._selection.extent is wanted:
            self._select(None)
        else:
            self._select(Selection(self._selection.anchor, here, wanted))

    def action_select_all(self) -> None:
        """Select every row and place."""
        if self._total:
            last = (self._total - 1, len(self._columns) - 1)
            self._select(Selection((0, 0), last, Extent.COLUMNS))

    def action_select_none(self) -> None:
        """Select nothing."""
        self._select(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a selection Escape is for others."""
        return action != "select_none" or self._selection is not None

    # -- columns ----------------------------------------------------------------------------------

    def action_resize(self, by: int) -> None:
        """Make the cursor's column wider or narrower by cells."""
        if len(self._columns):
            self.set_width(self.cursor_column, self._columns.widths[self.cursor_column] + by)

    def action_fit(self) -> None:
        """Make the cursor's column as wide as its values, or as it was before."""
        if len(self._columns):
            place, fitting = self.cursor_column, self._columns.fit(self.cursor_column)
            self._columns.resize(place, None if self._columns.widths[place] == fitting else fitting)
            self.columns_changed()

    def action_hide(self) -> None:
        """Hide the cursor's column."""
        if len(self._columns):
            self._columns.hide(self.cursor_column)
            self.columns_changed()

    def action_show_all(self) -> None:
        """Show hidden columns again; the cursor stays on its own."""
        number = self.column_number
        self._columns.show_all()
        if number is not None:
            self.cursor_column = self._columns.order.index(number)
        self.columns_changed()
        self._bring_into_view()

    def action_shift(self, by: int) -> None:
        """Move the cursor's column by places, and the cursor with it."""
        if len(self._columns):
            self.cursor_column = self._columns.move(self.cursor_column, by)
            self.columns_changed()
            self._bring_into_view()

    def action_freeze(self) -> None:
        """Keep the columns up to the cursor's in view, or none any more."""
        places = self.cursor_column + 1
        before = self._columns.frozen
        wanted = 0 if before == places else places
        self._columns.freeze(wanted)
        if self._columns.frozen < wanted:
            self._columns.freeze(before)
            self.notify(f"There is no room for {counted(wanted, 'column')} that stay in view.")
        self.columns_changed()
        self._bring_into_view()

    def set_width(self, place: int, width: int) -> None:
        """Give a column a width in cells."""
        self._columns.resize(place, width)
        self.columns_changed()

    # -- the mouse --------------------------------------------------------------------------------

    def drawn(self) -> Drawn:
        """How the grid is drawn at the moment."""
        top = self.scroll_offset.y
        lines = (HEADER_LINES, top, self._total, self.cursor_row)
        return Drawn(self._columns, self._first, self._gutter, *lines)

    def reach(self, row: int, place: int, extent: Extent | None, *, anew: bool) -> None:
        """Put the cursor there; with an extent select from where the selection began, or from here."""
        before = self._selection
        here = (self.cursor_row, self.cursor_column) if not anew else (row, place)
        if extent is None:
            self._select(None)
        elif before is None or anew or before.extent is not extent:
            self._selection = Selection(here, (row, place), extent)
        self.move_cursor(row, place)
        if self._selection is not before:
            self.refresh()
            self.post_message(Selected(self, self._selection))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A button goes down."""
        if event.button == 1:
            event.stop()
            self._pointer.press(event.x, event.y, extend=event.shift)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The pointer moves; with a button held it selects."""
        if self._pointer.busy:
            event.stop()
            self._pointer.drag(event.x, event.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The button goes up."""
        if self._pointer.busy:
            event.stop()
            self._pointer.release()
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Twice: open the value, or make the column as wide as its values."""
        if event.chain != 2 or (offset := event.get_content_offset(self)) is None:
            return
        event.stop()
        hit = self.drawn().hit(offset.x, offset.y)
        if hit.part is Part.CELL:
            self.action_open_cell()
        elif hit.part is Part.BORDER:
            self._columns.resize(hit.place, self._columns.fit(hit.place))
            self.columns_changed()

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        event.prevent_default()
        if event.shift:
            first = max(0, min(self._first + direction, len(self._columns) - 1))
            self.scroll_to(x=self._columns.offset_of(first), animate=False)
            return
        self.scroll_to(y=self.scroll_offset.y + WHEEL_ROWS * direction, animate=False)
        self._look_ahead(self.scroll_offset.y + self._page)
