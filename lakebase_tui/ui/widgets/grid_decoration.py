"""What others put on the rows of a grid: finds of a search, pending changes, numbers of their own."""

from collections.abc import Mapping
from typing import Protocol

from lakebase_tui.query.rows import Row
from lakebase_tui.ui.widgets.grid_cell import Spans


class Decoration(Protocol):
    """Asked for each row that is drawn; what it says may change when `version` does."""

    @property
    def version(self) -> int:
        """Counts changes of what it says."""
        ...

    def matches(self, row: int, values: Row) -> Mapping[int, Spans]:
        """Ranges of characters to highlight, by number of the column in the result."""
        ...

    def marks(self, row: int) -> Mapping[int, str]:
        """Names of `GridStyles.marks`, by number of the column in the result."""
        ...

    def label(self, row: int) -> str:
        """What stands in the gutter; empty for the row's number."""
        ...
