"""A grid alone on the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import ComposeResult
from textual.pilot import Pilot

from lakebase_tui.query.rows import RowSource
from lakebase_tui.ui.widgets.grid_messages import CellOpened, CursorMoved, EndReached, Selected
from lakebase_tui.ui.widgets.grid_selection import Selection
from lakebase_tui.ui.widgets.result_grid import ResultGrid
from tests.support.frames import ThemedApp


class GridApp(ThemedApp):
    """Keeps what the grid tells."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[tuple[int, int]] = []
        self.ends: list[int] = []
        self.opened: list[tuple[int, int]] = []
        self.selections: list[Selection | None] = []

    def compose(self) -> ComposeResult:
        yield ResultGrid()

    def on_result_grid_cursor_moved(self, message: CursorMoved) -> None:
        self.moves.append((message.row, message.column))

    def on_result_grid_end_reached(self, message: EndReached) -> None:
        self.ends.append(message.total)

    def on_result_grid_cell_opened(self, message: CellOpened) -> None:
        self.opened.append((message.grid.cursor_row, message.grid.cursor_column))

    def on_result_grid_selected(self, message: Selected) -> None:
        self.selections.append(message.selection)


@asynccontextmanager
async def grid_with(
    source: RowSource | None, size: tuple[int, int] = (120, 20)
) -> AsyncIterator[tuple[ResultGrid, GridApp, Pilot[None]]]:
    """The grid with the focus, showing some rows."""
    app = GridApp()
    async with app.run_test(size=size) as pilot:
        grid = app.query_one(ResultGrid)
        grid.focus()
        if source is not None:
            grid.show(source, "No rows")
        await pilot.pause()
        yield grid, app, pilot
