"""What is selected in a grid: a rectangle of cells, whole rows, or whole columns. Pure."""

from dataclasses import dataclass, replace
from enum import Enum


class Extent(Enum):
    """What a selection reaches over."""

    CELLS = "cells"
    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Selection:
    """From an anchor to the cursor, both by row and place, from 0; either may come first."""

    anchor: tuple[int, int]
    cursor: tuple[int, int]
    extent: Extent = Extent.CELLS

    def to(self, row: int, place: int) -> "Selection":
        """The same, reaching to another cell."""
        return replace(self, cursor=(row, place))

    def rows(self, total: int) -> range:
        """The selected rows of a grid of `total`."""
        if self.extent is Extent.COLUMNS:
            return range(total)
        first, last = sorted((self.anchor[0], self.cursor[0]))
        return range(first, min(last + 1, total))

    def places(self, total: int) -> range:
        """The selected places of a grid of `total`."""
        if self.extent is Extent.ROWS:
            return range(total)
        first, last = sorted((self.anchor[1], self.cursor[1]))
        return range(first, min(last + 1, total))

    def in_row(self, row: int, places: int) -> range:
        """The selected places of one row."""
        first, last = sorted((self.anchor[0], self.cursor[0]))
        if self.extent is not Extent.COLUMNS and not first <= row <= last:
            return range(0)
        return self.places(places)
