"""The lines of a record in expanded mode: a rule with its number, then a line for each column."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import fit, shown
from lakebase_tui.ui.widgets.grid_style import GridStyles

SEPARATOR = " │ "


def rule(number: int, width: int, name_width: int, styles: GridStyles, *, here: bool) -> Strip:
    """The line above a record; `number` counts from 1."""
    text = f"─[ {count(number)} ]"
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
    """
    room = max(0, width - name_width - 1 - len(SEPARATOR))
    style = styles.kinds[column.kind.value] if value else styles.null
    ground = styles.ground
    header = styles.header
    if cursor is not None:
        style = cursor + Style(italic=style.italic) if cursor.bgcolor is not None else style + cursor
        header = styles.header_here
    segments = [
        Segment(f" {fit(name, name_width)}", header),
        Segment(SEPARATOR, styles.row_number),
        Segment(fit(shown(value, room), room), style),
    ]
    return Strip(segments).adjust_cell_length(width, ground)


def value_of(row: Row | None, column: int) -> str | None:
    """A value of a row that may not be there."""
    return row[column] if row is not None and column < len(row) else None
