"""Records one under the other, a line for each column, as psql's expanded mode shows them."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets import expanded_lines, grid_lines, grid_style
from lakebase_tui.ui.widgets.grid_canvas import HINT, UNREADABLE
from lakebase_tui.ui.widgets.grid_cell import width_of
from lakebase_tui.ui.widgets.grid_decoration import Decoration
from lakebase_tui.ui.widgets.grid_style import GridStyles
from lakebase_tui.ui.widgets.part_style import part_style

_NAME_SHARE = 0.4
"""The part of the width that names may take."""
_ROWS_AHEAD = 64
"""Rows that are asked for together, at most."""


class ExpandedView(ScrollView, can_focus=True):
    """A result's records; every one takes as many lines, so that any of millions is found at once.

    | Keys | What they do |
    | :- | :- |
    | up, down | To the column above or below, and on to the next record. |
    | left, right | To the same column of the record before or behind. |
    | pageup, pagedown | By a page. |
    | home, end | To the first and last column. |
    | ctrl+home, g / ctrl+end, G | To the first and last record. |
    | enter, space | Open the cell. |

    Args:
        moved: Called at once with the row and the place of the cursor when these change: a key that is under
            way already is meant for the cell that the cursor is on by then.
        id: As for every widget.
        classes: As for every widget.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="expanded.up"),
        Binding("down", "move(1)", "Down", show=False, id="expanded.down"),
        Binding("left", "record(-1)", "Record before", show=False, id="expanded.previous"),
        Binding("right", "record(1)", "Next record", show=False, id="expanded.next"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="expanded.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="expanded.page_down"),
        Binding("home", "column(0)", "First column", show=False, id="expanded.first_column"),
        Binding("end", "column(-1)", "Last column", show=False, id="expanded.last_column"),
        Binding("ctrl+home,g", "row(0)", "First record", show=False, id="expanded.first_row"),
        Binding("ctrl+end,G", "row(-1)", "Last record", show=False, id="expanded.last_row"),
        Binding("enter,space", "open", "Open the cell", show=False, id="expanded.open"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = set(grid_style.PARTS)
    DEFAULT_CSS = (
        grid_style.CSS.replace("ResultGrid", "ExpandedView")
        + """
    ExpandedView { overflow-x: hidden; overflow-y: scroll; }
    """
    )

    cursor_row: reactive[int] = reactive(0, repaint=False)
    """Row of the cursor, from 0."""
    cursor_column: reactive[int] = reactive(0, repaint=False)
    """Place of the cursor among the columns on show, from 0."""

    class EndReached(Message):
        """The user came within a page of the last row that is there: time to fetch more."""

        def __init__(self, total: int) -> None:
            super().__init__()
            self.total = total

    class LastRowAsked(Message):
        """The user wants the very last record: time to fetch all."""

    class CellOpened(Message):
        """The user wants to see the cell under the cursor in full."""

    def __init__(
        self,
        moved: Callable[[int, int], None] | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._moved = moved
        self._source: RowSource | None = None
        self._order: tuple[int, ...] = ()
        self._decoration: Decoration | None = None
        self._names: tuple[str, ...] = ()
        self._names_width = 0
        self._total = 0
        self._empty = HINT
        self._styles_now: GridStyles | None = None
        self._window_start = 0
        self._window: Sequence[Row] = ()
        self._asked_at = -1
        self._follows = False
        self._unreadable = False

    # -- what is shown ------------------------------------------------------------------------------

    @property
    def source(self) -> RowSource | None:
        """What is shown."""
        return self._source

    @property
    def total(self) -> int:
        """Rows that can be reached by now."""
        return self._total

    def show(
        self,
        source: RowSource | None,
        empty: str = HINT,
        order: Sequence[int] | None = None,
        decoration: Decoration | None = None,
    ) -> None:
        """Show other rows from their first cell, or none.

        Args:
            source: The rows.
            empty: What is said while there is no row.
            order: Numbers of the columns to show, in their order; None for all.
            decoration: What stands on the rows: finds of a search, pending changes.
        """
        self._source, self._decoration = source, decoration
        columns = source.columns if source is not None else ()
        self._order = tuple(order) if order is not None else tuple(range(len(columns)))
        self._names = tuple(visible(columns[number].name) for number in self._order)
        self._names_width = max(map(width_of, self._names), default=0)
        self._total, self._empty, self._asked_at, self._unreadable = 0, empty, -1, False
        self._follows = False
        self._window = ()
        self.set_reactive(ExpandedView.cursor_row, 0)
        self.set_reactive(ExpandedView.cursor_column, 0)
        self.rows_changed(len(source) if source is not None else 0)
        self.scroll_to(0, 0, animate=False, force=True)
        self.refresh()

    def decorate(self, decoration: Decoration | None) -> None:
        """Put finds and marks on the rows; call it again when they changed."""
        self._decoration = decoration
        self.refresh()

    def rows_edited(self, total: int) -> None:
        """Tell the view that rows of its source read differently, and that there are `total` of them."""
        self._window = ()
        self.rows_changed(total)
        self.refresh()

    def cell_region(self) -> Region:
        """Where the value under the cursor is on the screen."""
        x = min(self._drawn_names + 1 + len(expanded_lines.SEPARATOR), self.size.width - 1)
        y = self.cursor_row * self._height + self.cursor_column + 1 - self.scroll_offset.y
        return Region(self.region.x + x, self.region.y + y, self.size.width - x, 1)

    def say(self, text: str) -> None:
        """Change what is said while there is no row; never parsed as markup."""
        if text != self._empty:
            self._empty = text
            if not self._total:
                self.refresh()

    def rows_changed(self, total: int) -> None:
        """Tell the view that there are `total` rows by now."""
        before, self._total = self._total, total
        if before == total and total:
            return
        self._window = ()
        size = Size(self.scrollable_size.width, total * self._height)
        if size != self.virtual_size:
            # The scrollbar is always there: nothing has to be laid out anew for rows that are not in view.
            self.set_reactive(ExpandedView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        if before * self._height <= self.scroll_offset.y + self.scrollable_size.height:
            self.refresh()
        if self._follows:
            self.cursor_row = max(0, total - 1)
            self._bring_record_into_view()

    def move_cursor(self, row: int, column: int) -> None:
        """Put the cursor on a cell (row, place), or the nearest one there is, and bring it into view."""
        self._follows = False
        self.cursor_row = max(0, min(row, self._total - 1))
        self.cursor_column = max(0, min(column, len(self._names) - 1))
        self._bring_into_view()
        self._look_ahead()

    def restore(self, cursor: tuple[int, int]) -> None:
        """Go to a cell (row, place) without telling of an end."""
        self.cursor_row = max(0, min(cursor[0], self._total - 1))
        self.cursor_column = max(0, min(cursor[1], len(self._names) - 1))
        self._bring_into_view()

    def cell_text(self) -> str | None:
        """The whole text under the cursor as the server sent it; None for NULL and where no cell is."""
        if self.cursor_column >= len(self._order):
            return None
        return expanded_lines.value_of(self._row(self.cursor_row), self._order[self.cursor_column])

    # -- keys ---------------------------------------------------------------------------------------

    def action_move(self, lines: int) -> None:
        """Move the cursor by columns, from record to record."""
        columns = max(1, len(self._names))
        cell = self.cursor_row * columns + self.cursor_column + lines
        self.move_cursor(*divmod(max(0, min(cell, self._total * columns - 1)), columns))

    def action_record(self, rows: int) -> None:
        """Move the cursor by records."""
        self.move_cursor(self.cursor_row + rows, self.cursor_column)
        self._bring_record_into_view()

    def action_page(self, pages: int) -> None:
        """Move the cursor and the view by pages."""
        step = max(1, self.scrollable_size.height - 1) * pages
        self.scroll_to(y=self.scroll_offset.y + step, animate=False)
        line = self.cursor_row * self._height + self.cursor_column + 1 + step
        row, inside = divmod(max(0, min(line, self._total * self._height - 1)), self._height)
        self.move_cursor(row, max(0, inside - 1))

    def action_row(self, row: int) -> None:
        """Go to a record; -1 is the last one: the cursor stays on it while more arrive."""
        self.move_cursor(row if row >= 0 else self._total - 1, self.cursor_column)
        self._bring_record_into_view()
        if row < 0 and self._total:
            self._follows = True
            self.post_message(self.LastRowAsked())

    def action_column(self, column: int) -> None:
        """Go to a column; -1 is the last one."""
        self.move_cursor(self.cursor_row, column if column >= 0 else len(self._names) - 1)

    def action_open(self) -> None:
        """Ask for the cell in full."""
        if self._total and self._names:
            self.post_message(self.CellOpened())

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is."""
        offset = event.get_content_offset(self)
        if offset is None or not self._total:
            return
        event.stop()
        row, inside = divmod(self.scroll_offset.y + offset.y, self._height)
        if row < self._total:
            self.move_cursor(row, max(0, inside - 1))

    # -- what follows from what ---------------------------------------------------------------------

    def watch_cursor_row(self, old: int, new: int) -> None:
        """Repaint the lines that the cursor left and entered."""
        self._refresh_record(old)
        self._refresh_record(new)
        if self._moved is not None:
            self._moved(new, self.cursor_column)

    def watch_cursor_column(self, _old: int, new: int) -> None:
        """Repaint the cursor's record."""
        self._refresh_record(self.cursor_row)
        if self._moved is not None:
            self._moved(self.cursor_row, new)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch more where the wheel comes near the end."""
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value:
            self._look_ahead(round(new_value) + self.scrollable_size.height)

    def watch_has_focus(self, value: bool) -> None:
        """The cursor is drawn in colour only where the keys go."""
        super().watch_has_focus(value)
        self._refresh_record(self.cursor_row)

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._styles_now = None

    def _bring_into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        line = self.cursor_row * self._height + self.cursor_column + 1
        first = line - 1 if self.cursor_column == 0 else line  # the rule above belongs to the first column
        if first < top or line >= top + height:
            self.scroll_to(y=first if first < top else line - height + 1, animate=False, force=True)

    def _bring_record_into_view(self) -> None:
        """Show all of the cursor's record, if there is room for it."""
        top, height = self.scroll_offset.y, self.scrollable_size.height
        first = self.cursor_row * self._height
        if self._height <= height and not top <= first <= top + height - self._height:
            self.scroll_to(
                y=first if first < top else first + self._height - height, animate=False, force=True
            )

    def _look_ahead(self, line: int | None = None) -> None:
        height = self.scrollable_size.height
        line = self.cursor_row * self._height if line is None else line
        if line + height >= (self._total - 1) * self._height and self._asked_at != self._total:
            self._asked_at = self._total
            self.post_message(self.EndReached(self._total))

    def _refresh_record(self, row: int) -> None:
        y = row * self._height - self.scroll_offset.y
        self.refresh(Region(0, y, self.size.width, self._height))

    @property
    def _height(self) -> int:
        return len(self._names) + 1

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        width, styles = self.scrollable_size.width, self._drawn_with()
        if not self._total or self._source is None:
            text = self._empty if y == self.scrollable_size.height // 2 else ""
            return grid_lines.message_line(text, width, styles.message)
        index, inside = divmod(self.scroll_offset.y + y, self._height)
        if index >= self._total:
            return Strip.blank(width, styles.ground)
        names = self._drawn_names
        here = index == self.cursor_row
        if inside == 0:
            label = self._decoration.label(index) if self._decoration is not None else ""
            return expanded_lines.rule(index + 1, width, names, styles, here=here, label=label)
        row = self._row(index)
        if row is None:
            return Strip.blank(width, styles.ground)
        return self._field(index, row, inside - 1, width, styles)

    def _field(self, index: int, row: Row, place: int, width: int, styles: GridStyles) -> Strip:
        """The line of one column."""
        assert self._source is not None
        number, decoration = self._order[place], self._decoration
        cursor = None
        if index == self.cursor_row and place == self.cursor_column:
            cursor = styles.cursor if self.has_focus else styles.cursor_row + styles.cursor_blurred
        return expanded_lines.field(
            self._names[place],
            self._source.columns[number],
            expanded_lines.value_of(row, number),
            width,
            self._drawn_names,
            styles,
            cursor,
            mark=decoration.marks(index).get(number, "") if decoration is not None else "",
            spans=decoration.matches(index, row).get(number, ()) if decoration is not None else (),
        )

    @property
    def _drawn_names(self) -> int:
        """Cells for names."""
        return min(self._names_width, max(8, int(self.scrollable_size.width * _NAME_SHARE)))

    def _row(self, index: int) -> Row | None:
        """One row; those in view with it are asked for together."""
        if self._source is None or not 0 <= index < self._total:
            return None
        if not 0 <= index - self._window_start < len(self._window):
            number = min(_ROWS_AHEAD, self.scrollable_size.height // self._height + 2)
            top = self.scroll_offset.y // self._height
            self._window_start = top if top <= index < top + number else index
            self._window = self._read(self._source, self._window_start, number)
        place = index - self._window_start
        return self._window[place] if 0 <= place < len(self._window) else None

    def _read(self, source: RowSource, start: int, number: int) -> Sequence[Row]:
        try:
            return source.rows(start, min(start + number, self._total))
        except OSError:
            # Drawing must not fail: the rows stay blank, and the reason is told once.
            if not self._unreadable:
                self._unreadable = True
                self.notify(UNREADABLE, severity="error", markup=False)
            return ()

    def _drawn_with(self) -> GridStyles:
        if self._styles_now is None:
            self._styles_now = grid_style.read(lambda part: part_style(self, part))
        return self._styles_now
