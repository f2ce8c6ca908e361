"""Results whose rows can be changed: what is typed stays pending until it is applied."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.edit.apply import Applied, Result
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.edit.identity import identify
from lakebase_tui.query.edit.table import CellValue, Refused
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.ui.edit_bindings import EDIT_BINDINGS
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.result_server import ResultServer
from lakebase_tui.ui.screens.cell_edit import CellEditScreen
from lakebase_tui.ui.screens.changes import ChangesScreen
from lakebase_tui.ui.screens.type_ahead import TypeAheadScreen

_GIVEN_UP = "Only the first {} are here now: to look at the table, the rows behind them were given up."


class ResultEdits(Vertical):
    """The desk, and pending changes to the rows of the result on show."""

    BINDINGS: ClassVar[list[BindingType]] = EDIT_BINDINGS

    DEFAULT_CSS = "ResultEdits > ResultDesk { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.server: ResultServer | None = None
        """Where the rows came from."""
        self.desk = ResultDesk(id="result-desk")

    def compose(self) -> ComposeResult:
        """The desk alone."""
        yield self.desk

    @property
    def pending(self) -> int:
        """Rows with changes that are not applied."""
        return self.desk.pane.tabs.pending

    # -- keys ---------------------------------------------------------------------------------------

    def action_edit_cell(self) -> None:
        """Type another value for the cell under the cursor."""
        if self.desk.grid.total:
            typed = TypeAheadScreen()
            self.app.push_screen(typed)
            self._edit_cell(self._position(self.desk.grid.cursor_row), self.desk.grid.column_number, typed)

    @work(group="edit", exclusive=True)
    async def _edit_cell(self, position: int, number: int | None, ahead: TypeAheadScreen) -> None:
        editing, typed = await ahead.during(self._begin([position]))
        if editing is None or number is None:
            return
        try:
            cell = editing.cell(position, number)
        except LakebaseTuiError as error:
            self._refuse(error)
            return
        answer = await self.app.push_screen_wait(
            CellEditScreen(cell, self.desk.pane.tabs.cell_region(), typed)
        )
        if answer is not None:
            self._set(editing, position, number, answer[0])

    @work(group="edit", exclusive=True)
    async def action_set_null(self) -> None:
        """Set the cell under the cursor to NULL."""
        position, number = self._position(self.desk.grid.cursor_row), self.desk.grid.column_number
        editing = await self._begin([position])
        if editing is not None and number is not None:
            self._set(editing, position, number, None)

    @work(group="edit", exclusive=True)
    async def action_insert_row(self) -> None:
        """Add a row of defaults."""
        await self._add(lambda editing: editing.insert())

    @work(group="edit", exclusive=True)
    async def action_duplicate_row(self) -> None:
        """Add a row like the one under the cursor."""
        position = self._position(self.desk.grid.cursor_row)
        await self._add(lambda editing: editing.duplicate(position))

    @work(group="edit", exclusive=True)
    async def action_delete_rows(self) -> None:
        """Mark the selected rows to be deleted, or take the mark from them."""
        rows, _ = self.desk.grid.selected_cells()
        positions = [self._position(row) for row in rows]
        editing = await self._begin(positions)
        if editing is not None:
            try:
                editing.delete(positions)
            except LakebaseTuiError as error:
                self._refuse(error)
            self._changed()

    def action_undo_change(self) -> None:
        """Take the last pending change back."""
        editing = self._current()
        if editing is None or not editing.changes.undo():
            self.notify("There is no pending change to undo.")
        self._changed()

    def action_redo_change(self) -> None:
        """Make the last undone change again."""
        editing = self._current()
        if editing is None or not editing.changes.redo():
            self.notify("There is no change to redo.")
        self._changed()

    @work(group="edit", exclusive=True)
    async def action_preview_changes(self) -> None:
        """Show what is pending as SQL, to apply it."""
        editing, server = self._current(), self.server
        if editing is None or server is None or not editing.counts.total:
            self.notify("There are no pending changes. e edits the cell under the cursor.")
            return
        result: Result | None = await self.app.push_screen_wait(ChangesScreen(editing, server.cancel))
        if isinstance(result, Applied):
            await self._applied(result)
        self._changed()

    async def _applied(self, result: Applied) -> None:
        reader = self.desk.reader
        where = "" if result.committed else " in the open transaction: Alt+C commits it"
        self.notify(f"Changes are applied{where}.", markup=False)
        if reader is not None and (reader.filters or reader.keys):
            try:
                await reader.use(reader.filters, reader.keys, server=self.server, anew=True)
            except (LakebaseTuiError, OSError) as error:
                self.notify(str(error), severity="warning", markup=False)
        if reader is not None:
            self.desk.pane.show_rows(reader)

    # -- what is common to them ---------------------------------------------------------------------

    def _current(self) -> Editing | None:
        return self.desk.reader.editing if self.desk.reader is not None else None

    def _position(self, row: int) -> int:
        """The place of a shown row among all; where none is shown, nothing is done with it."""
        reader = self.desk.reader
        return reader.position(row) if reader is not None and self.desk.grid.total else row

    async def _begin(self, positions: Sequence[int]) -> Editing | None:
        """Be ready to change these rows, which are looked at first; None, and said why, where not.

        They are named by their places among all rows: which are on show can change while the server answers.
        """
        reader = self.desk.reader
        if reader is None or self.server is None or not self.desk.grid.total:
            return None
        held = _is_held(reader)
        try:
            editing = reader.editing or await self._identify(reader, self.server)
            if editing is None:
                return None
            for moved in await editing.look_at(positions):
                self.notify(moved.sentence, severity="warning", markup=False)
        except LakebaseTuiError as error:
            self._refuse(error)
            return None
        finally:
            if held and not _is_held(reader):
                self.notify(_GIVEN_UP.format(counted(len(reader.source), "row")), severity="warning")
        self._changed()
        return editing if reader is self.desk.reader else None

    async def _identify(self, reader: ResultReader, server: ResultServer) -> Editing | None:
        sql = server.statement(self.desk.pane.tabs.active)
        if sql is None:
            self.notify("These rows are of another session. Run the statement again to change them.")
            return None
        columns = reader.source.columns
        found = await identify(sql, columns, server.door.ask, read_only=server.read_only)
        if isinstance(found, Refused):
            self.notify(str(found), severity="warning", markup=False)
            return None
        if found.note:
            self.notify(found.note, markup=False)
        reader.editing = Editing(reader.source, found, server.door)
        self.desk.pane.tabs.show_rows()
        return reader.editing

    async def _add(self, make: Callable[[Editing], int]) -> None:
        editing = await self._begin([])
        reader = self.desk.reader
        if editing is None or reader is None:
            return
        try:
            if reader.filters or reader.keys:
                await reader.use((), ())
                self.notify("Filters and sorting are taken back: the new row stands at the end.")
            position = make(editing)
        except (LakebaseTuiError, OSError) as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.desk.pane.show_rows(reader)
        self._changed()
        self.desk.pane.tabs.move_cursor(position, self.desk.grid.cursor_column)

    def _set(self, editing: Editing, position: int, number: int, value: CellValue) -> None:
        try:
            editing.set(position, number, value)
        except LakebaseTuiError as error:
            self._refuse(error)
        self._changed()

    def _refuse(self, error: LakebaseTuiError) -> None:
        self.notify(f"{error.sentence} {error.next_step}".strip(), severity="warning", markup=False)

    def _changed(self) -> None:
        """The rows read differently now."""
        if (reader := self.desk.reader) is not None:
            self.desk.pane.rows_edited(reader)


def _is_held(reader: ResultReader) -> bool:
    return isinstance(reader.source, ResultStore) and reader.source.state is StoreState.PAUSED


def pending_words(rows: int, doing: str) -> str:
    """The question before something that drops pending changes."""
    return f"{counted(rows, 'row')} with pending changes: {doing} drops them. Ctrl+S applies them."
