"""The rows of a result as they will be once what is pending is applied; costs grow with the changes only."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from typing import Literal

from lakebase_tui.query.columns import Column
from lakebase_tui.query.edit.changeset import Change, Changeset
from lakebase_tui.query.edit.table import DEFAULT, CellValue
from lakebase_tui.query.rows import Row, RowSource

Mark = Literal["changed", "new", "deleted", "invalid", ""]


class PendingRows:
    """A row source over another one, with pending and applied changes on top; new rows stand at the end.

    Args:
        source: The rows as they were read; they may still grow.
        changes: What is pending.
    """

    def __init__(self, source: RowSource, changes: Changeset) -> None:
        self._source = source
        self._changes = changes
        self._fresh: dict[int, Row] = {}
        self._gone: list[int] = []
        self._kept_before: list[int] = []
        self._own: list[int] = []
        self._own_version = -1

    @property
    def columns(self) -> Sequence[Column]:
        """Those of the source."""
        return self._source.columns

    @property
    def source(self) -> RowSource:
        """The rows as they were read."""
        return self._source

    def __len__(self) -> int:
        return len(self._source) - len(self._gone) + len(self._own_rows())

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """See `RowSource`.

        Raises:
            OSError: Rows that were kept on disk can no longer be read.
        """
        border = len(self._source) - len(self._gone)
        rows = self._of_source(start, min(stop, border)) if start < border else []
        own = self._own_rows()[max(0, start - border) : max(0, stop - border)]
        return [*rows, *(self.overlay(row, self._blank()) for row in own)]

    def row_at(self, position: int) -> int:
        """The number of the row that stands at a position.

        Raises:
            IndexError: There is none.
        """
        border = len(self._source) - len(self._gone)
        return self._number(position) if position < border else self._own_rows()[position - border]

    def position_of(self, row: int) -> int:
        """Where a row stands.

        Raises:
            ValueError: It is not there.
        """
        if row < 0:
            return len(self._source) - len(self._gone) + self._own_rows().index(row)
        return row - bisect_right(self._gone, row)

    def shown(self, row: int) -> Row:
        """A row as it was read, or as it came back from the server since; nothing pending in it.

        Raises:
            OSError: It was kept on disk and can no longer be read.
        """
        fresh = self._fresh.get(row)
        if fresh is not None:
            return fresh
        return self._source.rows(row, row + 1)[0] if row >= 0 else self._blank()

    def mark(self, position: int, column: int) -> Mark:
        """What is pending for a cell, to colour it.

        Args:
            position: Of the row, from 0.
            column: Place in the result.
        """
        if not self._changes.changes:
            return ""
        row = self.row_at(position)
        change = self._changes.changes.get(row)
        if change is None:
            return ""
        if change.kind == "delete":
            return "deleted"
        value = self._pending(change, column)
        shown = self._changes.editable.at(column)
        if value is None or shown is None:
            return "new" if change.kind == "insert" else ""
        if not shown.why_not(new_row=change.kind == "insert") and shown.problem(value[0]):
            return "invalid"
        return "new" if change.kind == "insert" else "changed"

    def row_mark(self, position: int) -> Mark:
        """What is pending for a row, to colour its number."""
        change = self._changes.changes.get(self.row_at(position)) if self._changes.changes else None
        return "" if change is None else _ROW_MARKS[change.kind]

    def is_default(self, position: int, column: int) -> bool:
        """Whether a cell will be set to its DEFAULT, so that its text is no value."""
        change = self._changes.changes.get(self.row_at(position)) if self._changes.changes else None
        value = self._pending(change, column) if change is not None else None
        return value is not None and value[0] is DEFAULT

    def settle(self, applied: Mapping[int, Row | None]) -> None:
        """Take what the server answered when the changes were applied; clears what is pending.

        Args:
            applied: By row its values by place, or None for one that is gone.
        """
        for row, values in applied.items():
            self._fresh.pop(row, None)
            if values is not None:
                self._fresh[row] = values
            elif row >= 0:
                insort(self._gone, row)
        self._kept_before = [row - index for index, row in enumerate(self._gone)]
        self._changes.clear()

    def refresh(self, row: int, values: Row) -> None:
        """A row was looked at and is not what was shown."""
        self._fresh[row] = values

    def _of_source(self, start: int, stop: int) -> list[Row]:
        if start >= stop:
            return []
        first, last = self._number(start), self._number(stop - 1)
        rows = self._source.rows(first, last + 1)
        if not (self._gone or self._fresh or self._changes.changes):
            return list(rows)
        gone = set(self._gone[bisect_right(self._gone, first - 1) : bisect_right(self._gone, last)])
        return [self.overlay(row, read) for row, read in enumerate(rows, first) if row not in gone]

    def _number(self, position: int) -> int:
        return position + bisect_right(self._kept_before, position)

    def _own_rows(self) -> list[int]:
        """Rows that the source does not have, in the order in which they came."""
        if self._own_version != self._changes.version:
            settled = (row for row in self._fresh if row < 0)
            self._own = sorted({*settled, *self._changes.new_rows()}, reverse=True)
            self._own_version = self._changes.version
        return self._own

    def _blank(self) -> Row:
        return (None,) * len(self._source.columns)

    def overlay(self, row: int, read: Row) -> Row:
        """A row as it will be, if `read` is how it was read."""
        base = self._fresh.get(row, read)
        change = self._changes.changes.get(row)
        if change is None or change.kind == "delete":
            return base
        cells = list(base)
        for column in range(len(cells)):
            value = self._pending(change, column)
            if value is not None:
                cells[column] = DEFAULT.value if value[0] is DEFAULT else value[0]
        return tuple(cells)

    def _pending(self, change: Change, column: int) -> tuple[CellValue] | None:
        """The pending value of a cell, in a tuple: NULL is a value, too."""
        number = self._changes.editable.shown[column]
        if number in change.values:
            return (change.values[number],)
        return (DEFAULT,) if change.kind == "insert" and number > 0 else None


class KnownRows:
    """The same rows with NULL wherever DEFAULT is pending: what the server will put there, nobody knows.

    Args:
        pending: The rows.
        changes: What is pending.
    """

    def __init__(self, pending: PendingRows, changes: Changeset) -> None:
        self._pending = pending
        self._changes = changes

    @property
    def columns(self) -> Sequence[Column]:
        """Those of the source."""
        return self._pending.columns

    def __len__(self) -> int:
        return len(self._pending)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """See `RowSource`.

        Raises:
            OSError: Rows that were kept on disk can no longer be read.
        """
        rows = list(self._pending.rows(start, stop))
        for row in self._changes.changes:
            position = self._pending.position_of(row)
            if start <= position < start + len(rows):
                rows[position - start] = tuple(
                    None if self._pending.is_default(position, column) else value
                    for column, value in enumerate(rows[position - start])
                )
        return rows


_ROW_MARKS: dict[str, Mark] = {"edit": "changed", "insert": "new", "delete": "deleted"}
