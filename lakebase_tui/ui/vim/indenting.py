"""Indentation: shifting lines, and what a new line begins with."""

from typing import Final

from lakebase_tui.ui.vim.columns import TAB_WIDTH
from lakebase_tui.ui.vim.text import indent_of
from lakebase_tui.ui.widgets.editor_cells import cells

SHIFT: Final = 4
"""Cells by which `>` and `<` shift."""


def shifted(line: str, steps: int) -> str:
    """A line shifted by so many steps, to the left where negative; an empty one stays empty."""
    indent = indent_of(line)
    if not line:
        return line
    width = max(0, cells(indent, 0, TAB_WIDTH) + steps * SHIFT)
    return " " * width + line[len(indent) :]
