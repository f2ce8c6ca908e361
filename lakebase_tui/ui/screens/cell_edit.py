"""The editor of a cell, above the grid at the cell's own place."""

from collections.abc import Awaitable, Callable

from textual import events, work
from textual.binding import Binding
from textual.geometry import Offset, Region
from textual.screen import ModalScreen

from lakebase_tui.query.edit.editing import Cell
from lakebase_tui.query.edit.table import CellValue
from lakebase_tui.ui.key_order import act_in_order
from lakebase_tui.ui.widgets.cell_editor import CellEditor

_LEAST_WIDTH = 64
_MARGIN = 2


class CellEditScreen(ModalScreen[tuple[CellValue] | None]):
    """Dismisses with the new value in a tuple, as NULL is one, too; None: it stays as it was.

    It is there as soon as the key is pressed, and keeps what is typed until the server has said what the cell
    holds: the grid beneath would take it for commands.

    Args:
        opening: Finds out what is edited; None: nothing can be, which is told already.
        region: Where the cell stands on the screen.
    """

    BINDINGS = [Binding("escape", "give_up", "Give up", show=False, id="cell.give_up")]
    DEFAULT_CSS = """
    CellEditScreen { background: transparent; align: left top; }
    """

    def __init__(self, opening: Callable[[], Awaitable[Cell | None]], region: Region) -> None:
        super().__init__()
        self._opening = opening
        self._region = region
        self._cell: Cell | None = None
        self._typed: list[events.Key] | None = []

    @work
    async def on_mount(self) -> None:
        """Show the editor once it is known what it edits."""
        cell = await self._opening()
        if cell is None:
            self.dismiss(None)
            return
        self._cell = cell
        editor = CellEditor(cell.column, cell.value, new=cell.new)
        editor.styles.width = self._width(cell)
        await self.mount(editor)
        self._place()

    def on_key(self, event: events.Key) -> None:
        """Keep it while there is no editor."""
        if self._typed is not None:
            event.stop()
            self._typed.append(events.Key(event.key, event.character))

    async def on_cell_editor_ready(self) -> None:
        """Now it takes what was typed, before all that comes."""
        area, typed = self.query_one(CellEditor).area, self._typed or ()
        self._typed = None
        self.set_focus(area)
        for key in typed:
            if not await act_in_order(self.app, key):
                area.post_message(key)

    def action_give_up(self) -> None:
        """Escape before there is an editor."""
        self.dismiss(None)

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

    def _width(self, cell: Cell) -> int:
        # As wide as the cell, but for a value and what is said of it.
        text = cell.value if isinstance(cell.value, str) else ""
        wanted = max(_LEAST_WIDTH, self._region.width + 4, min(len(text) + 5, 100))
        return max(1, min(wanted, self.app.size.width - _MARGIN))

    def _place(self) -> None:
        """Put its first line over the cell, or as near as the screen allows."""
        if self._cell is None or not self.query(CellEditor):
            return
        editor = self.query_one(CellEditor)
        editor.styles.width = self._width(self._cell)
        width, height = editor.outer_size
        x = max(0, min(self._region.x - 1, self.size.width - width))
        y = max(0, min(self._region.y - 1, self.size.height - height))
        editor.styles.offset = Offset(x, y)
