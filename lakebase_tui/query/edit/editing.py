"""All that there is to editing one result: its table, what is pending, and the rows as they will be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lakebase_tui.query.edit.apply import Applied, Failed, Result, apply
from lakebase_tui.query.edit.changeset import Changeset, Counts, EditRefusedError
from lakebase_tui.query.edit.conflicts import RowConflict, differing, key_words
from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.edit.identity import Ask
from lakebase_tui.query.edit.look import look
from lakebase_tui.query.edit.pending_rows import PendingRows
from lakebase_tui.query.edit.statements import PendingStatement, key_of, statements
from lakebase_tui.query.edit.table import DEFAULT, CellValue, Editable, TableColumn
from lakebase_tui.query.rows import RowSource


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that can be edited."""

    column: TableColumn
    value: CellValue
    """As it is shown: pending, or as it was read."""
    new: bool
    """In a row that is to be inserted."""


class Editing:
    """The edits of one result; positions are those of `rows`, columns are places in the result.

    Args:
        source: The rows as they were read.
        editable: What they are rows of.
        door: To the user's session.
        ask: Looks at rows before they are changed; by default through the door.
    """

    def __init__(self, source: RowSource, editable: Editable, door: Door, ask: Ask | None = None) -> None:
        self.editable = editable
        self.changes = Changeset(editable)
        self.rows = PendingRows(source, self.changes)
        """For the grid."""
        self.doubtful = False
        """The connection was lost at COMMIT: applied again, rows could be inserted twice."""
        self._door = door
        self._ask = ask or door.ask

    @property
    def counts(self) -> Counts:
        """How many rows are to be changed."""
        return self.changes.counts

    @property
    def in_transaction(self) -> bool:
        """Whether changes would be applied in a transaction that the user has open."""
        return self._door.in_transaction

    @property
    def manual(self) -> bool:
        """Whether the user ends transactions by hand."""
        return self._door.manual

    async def look_at(self, positions: Iterable[int]) -> Sequence[RowConflict]:
        """Look at rows on the server before their first change; each is asked for once.

        Returns:
            Rows that are no longer as shown, to be told. A changed one is shown as it is now, and can be
            edited; a deleted one cannot.

        Raises:
            LakebaseTuiError: The server could not be asked.
            EditRefusedError: A row is shown twice, and has changes at the other place.
        """
        rows = [self.rows.row_at(position) for position in positions]
        unseen = {row: self.rows.shown(row) for row in rows if self._needs_look(row)}
        self._refuse_twins(unseen)
        moved = []
        for row, seen in (await look(self.editable, unseen, self._ask)).items():
            key = key_words(self.changes, unseen[row])
            if seen is None:
                moved.append(RowConflict(row, "deleted", key=key))
                continue
            if seen.values != unseen[row]:
                cells = differing(self.editable, unseen[row], seen.values, {})
                moved.append(RowConflict(row, "changed", key=key, cells=cells, now=seen))
                self.rows.refresh(row, seen.values)
            self.changes.see(row, seen)
        return moved

    def cell(self, position: int, column: int) -> Cell:
        """What to edit.

        Raises:
            EditRefusedError: The cell takes no value, with the reason.
        """
        shown = self.editable.at(column)
        if shown is None:
            raise EditRefusedError("This is no column of the table, but computed by the statement.")
        change = self.changes.changes.get(self.rows.row_at(position))
        new = change is not None and change.kind == "insert"
        if change is not None and change.kind == "delete":
            raise EditRefusedError("This row is to be deleted.", "Take that back first, to change it.")
        if reason := shown.why_not(new_row=new):
            raise EditRefusedError(reason)
        if self.rows.is_default(position, column):
            return Cell(shown, DEFAULT, new)
        return Cell(shown, self.rows.rows(position, position + 1)[0][column], new)

    def set(self, position: int, column: int, value: CellValue) -> None:
        """Give a cell a value; `look_at` its row before.

        Raises:
            EditRefusedError: It takes none, or not this one.
        """
        cell = self.cell(position, column)
        row = self.rows.row_at(position)
        if not cell.new and self.changes.seen(row) is None:
            raise EditRefusedError("This row is no longer there.", "Run the statement again.")
        self.changes.set(row, cell.column.number, value)

    def insert(self) -> int:
        """Add a row of defaults. Returns its position.

        Raises:
            EditRefusedError: The role may insert no column of this table.
        """
        if not any(column.may_insert for column in self.editable.columns):
            raise EditRefusedError(f"Your role may not insert rows into {self.editable.name}.")
        return self.rows.position_of(self.changes.insert())

    def duplicate(self, position: int) -> int:
        """Add a row like another one, with a key of its own. Returns its position.

        Raises:
            EditRefusedError: As for `insert`.
        """
        if not any(column.may_insert for column in self.editable.columns):
            raise EditRefusedError(f"Your role may not insert rows into {self.editable.name}.")
        row = self.rows.row_at(position)
        return self.rows.position_of(self.changes.duplicate(row, self.rows.shown(row)))

    def delete(self, positions: Iterable[int]) -> None:
        """Mark rows to be deleted, or take the mark from them where all have it; `look_at` them before.

        Raises:
            EditRefusedError: The role may not delete.
        """
        rows = [self.rows.row_at(position) for position in positions]
        there = [row for row in rows if row < 0 or self.changes.seen(row) is not None]
        marked = {row for row in there if self._is_marked(row)}
        if len(marked) == len(there):
            self.changes.revert_rows(marked)
        else:
            self.changes.delete(row for row in there if row not in marked)

    def revert_cell(self, position: int, column: int) -> None:
        """Take back what is pending for a cell."""
        shown = self.editable.at(column)
        if shown is not None:
            self.changes.revert_cell(self.rows.row_at(position), shown.number)

    def statements(self) -> list[PendingStatement]:
        """What will be run."""
        return statements(self.changes)

    async def apply(self) -> Result:
        """Apply all; see `apply`. The rows then show what the server returned.

        Raises:
            BusyError: A statement is still running.
            EditRefusedError: The last time ended in doubt.
        """
        if self.doubtful:
            raise EditRefusedError(
                "Whether these changes were applied is unknown: they are not applied again.",
                "Copy the SQL if you need it, and run the query again to see what is there.",
            )
        result = await apply(self._door, self.changes)
        if isinstance(result, Applied):
            self.rows.settle(result.rows)
        self.doubtful = isinstance(result, Failed) and not result.certain
        return result

    def keep_mine(self, conflicts: Iterable[RowConflict]) -> None:
        """Changes stay pending, on top of what the rows are now; those of rows that are gone are dropped."""
        for conflict in conflicts:
            self._take(conflict)
            if conflict.cause == "deleted":
                self.changes.revert_rows([conflict.row])

    def take_theirs(self, conflicts: Iterable[RowConflict]) -> None:
        """The changes of these rows are dropped, and the rows shown as they are now."""
        conflicts = list(conflicts)
        for conflict in conflicts:
            self._take(conflict)
        self.changes.revert_rows(conflict.row for conflict in conflicts)

    def _take(self, conflict: RowConflict) -> None:
        if conflict.now is not None:
            self.changes.see(conflict.row, conflict.now)
            self.rows.refresh(conflict.row, conflict.now.values)
        elif conflict.cause == "deleted":
            self.changes.forget(conflict.row)

    def _needs_look(self, row: int) -> bool:
        change = self.changes.changes.get(row)
        return self.changes.seen(row) is None and (change is None or change.kind != "insert")

    def _refuse_twins(self, unseen: dict[int, tuple[str | None, ...]]) -> None:
        """A set-returning function can show a row twice; changes at both places would be a conflict."""
        taken = {
            key_of(self.editable, seen.values): row
            for row in self.changes.changes
            if (seen := self.changes.seen(row)) is not None
        }
        if any(key_of(self.editable, values) in taken for values in unseen.values()):
            raise EditRefusedError("This row is shown twice, and has changes at the other place.")

    def _is_marked(self, row: int) -> bool:
        change = self.changes.changes.get(row)
        return change is not None and change.kind == "delete"
