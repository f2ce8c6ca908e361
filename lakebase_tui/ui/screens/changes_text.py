"""The texts of the pending changes: statements, a failure, and the conflicts column by column."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.style import Style
from rich.text import Text
from textual.content import Content

from lakebase_tui.query.edit.apply import Conflict, Failed
from lakebase_tui.query.edit.conflicts import CellConflict, RowConflict
from lakebase_tui.query.edit.statements import PendingStatement
from lakebase_tui.query.edit.table import DEFAULT, CellValue
from lakebase_tui.sql.highlight import Group
from lakebase_tui.sql.visible import visible, visible_lines
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.widgets.grid_cell import fit, shown
from lakebase_tui.ui.widgets.sql_text import sql_text

_MOST_STATEMENTS: Final = 200
_GAP: Final = 2
_LEAST: Final = 8


def statements_text(
    pending: Sequence[PendingStatement], styles: Mapping[Group, Style], failed: PendingStatement | None
) -> Text:
    """The statements in their order, the one that failed marked.

    Args:
        pending: All of them; behind two hundred only their number is told.
        styles: From `syntax_styles`.
        failed: The one that the server refused.
    """
    blocks = []
    drawn = list(pending[:_MOST_STATEMENTS])
    if failed is not None and failed not in drawn:
        drawn.insert(0, failed)
    for statement in drawn:
        text = sql_text(statement.sql, styles).append(";")
        blocks.append(Text.assemble(("✗ ", "bold"), text) if statement == failed else text)
    if len(pending) > len(drawn):
        blocks.append(Text(f"… and {counted(len(pending) - len(drawn), 'more statement')}", "italic"))
    return Text("\n\n").join(blocks)


def failure_text(failed: Failed) -> Content:
    """Why nothing was applied, or that nobody knows."""
    parts = [(visible_lines(failed.sentence), "bold $status-bad")]
    error = failed.error
    if error is not None and error.sqlstate:
        parts.append((f"  {visible(error.sqlstate)}", "$dim"))
    if error is not None:
        parts += [(f"\n{visible_lines(each)}", "$foreground") for each in (error.detail, error.hint) if each]
    if failed.next_step:
        parts.append((f"\n→ {visible_lines(failed.next_step)}", "$status-warn"))
    return Content.assemble(*parts)


def conflict_text(conflict: Conflict, width: int) -> Content:
    """Row by row what it was, what it is now, and what the user wants.

    Args:
        conflict: The rows.
        width: Cells of a line.
    """
    return Content("\n\n").join(_row(row, width) for row in conflict.rows)


def _row(row: RowConflict, width: int) -> Content:
    head = Content.assemble((visible(row.key), "bold"), (f"  {row.sentence}", "$status-warn"))
    if not row.cells:
        return head
    name_width = min(24, max(len("column"), *(len(visible(cell.name)) for cell in row.cells)))
    room = max(_LEAST, (width - name_width) // 3 - _GAP)
    lines = [
        Content.assemble(
            (fit("column", name_width), "$dim"),
            *((" " * _GAP + fit(word, room), "$dim") for word in ("was", "is now", "yours")),
        )
    ]
    lines += [_cell(cell, name_width, room) for cell in row.cells]
    return Content("\n").join([head, *lines])


def _cell(cell: CellConflict, name_width: int, room: int) -> Content:
    yours = ("", "$dim") if cell.yours is None else _value(cell.yours[0], room, "$grid-new")
    parts = [_value(cell.was, room, "$dim"), _value(cell.now, room, "$grid-changed"), yours]
    return Content.assemble(
        (fit(visible(cell.name), name_width), "$foreground"),
        *((" " * _GAP + fit(text, room), style) for text, style in parts),
    )


def _value(value: CellValue, room: int, style: str) -> tuple[str, str]:
    if isinstance(value, str) and value:
        return shown(value, room), style
    return ("DEFAULT" if value is DEFAULT else shown(None if value is None else "", room)), f"italic {style}"
