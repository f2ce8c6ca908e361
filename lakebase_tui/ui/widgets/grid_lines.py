"""The lines of a grid as strips: two header lines, and rows with or without cursor and selection."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lakebase_tui.query.rows import Row
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import Look, Spans, drawn, fit
from lakebase_tui.ui.widgets.grid_columns import PADDING, GridColumns
from lakebase_tui.ui.widgets.grid_style import GridStyles

_STAYS = "│"
"""Stands between the columns that stay and those that scroll."""


@dataclass(frozen=True, slots=True)
class View:
    """What part of the grid a line shows: the first place behind those that stay, and cells in all."""

    first: int
    width: int
    gutter: int


@dataclass(frozen=True, slots=True)
class RowLook:
    """What sets a row apart from others."""

    cursor: int | None = None
    """The place of the cursor; None where it is in another row."""
    focused: bool = False
    selected: range = range(0)
    """Places."""
    matches: Mapping[int, Spans] = field(default_factory=dict)
    """What a search found, by number of the column in the result."""
    marks: Mapping[int, str] = field(default_factory=dict)
    """Names of `GridStyles.marks`, by number of the column in the result."""
    label: str = ""
    """Instead of the row's number."""

    @property
    def key(self) -> tuple[object, ...]:
        """What a cached line depends on; matches and marks are counted by whoever sets them."""
        return (self.cursor, self.focused, self.selected)


PLAIN = RowLook()


def gutter_width(total: int) -> int:
    """Cells for the row numbers of a result of `total` rows, with the blanks around them."""
    return max(3, len(count(total))) + PADDING + 1


def header_line(columns: GridColumns, view: View, here: int, selected: range, styles: GridStyles) -> Strip:
    """The line of names; the one of the cursor's column stands out."""
    parts = _Parts()
    parts.add(_gutter("#", view), styles.row_number)
    for place in _in_view(columns, view):
        style = styles.header_here if place == here else styles.header
        if place in selected:
            style += styles.selection
        number, width = columns.order[place], columns.widths[place]
        mark = columns.marks[number]
        if mark and len(mark) < width:
            room = width - len(mark) - 1
            taken = f"{fit(columns.names[number], min(room, _length(columns.names[number])))} {mark}"
        else:
            taken = columns.names[number]
        _close_cell(parts, fit(taken, width, right=_right(columns, place)), style, columns, place, styles)
    return parts.strip(view.width, styles.ground)


def type_line(columns: GridColumns, view: View, styles: GridStyles) -> Strip:
    """The line of types."""
    parts = _Parts()
    label = f"-{columns.hidden}" if columns.hidden else ""
    parts.add(_gutter(label, view), styles.row_number)
    for place in _in_view(columns, view):
        text = fit(columns.types[columns.order[place]], columns.widths[place], right=_right(columns, place))
        _close_cell(parts, text, styles.type, columns, place, styles)
    return parts.strip(view.width, styles.ground)


def row_line(
    number: int, row: Row, columns: GridColumns, view: View, styles: GridStyles, look: RowLook = PLAIN
) -> Strip:
    """A row; `number` counts from 1."""
    parts = _Parts()
    here = look.cursor is not None
    parts.add(
        _gutter(look.label or count(number), view),
        styles.row_number_here + styles.cursor_row if here else styles.row_number,
    )
    for place in _in_view(columns, view):
        column = columns.order[place]
        value = row[column] if column < len(row) else None
        base = styles.kinds[columns.columns[column].kind.value]
        if mark := look.marks.get(column):
            base += styles.marks[mark]
        over = _over(place, look, styles)
        pieces = drawn(
            value,
            columns.widths[place],
            right=_right(columns, place),
            behind=columns.behind(place, value) if value else 0,
            spans=look.matches.get(column, ()),
        )
        if over is styles.cursor_row and column not in look.marks:
            plain = over  # of one colour: a row that changes its ground is sent whole, and each colour costs
        else:
            plain = base + over if over is not None else base
        parts.add(" ", plain)
        for text, kind in pieces:
            parts.add(text, plain if kind is Look.VALUE else _special(kind, plain, over, styles))
        _end_cell(parts, plain, columns, place, styles)
    return parts.strip(view.width, styles.cursor_row if here else styles.ground)


def message_line(text: str, width: int, style: Style) -> Strip:
    """A line that says why there are no rows, in the middle."""
    fitted = fit(text, min(width, len(text) * 2)).rstrip() if text else ""
    return Strip([Segment(fitted.center(width), style)]).adjust_cell_length(width, style)


def _over(place: int, look: RowLook, styles: GridStyles) -> Style | None:
    """What cursor and selection put over a cell's own colours."""
    if look.cursor is None:
        return styles.selection if place in look.selected else None
    if place == look.cursor:
        if look.focused:
            return styles.cursor
        return styles.cursor_row + styles.cursor_blurred
    return styles.selection if place in look.selected else styles.cursor_row


def _special(kind: Look, plain: Style, over: Style | None, styles: GridStyles) -> Style:
    if kind is Look.MATCH:
        return plain + styles.match
    if over is styles.cursor:
        return over + Style(italic=styles.null.italic)
    return styles.null + over if over is not None else styles.null


def _in_view(columns: GridColumns, view: View) -> tuple[int, ...]:
    return tuple(columns.in_view(view.first, view.width - view.gutter))


def _right(columns: GridColumns, place: int) -> bool:
    return columns.at_place(place).align_right


def _gutter(text: str, view: View) -> str:
    return f"{text:>{view.gutter - PADDING}}" + " " * PADDING


def _length(text: str) -> int:
    return Segment(text).cell_length


def _close_cell(
    parts: "_Parts", text: str, style: Style, columns: GridColumns, place: int, styles: GridStyles
) -> None:
    parts.add(f" {text}", style)
    _end_cell(parts, style, columns, place, styles)


def _end_cell(parts: "_Parts", style: Style, columns: GridColumns, place: int, styles: GridStyles) -> None:
    last_that_stays = place + 1 == columns.frozen < len(columns)
    parts.add(_STAYS if last_that_stays else " ", styles.line if last_that_stays else style)


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
