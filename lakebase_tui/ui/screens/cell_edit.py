"""The editor of a cell, above the grid at the cell's own place."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset, Region
from textual.screen import ModalScreen

from lakebase_tui.query.edit.editing import Cell
from lakebase_tui.query.edit.table import CellValue
from lakebase_tui.ui.widgets.cell_editor import CellEditor

_LEAST_WIDTH = 64
_MARGIN = 2


class CellEditScreen(ModalScreen[tuple[CellValue] | None]):
    """Dismisses with the new value in a tuple, as NULL is one, too; None: it stays as it was.

    Args:
        cell: What is edited.
        region: Where it stands on the screen.
        typed: Keys that came before the editor did.
    """

    DEFAULT_CSS = """
    CellEditScreen { background: transparent; align: left top; }
    """

    def __init__(self, cell: Cell, region: Region, typed: Sequence[events.Key] = ()) -> None:
        super().__init__()
        self._typed = typed
        self._cell = cell
        self._region = region

    def compose(self) -> ComposeResult:
        """Nothing but the editor."""
        editor = CellEditor(self._cell.column, self._cell.value, new=self._cell.new)
        editor.styles.width = self._width()
        yield editor

    def on_mount(self) -> None:
        """Now it can take what was typed."""
        self.set_focus(self.query_one(CellEditor).area)
        for key in self._typed:
            self.app.post_message(key)

    def on_resize(self) -> None:
        """The terminal has another size."""
        self._place()

    def on_cell_editor_resized(self) -> None:
        """The value grew by a line."""
        self._place()

    def on_cell_editor_accepted(self, event: CellEditor.Accepted) -> None:
        """Hand the value over."""
        self.dismiss((event.value,))

    def on_cell_editor_left(self) -> None:
        """Hand nothing over."""
        self.dismiss(None)

    def _width(self) -> int:
        # As wide as the cell, but for a value and what is said of it.
        text = self._cell.value if isinstance(self._cell.value, str) else ""
        wanted = max(_LEAST_WIDTH, self._region.width + 4, min(len(text) + 5, 100))
        return max(1, min(wanted, self.app.size.width - _MARGIN))

    def _place(self) -> None:
        """Put its first line over the cell, or as near as the screen allows."""
        editor = self.query_one(CellEditor)
        editor.styles.width = self._width()
        width, height = editor.outer_size
        x = max(0, min(self._region.x - 1, self.size.width - width))
        y = max(0, min(self._region.y - 1, self.size.height - height))
        editor.styles.offset = Offset(x, y)
