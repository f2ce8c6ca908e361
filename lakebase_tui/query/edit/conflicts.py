"""Why a statement did not touch its row: which column somebody else changed, and to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lakebase_tui.query.edit.changeset import Changeset, Seen
from lakebase_tui.query.edit.identity import Ask
from lakebase_tui.query.edit.look import look
from lakebase_tui.query.edit.table import CellValue, Editable
from lakebase_tui.query.rows import Row

Cause = Literal["changed", "deleted", "kept", "several", "unknown"]
"""`kept`: it is as it was seen, and a trigger or a policy did not let the statement touch it."""


@dataclass(frozen=True, slots=True)
class CellConflict:
    """One column that differs."""

    name: str
    was: str | None
    now: str | None
    yours: tuple[CellValue] | None
    """What is pending for it, in a tuple as NULL is a value, too; None: nothing."""


@dataclass(frozen=True, slots=True)
class RowConflict:
    """One row that could not be changed."""

    row: int
    cause: Cause
    touched: int = 0
    """Rows that its statement touched."""
    key: str = ""
    """Its key in words: `id 4711`."""
    cells: Sequence[CellConflict] = ()
    """What differs; nothing where only columns that are not shown were written."""
    now: Seen | None = None
    """The row as it is."""

    @property
    def differs(self) -> bool:
        """Whether it is known to be no longer as it was seen."""
        return self.cause in ("changed", "deleted")

    @property
    def sentence(self) -> str:
        """What happened to it, in a sentence."""
        match self.cause:
            case "changed" if self.cells:
                return "Somebody else changed this row."
            case "changed":
                return "Somebody else wrote this row; what is shown of it did not change."
            case "deleted":
                return "Somebody else deleted this row, or gave it another key."
            case "kept":
                return "The row is as it was: a trigger or a policy kept the statement from touching it."
            case "several":
                return f"The statement touched {self.touched} rows instead of one."
            case "unknown":
                return "The statement did not touch exactly one row; why could not be found out."


async def conflicts_of(changes: Changeset, missed: Mapping[int, int], ask: Ask) -> list[RowConflict]:
    """Look at rows again after all was rolled back.

    Args:
        changes: What was to be applied.
        missed: Rows whose statement touched none, or several: how many, by row.
        ask: On the user's connection.

    Raises:
        LakebaseTuiError: The server could not be asked.
    """
    seen = {row: state.values for row in missed if (state := changes.seen(row)) is not None}
    now = await look(changes.editable, seen, ask)
    return [_conflict(changes, row, touched, now.get(row)) for row, touched in missed.items()]


def key_words(changes: Changeset, values: Row) -> str:
    """A row's key in words; not made visible yet."""
    editable = changes.editable
    parts = (f"{editable.column(number).name} {values[editable.place(number)]}" for number in editable.key)
    return ", ".join(parts)


def _conflict(changes: Changeset, row: int, touched: int, now: Seen | None) -> RowConflict:
    was = changes.seen(row)
    if was is None:  # a new row
        return RowConflict(row, "several" if touched else "kept", touched, "the new row")
    key = key_words(changes, was.values)
    if touched:
        return RowConflict(row, "several", touched, key)
    if now is None:
        return RowConflict(row, "deleted", touched, key)
    if now.xmin == was.xmin:
        return RowConflict(row, "kept", touched, key, now=now)
    change = changes.changes.get(row)
    cells = differing(changes.editable, was.values, now.values, change.values if change is not None else {})
    return RowConflict(row, "changed", touched, key, cells, now)


def differing(editable: Editable, was: Row, now: Row, pending: Mapping[int, CellValue]) -> list[CellConflict]:
    """The columns in which a row is no longer what it was.

    Args:
        editable: The table.
        was: The row before, by place.
        now: And now.
        pending: What the user wants, by the number of the column.
    """
    cells = []
    for column in editable.returned:
        place = editable.place(column.number)
        if was[place] != now[place]:
            yours = (pending[column.number],) if column.number in pending else None
            cells.append(CellConflict(column.name, was[place], now[place], yours))
    return cells
