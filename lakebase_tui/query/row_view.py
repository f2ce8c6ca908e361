"""Some rows of a source, in some order: what a filter left, or columns picked and moved."""

from array import array
from collections.abc import Iterator, Sequence
from operator import itemgetter

from lakebase_tui.query.columns import Column
from lakebase_tui.query.row_file import RowFile
from lakebase_tui.query.rows import Row, RowSource


class RowView:
    """A `RowSource` over another one; it grows as `order` does.

    Args:
        source: Where the rows come from.
        order: Their numbers there, in the order to show; None for all rows as they are.
        columns: Numbers of the columns to show, in that order; None for all.
        copies: The same rows once more, at least as many as are asked for, where they can be read at once.
    """

    def __init__(
        self,
        source: RowSource,
        order: "array[int] | None" = None,
        columns: Sequence[int] | None = None,
        copies: RowFile | None = None,
    ) -> None:
        self.source = source
        self.order = order
        self.copies = copies
        self._columns = None if columns is None else tuple(columns)

    @property
    def columns(self) -> Sequence[Column]:
        """The columns that are shown."""
        known = self.source.columns
        return known if self._columns is None else tuple(known[column] for column in self._columns)

    def __len__(self) -> int:
        return len(self.source) if self.order is None else len(self.order)

    def source_row(self, index: int) -> int:
        """The number of a row in the source.

        Raises:
            IndexError: There is no such row.
        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        return index if self.order is None else self.order[index]

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """The rows from `start` up to `stop`, as far as there are any."""
        start, stop = max(0, start), min(stop, len(self))
        if start >= stop:
            return []
        if self.copies is not None:
            found: Sequence[Row] = self.copies.rows(start, stop)
        elif self.order is None:
            found = self.source.rows(start, stop)
        else:
            found = self._gather(self.order[start:stop])
        return found if self._columns is None else self._picked(found)

    def _gather(self, wanted: "array[int]") -> list[Row]:
        found: dict[int, Row] = {}
        for near in _neighbours(sorted(wanted)):
            rows = self.source.rows(near[0], near[-1] + 1)
            found.update(zip(range(near[0], near[-1] + 1), rows, strict=False))
        return [found[number] for number in wanted if number in found]

    def _picked(self, rows: Sequence[Row]) -> list[Row]:
        columns = self._columns or ()
        if len(columns) < 2:
            return [tuple(row[column] for column in columns) for row in rows]
        pick = itemgetter(*columns)
        return [pick(row) for row in rows]


def _neighbours(numbers: list[int]) -> Iterator[list[int]]:
    """Cut a sorted list wherever a number is left out, so that each part can be read in one go."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] - numbers[at - 1] > 1:
            yield numbers[start:at]
            start = at
