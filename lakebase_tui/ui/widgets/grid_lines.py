"""The lines of a grid as strips: two header lines, and rows with or without the cursor."""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import fit, shown
from lakebase_tui.ui.widgets.grid_columns import PADDING, GridColumns
from lakebase_tui.ui.widgets.grid_style import GridStyles


@dataclass(frozen=True, slots=True)
class View:
    """What part of the grid a line shows: the first column at the left edge, and cells in all."""

    first: int
    width: int
    gutter: int


def gutter_width(total: int) -> int:
    """Cells for the row numbers of a result of `total` rows, with the blanks around them."""
    return max(3, len(count(total))) + PADDING + 1


def header_line(columns: GridColumns, view: View, here: int, styles: GridStyles) -> Strip:
    """The line of names; the one of the cursor's column stands out."""
    parts = _Parts()
    parts.add(_gutter("#", view), styles.row_number)
    for index in _in_view(columns, view):
        style = styles.header_here if index == here else styles.header
        parts.add(_cell(columns.names[index], columns, index), style)
    return parts.strip(view.width, styles.ground)


def type_line(columns: GridColumns, view: View, styles: GridStyles) -> Strip:
    """The line of types."""
    parts = _Parts()
    parts.add(_gutter("", view), styles.row_number)
    for index in _in_view(columns, view):
        parts.add(_cell(columns.types[index], columns, index), styles.type)
    return parts.strip(view.width, styles.ground)


def row_line(number: int, row: Row, columns: GridColumns, view: View, styles: GridStyles) -> Strip:
    """A row without the cursor; `number` counts from 1."""
    parts = _Parts()
    parts.add(_gutter(count(number), view), styles.row_number)
    for index in _in_view(columns, view):
        text, style = _value(row[index], columns.columns[index], columns.widths[index], styles)
        parts.add(_cell(text, columns, index), style)
    return parts.strip(view.width, styles.ground)


def cursor_line(
    number: int, row: Row, columns: GridColumns, view: View, styles: GridStyles, here: int, *, focused: bool
) -> Strip:
    """The row that holds the cursor, which is on column `here`."""
    parts = _Parts()
    parts.add(_gutter(count(number), view), styles.row_number_here + styles.cursor_row)
    for index in _in_view(columns, view):
        text, style = _value(row[index], columns.columns[index], columns.widths[index], styles)
        if index == here and focused:
            style = styles.cursor + Style(italic=style.italic)
        elif index == here:
            style = style + styles.cursor_row + styles.cursor_blurred
        else:
            style = style + styles.cursor_row
        parts.add(_cell(text, columns, index), style)
    return parts.strip(view.width, styles.cursor_row)


def message_line(text: str, width: int, style: Style) -> Strip:
    """A line that says why there are no rows, in the middle."""
    fitted = fit(text, min(width, len(text) * 2)).rstrip() if text else ""
    return Strip([Segment(fitted.center(width), style)]).adjust_cell_length(width, style)


def _in_view(columns: GridColumns, view: View) -> range:
    return columns.in_view(view.first, view.width - view.gutter)


def _gutter(text: str, view: View) -> str:
    return f"{text:>{view.gutter - PADDING}}" + " " * PADDING


def _cell(text: str, columns: GridColumns, index: int) -> str:
    fitted = fit(text, columns.widths[index], right=columns.columns[index].align_right)
    return f" {fitted} "


def _value(value: str | None, column: Column, width: int, styles: GridStyles) -> tuple[str, Style]:
    text = shown(value, width)
    return text, styles.kinds[column.kind.value] if value else styles.null


class _Parts:
    """Segments of a line; neighbours of one style become one, which keeps the bytes sent few."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._text = ""
        self._style: Style | None = None

    def add(self, text: str, style: Style) -> None:
        if style is self._style or style == self._style:
            self._text += text
            return
        self._close()
        self._text, self._style = text, style

    def strip(self, width: int, rest: Style) -> Strip:
        self._close()
        return Strip(self._segments).adjust_cell_length(width, rest)

    def _close(self) -> None:
        if self._text:
            self._segments.append(Segment(self._text, self._style))
