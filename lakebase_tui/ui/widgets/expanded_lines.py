"""The lines of a record in expanded mode: a rule with its number, then a line for each column."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import Look, Spans, drawn, fit
from lakebase_tui.ui.widgets.grid_style import GridStyles

SEPARATOR = " │ "


def rule(
    number: int, width: int, name_width: int, styles: GridStyles, *, here: bool, label: str = ""
) -> Strip:
    """The line above a record; `number` counts from 1, `label` stands instead of it."""
    text = f"─[ {label or count(number)} ]"
    edge = name_width + 2
    line = (text + "─" * max(0, edge - len(text))) if len(text) < edge else text
    joint = "─" if len(text) >= edge else "┬" if number == 1 else "┼"
    drawn = (line + joint + "─" * max(0, width - len(line) - 1))[:width]
    return Strip([Segment(drawn, styles.row_number_here if here else styles.row_number)]).adjust_cell_length(
        width, styles.ground
    )


def field(
    name: str,
    column: Column,
    value: str | None,
    width: int,
    name_width: int,
    styles: GridStyles,
    cursor: Style | None,
    *,
    mark: str = "",
    spans: Spans = (),
) -> Strip:
    """One column of a record: its name and as much of its value as fits.

    Args:
        name: The column's name, made visible.
        column: For the colour of the value.
        value: The server's own text.
        width: Cells of the line.
        name_width: Cells for names.
        styles: What to draw with.
        cursor: The style of the value where the cursor is on it.
        mark: Name of one of `GridStyles.marks`, for what is pending.
        spans: What a search found in the value.
    """
    room = max(0, width - name_width - 1 - len(SEPARATOR))
    style = styles.kinds[column.kind.value]
    if mark:
        style += styles.marks[mark]
    if cursor is not None:
        style += cursor
    segments = [
        Segment(f" {fit(name, name_width)}", styles.header if cursor is None else styles.header_here),
        Segment(SEPARATOR, styles.row_number),
    ]
    for text, look in drawn(value, room, spans=spans):
        segments.append(Segment(text, _look(look, style, cursor, styles)))
    return Strip(segments).adjust_cell_length(width, styles.ground)


def _look(look: Look, style: Style, cursor: Style | None, styles: GridStyles) -> Style:
    if look is Look.MATCH:
        return style + styles.match
    if look is Look.VALUE:
        return style
    if cursor is not None and cursor.bgcolor is not None:
        return cursor + Style(italic=styles.null.italic)
    return styles.null + cursor if cursor is not None else styles.null


def value_of(row: Row | None, column: int) -> str | None:
    """A value of a row that may not be there."""
    return row[column] if row is not None and column < len(row) else None
