"""What a grid tells those around it."""

from typing import TYPE_CHECKING

from textual.message import Message

from lakebase_tui.ui.widgets.grid_selection import Selection

if TYPE_CHECKING:
    from lakebase_tui.ui.widgets.grid_canvas import GridCanvas


class GridMessage(Message):
    """Something that happened in a grid."""

    def __init__(self, grid: "GridCanvas") -> None:
        super().__init__()
        # Whoever moved the cursor: else a message would not go beyond a parent that did so.
        self.set_sender(grid)
        self.grid = grid

    @property
    def control(self) -> "GridCanvas":
        """The grid."""
        return self.grid


class CursorMoved(GridMessage, namespace="result_grid"):
    """The cursor is on another cell; `row` and `column` (its place) count from 0."""

    def __init__(self, grid: "GridCanvas", row: int, column: int) -> None:
        super().__init__(grid)
        self.row = row
        self.column = column

    def can_replace(self, message: Message) -> bool:
        """Only the newest place matters."""
        return isinstance(message, CursorMoved)


class EndReached(GridMessage, namespace="result_grid"):
    """The user came within a page of the last row that is there: time to fetch more."""

    def __init__(self, grid: "GridCanvas", total: int) -> None:
        super().__init__(grid)
        self.total = total


class LastRowAsked(GridMessage, namespace="result_grid"):
    """The user wants the very last row: time to fetch all."""


class CellOpened(GridMessage, namespace="result_grid"):
    """The user wants to see the whole value under the cursor."""


class Selected(GridMessage, namespace="result_grid"):
    """Another selection; None: nothing beyond the cursor."""

    def __init__(self, grid: "GridCanvas", selection: Selection | None) -> None:
        super().__init__(grid)
        self.selection = selection

    def can_replace(self, message: Message) -> bool:
        """Only the newest selection matters."""
        return isinstance(message, Selected)
