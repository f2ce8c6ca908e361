"""Cells of a line as the editor draws it, against its columns."""

from typing import Final

from lakebase_tui.ui.vim.moving import ENDLESS
from lakebase_tui.ui.vim.text import last_column
from lakebase_tui.ui.widgets.editor_cells import cell_at, place_at

TAB_WIDTH: Final = 4
"""Cells between the stops of a tab, as in the editor."""


def wanted_cell(line: str, column: int) -> int:
    """The cell that moving up and down keeps to, from a column of a line: of a tab its last."""
    if line[column : column + 1] == "\t":
        return cell_at(line, column + 1, TAB_WIDTH) - 1
    return cell_at(line, column, TAB_WIDTH)


def column_for(line: str, wanted: int, *, behind: bool = False) -> int:
    """The column of a line that covers a cell, or its last one.

    Args:
        line: The line.
        wanted: The cell, or `ENDLESS`.
        behind: Whether one may stand behind the last character.
    """
    most = len(line) if behind else last_column(line)
    return most if wanted == ENDLESS else min(most, place_at(line, wanted, TAB_WIDTH).column)
