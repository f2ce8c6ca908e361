"""Changes to rows that are not applied yet, with undo. No I/O.

A row has a number for as long as its result is shown: rows of the source count from 0, new ones from -1 down.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.edit.table import DEFAULT, CellValue, Editable
from lakebase_tui.query.rows import Row

Kind = Literal["edit", "insert", "delete"]


class EditRefusedError(LakebaseTuiError):
    """This cell or row cannot be changed so."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one row."""

    kind: Kind
    values: Mapping[int, CellValue]
    """By the number of the table's column; for an insert all that is not DEFAULT."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as the server had it when it was last looked at."""

    values: Row
    """By place in the result."""
    xmin: str
    """Of the transaction that wrote it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are to be changed."""

    edited: int = 0
    inserted: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.edited + self.inserted + self.deleted


_Step = Mapping[int, tuple[Change | None, Change | None]]
"""One step of the user's: for each row what was pending before it, and after."""


class Changeset:
    """Pending changes of one result.

    Args:
        editable: The table.
    """

    def __init__(self, editable: Editable) -> None:
        self.editable = editable
        self.version = 0
        """Counts up with every change of what is pending."""
        self._changes: dict[int, Change] = {}
        self._seen: dict[int, Seen] = {}
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._last_new = 0

    @property
    def changes(self) -> Mapping[int, Change]:
        """What is pending, by row."""
        return self._changes

    @property
    def counts(self) -> Counts:
        """How many rows are to be changed."""
        kinds = [change.kind for change in self._changes.values()]
        return Counts(kinds.count("edit"), kinds.count("insert"), kinds.count("delete"))

    def seen(self, row: int) -> Seen | None:
        """The row as it was looked at before its first change; None for one that was not."""
        return self._seen.get(row)

    def see(self, row: int, seen: Seen) -> None:
        """Remember what a row is on the server now; what is pending for it stays."""
        self._seen[row] = seen

    def forget(self, row: int) -> None:
        """Look at the row again before its next change."""
        self._seen.pop(row, None)

    def set(self, row: int, number: int, value: CellValue) -> None:
        """Give a cell a value; its original one takes the change away.

        Args:
            row: Seen before, or new.
            number: Of the table's column.
            value: See there.

        Raises:
            EditRefusedError: The column takes no value, or not this one, or the row is to be deleted.
        """
        change = self._changes.get(row)
        self._check(change, number, value)
        new = change is not None and change.kind == "insert"
        values = {**(change.values if change else {}), number: value}
        if value is DEFAULT if new else self._is_original(row, number, value):
            del values[number]
        if new:
            self._do({row: Change("insert", values)})
        else:
            self._do({row: Change("edit", values) if values else None})

    def insert(self, values: Mapping[int, CellValue] | None = None) -> int:
        """Add a row.

        Args:
            values: What is not DEFAULT in it, by the number of the column.

        Returns:
            Its number.
        """
        self._last_new -= 1
        given = {number: value for number, value in (values or {}).items() if value is not DEFAULT}
        self._do({self._last_new: Change("insert", given)})
        return self._last_new

    def duplicate(self, row: int, shown: Row) -> int:
        """Add a row like another one; key, generated columns and what may not be inserted become DEFAULT.

        Args:
            row: The other one, for its pending values.
            shown: Its values as they are shown, by place.

        Returns:
            The number of the new one.
        """
        pending = self._changes.get(row)
        values: dict[int, CellValue] = {}
        for column in self.editable.returned:
            if column.number in self.editable.key or column.why_not(new_row=True):
                continue
            value: CellValue = shown[self.editable.place(column.number)]
            if pending is not None and pending.kind != "delete":
                value = pending.values.get(column.number, DEFAULT if pending.kind == "insert" else value)
            values[column.number] = value
        return self.insert(values)

    def delete(self, rows: Iterable[int]) -> None:
        """Mark rows to be deleted, as one step; new ones are only forgotten.

        Raises:
            EditRefusedError: The role may not delete rows of this table.
        """
        rows = list(rows)
        if not self.editable.may_delete and not all(self._is_new(row) for row in rows):
            raise EditRefusedError(f"Your role may not delete rows of {self.editable.name}.")
        self._do({row: None if self._is_new(row) else Change("delete", {}) for row in rows})

    def revert_cell(self, row: int, number: int) -> None:
        """Take back what is pending for one cell."""
        change = self._changes.get(row)
        if change is None or number not in change.values:
            return
        values = {each: value for each, value in change.values.items() if each != number}
        self._do({row: Change(change.kind, values) if values or change.kind == "insert" else None})

    def revert_rows(self, rows: Iterable[int]) -> None:
        """Take back what is pending for rows, as one step."""
        self._do(dict.fromkeys(rows))

    def revert_all(self) -> None:
        """Take everything back; undo brings it again."""
        self._do(dict.fromkeys(self._changes))

    def undo(self) -> bool:
        """Take the last step back. False: there is none."""
        if not self._undo:
            return False
        step = self._undo.pop()
        self._redo.append(step)
        self._put({row: before for row, (before, _) in step.items()})
        return True

    def redo(self) -> bool:
        """Do again what was taken back last. False: there is nothing."""
        if not self._redo:
            return False
        step = self._redo.pop()
        self._undo.append(step)
        self._put({row: after for row, (_, after) in step.items()})
        return True

    def clear(self) -> None:
        """All of it is applied: nothing is pending, nothing can be undone, rows are looked at anew."""
        self._changes, self._seen, self._undo, self._redo = {}, {}, [], []
        self.version += 1

    def new_rows(self) -> Iterator[int]:
        """Rows that are to be inserted."""
        return (row for row, change in self._changes.items() if change.kind == "insert")

    def _check(self, change: Change | None, number: int, value: CellValue) -> None:
        if change is not None and change.kind == "delete":
            raise EditRefusedError("This row is to be deleted.", "Take that back first, to change it.")
        column = self.editable.column(number)
        if reason := column.why_not(new_row=change is not None and change.kind == "insert"):
            raise EditRefusedError(reason)
        if isinstance(value, str) and "\0" in value:
            raise EditRefusedError("A text cannot hold NUL characters.")

    def _is_original(self, row: int, number: int, value: CellValue) -> bool:
        seen = self._seen[row]
        return seen.values[self.editable.place(number)] == value

    def _is_new(self, row: int) -> bool:
        change = self._changes.get(row)
        return change is not None and change.kind == "insert"

    def _do(self, after: Mapping[int, Change | None]) -> None:
        step = {row: (self._changes.get(row), change) for row, change in after.items()}
        if all(before == now for before, now in step.values()):
            return
        self._undo.append(step)
        self._redo.clear()
        self._put(after)

    def _put(self, changes: Mapping[int, Change | None]) -> None:
        self.version += 1
        for row, change in changes.items():
            if change is None:
                self._changes.pop(row, None)
            else:
                self._changes[row] = change
