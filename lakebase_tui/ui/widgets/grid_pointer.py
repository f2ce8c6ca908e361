"""The mouse in a grid: click, drag, column borders."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from lakebase_tui.ui.widgets.grid_columns import GridColumns
from lakebase_tui.ui.widgets.grid_selection import Extent


class Part(Enum):
    """What lies under the pointer."""

    CELL = "cell"
    NUMBER = "row number"
    HEADER = "header"
    BORDER = "border"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of the grid; `row` and `place` are the nearest there are."""

    part: Part
    row: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """How the grid is drawn at the moment."""

    columns: GridColumns
    first: int
    gutter: int
    header: int
    """Lines of the header."""
    top: int
    """The first row in view."""
    total: int
    cursor_row: int

    def hit(self, x: int, y: int) -> Hit:
        """What lies at a cell of the grid's own area."""
        columns = self.columns
        if not len(columns):
            return Hit(Part.NOTHING)
        inside = x - self.gutter
        place = columns.at(max(0, inside), self.first)
        if y >= self.header:
            if not self.total:
                return Hit(Part.NOTHING)
            row = min(self.top + y - self.header, self.total - 1)
            return Hit(Part.NUMBER if inside < 0 else Part.CELL, row, place)
        if inside < 0:
            return Hit(Part.NOTHING)
        end = columns.end_in_view(place, self.first)
        if inside >= end - 1:
            return Hit(Part.BORDER, self.cursor_row, place)
        starts_here = inside - (end - columns.widths[place] - 2)
        if starts_here == 0 and place > 0:
            return Hit(Part.BORDER, self.cursor_row, place - 1)
        return Hit(Part.HEADER, self.cursor_row, place)


class Grid(Protocol):
    """What the pointer asks of the grid."""

    def drawn(self) -> Drawn:
        """How it is drawn."""
        ...

    def reach(self, row: int, place: int, extent: Extent | None, *, anew: bool) -> None:
        """Put the cursor there; with an extent select from where the selection began, or from here."""
        ...

    def set_width(self, place: int, width: int) -> None:
        """Give a column a width."""
        ...


class GridPointer:
    """Turns presses and moves into selections and widths.

    Args:
        grid: Obeys.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._extent: Extent | None = None
        self._resizing: tuple[int, int, int] | None = None
        self._pressed: Hit | None = None

    @property
    def busy(self) -> bool:
        """Whether a button is held."""
        return self._pressed is not None

    def press(self, x: int, y: int, *, extend: bool) -> None:
        """A button goes down."""
        drawn = self._grid.drawn()
        hit = self._pressed = drawn.hit(x, y)
        extents = {Part.CELL: Extent.CELLS, Part.NUMBER: Extent.ROWS, Part.HEADER: Extent.COLUMNS}
        self._extent = extents.get(hit.part)
        self._resizing = None
        if hit.part is Part.BORDER:
            self._resizing = (hit.place, x, drawn.columns.widths[hit.place])
        elif hit.part is Part.CELL:
            self._grid.reach(hit.row, hit.place, Extent.CELLS if extend else None, anew=False)
        elif self._extent is not None:
            self._grid.reach(hit.row, hit.place, self._extent, anew=not extend)

    def drag(self, x: int, y: int) -> None:
        """The pointer moves with the button held; beyond an edge the view follows."""
        if self._resizing is not None:
            place, began, width = self._resizing
            self._grid.set_width(place, width + x - began)
            return
        if self._pressed is None or self._extent is None:
            return
        drawn = self._grid.drawn()
        hit = drawn.hit(x, max(drawn.header, y))
        row = max(0, drawn.top - 1) if y < drawn.header else hit.row
        if self._extent is Extent.COLUMNS:
            row = self._pressed.row
        if (row, hit.place) != (self._pressed.row, self._pressed.place):
            self._grid.reach(row, hit.place, self._extent, anew=False)

    def release(self) -> None:
        """The button goes up."""
        self._pressed = self._resizing = None
