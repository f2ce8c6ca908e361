"""One row beside the grid, a line for each column: follows the cursor, and shows the chosen value in full."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, short_type
from lakebase_tui.ui.widgets import grid_style
from lakebase_tui.ui.widgets.grid_cell import fit, shown, width_of
from lakebase_tui.ui.widgets.grid_style import GridStyles
from lakebase_tui.ui.widgets.part_style import part_style
from lakebase_tui.ui.widgets.wrapping import WrappedText

_MOST_ROWS = 12
"""Lines that the chosen value takes at most; the cell view shows the rest."""
_NAME_SHARE, _TYPE_WIDTH, _TYPE_FROM = 0.4, 12, 56
"""The part of the width that names may take; cells for types, and the width from which they are shown."""


class RecordView(ScrollView, can_focus=False):
    """The names, types and values of one row; no more than the lines in view is ever drawn.

    The owner tells of the row with `show` and of the grid's column with `highlight`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(grid_style.PARTS)
    DEFAULT_CSS = (
        grid_style.CSS.replace("ResultGrid", "RecordView")
        + """
    RecordView { overflow-x: hidden; overflow-y: scroll; border-title-color: $foreground; }
    """
    )

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._columns: Sequence[Column] = ()
        self._row: Row | None = None
        self._chosen = 0
        self._names_width = 0
        self._styles_now: GridStyles | None = None
        self._wrapped: list[str] = [""]

    def show(self, columns: Sequence[Column], row: Row | None, number: int = 0) -> None:
        """Show a row.

        Args:
            columns: Of the result; the same object while the result is the same costs nothing.
            row: Its values; None where there is no row.
            number: Which row it is, from 1.
        """
        if columns is not self._columns:
            self._columns = columns
            names = (width_of(visible(column.name[:200])) for column in columns)
            self._names_width = max(names, default=0)
        self._row = row
        self.border_title = f"Record {count(number)}" if row is not None else "Record"
        self._chosen = max(0, min(self._chosen, len(columns) - 1))
        self._arrange()

    def highlight(self, column: int) -> None:
        """Show the value of this column, from 0, in full, and bring it into view."""
        column = max(0, min(column, len(self._columns) - 1))
        if column != self._chosen:
            self._chosen = column
            self._arrange()

    def on_resize(self) -> None:
        """Values are cut and wrapped at another place."""
        self._arrange()

    def notify_style_update(self) -> None:
        """Forget the colours of the old theme."""
        super().notify_style_update()
        self._styles_now = None

    # -- where things are ---------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Wrap the chosen value, and see to it that its lines are in view."""
        if self._row is None:
            self._wrapped = [""]
            self._use_lines(0)
            return
        self._wrapped = self._wrap(self._row[self._chosen]) if self._chosen < len(self._row) else [""]
        self._use_lines(len(self._columns) + len(self._wrapped) - 1)
        top, height = self.scroll_offset.y, max(1, self.scrollable_size.height)
        first, last = self._chosen, self._chosen + len(self._wrapped) - 1
        if last >= top + height:
            top = last - height + 1
        self.scroll_to(y=min(top, first), animate=False, force=True)
        self.refresh()

    def _use_lines(self, lines: int) -> None:
        size = Size(self.scrollable_size.width, lines)
        if size != self.virtual_size:
            # The scrollbar is always there: nothing has to be laid out anew.
            self.set_reactive(RecordView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = lines
        self.refresh()

    def _wrap(self, value: str | None) -> list[str]:
        width = self._value_width
        if not value or width < 1:
            return [shown(value, width)]
        rows = max(1, min(_MOST_ROWS, self.scrollable_size.height // 2))
        wrapped = WrappedText(value, width)
        wrapped.advance()
        texts = [wrapped.shown(row.start, row.stop) for row in wrapped.slice(0, rows)]
        if wrapped.rows > rows:
            texts[-1] = fit(texts[-1], width - 1).rstrip(" ") + "…"
        return texts

    @property
    def _name_width(self) -> int:
        return min(self._names_width, max(8, int(self.scrollable_size.width * _NAME_SHARE)))

    @property
    def _type_width(self) -> int:
        return _TYPE_WIDTH + 2 if self.scrollable_size.width >= _TYPE_FROM else 0

    @property
    def _value_width(self) -> int:
        return self.scrollable_size.width - self._name_width - self._type_width - 4

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one column, or one more line of the chosen one."""
        width, styles = self.scrollable_size.width, self._drawn_with()
        line = self.scroll_offset.y + y
        extra = len(self._wrapped) - 1
        if self._row is None:
            text = "No row" if y == 0 else ""
            return Strip([Segment(f" {text}", styles.message)]).adjust_cell_length(width, styles.ground)
        index = line if line <= self._chosen else max(self._chosen, line - extra)
        if index >= min(len(self._columns), len(self._row)):
            return Strip.blank(width, styles.ground)
        if index == self._chosen:
            return self._chosen_line(line - self._chosen, width, styles)
        value = shown(self._row[index], self._value_width)
        return self._line(index, value, width, styles, None)

    def _chosen_line(self, part: int, width: int, styles: GridStyles) -> Strip:
        if part == 0:
            return self._line(self._chosen, self._wrapped[0], width, styles, styles.cursor_row)
        blanks = " " * (width - self._value_width - 1)
        text = fit(self._wrapped[part], max(0, self._value_width))
        ground = styles.ground + styles.cursor_row
        style = self._value_style(self._chosen, styles) + styles.cursor_row
        return Strip([Segment(blanks, ground), Segment(text, style)]).adjust_cell_length(width, ground)

    def _line(self, index: int, value: str, width: int, styles: GridStyles, ground: Style | None) -> Strip:
        column = self._columns[index]
        name_style = styles.header if ground is None else styles.header_here
        parts = [
            (f" {fit(visible(column.name[:200]), self._name_width)} ", name_style),
            (
                fit(visible(short_type(column.type_name)), _TYPE_WIDTH) + "  " if self._type_width else "",
                styles.type,
            ),
            (" " + fit(value, max(0, self._value_width)), self._value_style(index, styles)),
        ]
        under = styles.ground + ground if ground is not None else styles.ground
        segments = [Segment(text, style + ground if ground is not None else style) for text, style in parts]
        return Strip(segments).adjust_cell_length(width, under)

    def _value_style(self, index: int, styles: GridStyles) -> Style:
        value = self._row[index] if self._row is not None else None
        return styles.kinds[self._columns[index].kind.value] if value else styles.null

    def _drawn_with(self) -> GridStyles:
        if self._styles_now is None:
            self._styles_now = grid_style.read(lambda part: part_style(self, part))
        return self._styles_now
