"""The widths of a grid's columns, and which of them are in view."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from lakebase_tui.query.columns import Column
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import short_type
from lakebase_tui.ui.widgets.grid_cell import shown, width_of

CAP = 40
"""Cells that a column takes at most while others need the room."""
PADDING = 2
"""One blank at either side of each column."""

_MEASURED = 400
"""No column is ever wider than this many cells."""
_TYPE_CAP = 16
"""A long type name alone does not make a column wider than this."""


class GridColumns:
    """Widths that start from the names, grow with the rows seen, and never shrink.

    `version` changes whenever a width did, so that cached lines can tell they are stale.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self.names = tuple(visible(column.name) for column in columns)
        self.types = tuple(visible(short_type(column.type_name)) for column in columns)
        self.version = 0
        self._natural = [
            max(1, min(width_of(name), _MEASURED), min(width_of(kind), _TYPE_CAP))
            for name, kind in zip(self.names, self.types, strict=True)
        ]
        self._room = 0
        self.widths: list[int] = []
        """Cells of each column, without its padding."""
        self.starts: list[int] = [0]
        """Where each column starts, and behind the last one where it ends."""
        self._arrange()

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def total(self) -> int:
        """Cells that all columns take, with their padding."""
        return self.starts[-1]

    def measure(self, rows: Iterable[Sequence[str | None]]) -> bool:
        """Let columns grow to what these rows need; tell whether any drawn width changed."""
        natural = self._natural
        grown = False
        for row in rows:
            for index, value in enumerate(row):
                if value and len(value) <= natural[index] and value.isascii():
                    continue  # each ASCII character, and each picture of a control, is one cell
                needed = width_of(shown(value, _MEASURED))
                if needed > natural[index]:
                    natural[index] = min(needed, _MEASURED)
                    grown = True
        return grown and self._arrange()

    def use(self, room: int) -> bool:
        """Say how many cells there are for all columns; tell whether any drawn width changed."""
        if room == self._room:
            return False
        self._room = room
        return self._arrange()

    def in_view(self, first: int, room: int) -> range:
        """The columns of which at least a part shows when `first` stands at the left edge."""
        stop = bisect_left(self.starts, self.starts[first] + room, lo=first, hi=len(self.columns))
        return range(first, stop)

    def first_at(self, offset: int) -> int:
        """The first column that starts at or right of a horizontal offset."""
        return max(0, min(bisect_left(self.starts, offset), len(self.columns) - 1))

    def first_to_show(self, column: int, first: int, room: int) -> int:
        """Where to put the left edge so that a column shows whole, moving as little as needed."""
        if column <= first:
            return column
        end = self.starts[column + 1]
        if end - self.starts[first] <= room:
            return first
        return min(column, bisect_left(self.starts, end - room))

    def at(self, x: int) -> int:
        """The column under a horizontal offset; the last one for all that lies right of it."""
        return max(0, min(bisect_left(self.starts, x + 1) - 1, len(self.columns) - 1))

    def _arrange(self) -> bool:
        widths = [min(width, CAP) for width in self._natural]
        spare = self._room - sum(widths) - PADDING * len(widths)
        # Cut columns share what room is left, the ones that need least first.
        cut = sorted((w, i) for i, w in enumerate(self._natural) if w > CAP)
        for place, (natural, index) in enumerate(cut):
            extra = max(0, min(natural - CAP, spare // (len(cut) - place)))
            widths[index] += extra
            spare -= extra
        changed = widths != self.widths
        if changed:
            self.widths = widths
            self.starts = [0, *accumulate(width + PADDING for width in widths)]
            self.version += 1
        return changed
