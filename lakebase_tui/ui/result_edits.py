"""Results whose rows can be changed: what is typed stays pending until it is applied."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.edit.apply import Applied, Result
from lakebase_tui.query.edit.editing import Cell, Editing
from lakebase_tui.query.edit.identity import identify
from lakebase_tui.query.edit.table import CellValue, Refused
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.ui.edit_bindings import EDIT_BINDINGS
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.result_server import ResultServer

_Begin = Callable[[], Coroutine[Any, Any, Editing | None]]
_NO_RESULT = "There are no rows to change. Run a SELECT first."
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
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The desk alone."""
        yield self.desk

    @property
    def pending(self) -> int:
        """Rows with changes that are not applied."""
        return self.desk.pane.tabs.pending

    # -- keys ---------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no cell to set, Ctrl+N is the workspace's: it makes a tab."""
        return action != "set_null" or bool(self.desk.grid.total)

    # Which row a key means is settled when it is pressed: others can be on show once the server has answered.

    def action_edit_cell(self) -> None:
        """Type another value for the cell under the cursor."""
        number, positions = self.desk.grid.column_number, self._positions()
        if not positions or number is None:
            return
        begin, position = self._begin(positions), positions[0]
        begun: list[Editing] = []

        async def cell() -> Cell | None:
            editing = await begin()
            if editing is None:
                return None
            begun.append(editing)
            try:
                return editing.cell(position, number)
            except LakebaseTuiError as error:
                self._refuse(error)
                return None

        def entered(answer: tuple[CellValue] | None) -> None:
            if answer is not None:
                self._set(begun[0], position, number, answer[0])

        from lakebase_tui.ui.screens.cell_edit import CellEditScreen  # not for the start

        self.app.push_screen(CellEditScreen(cell, self.desk.pane.tabs.cell_region()), entered)

    def action_set_null(self) -> None:
        """Set the cell under the cursor to NULL."""
        number, positions = self.desk.grid.column_number, self._positions()
        if positions and number is not None:
            self._set_null(self._begin(positions), positions[0], number)

    @work(group="edit")
    async def _set_null(self, begin: _Begin, position: int, number: int) -> None:
        editing = await begin()
        if editing is not None:
            self._set(editing, position, number, None)

    def action_insert_row(self) -> None:
        """Add a row of defaults."""
        self._add(self._begin([]), lambda editing: editing.insert())

    def action_duplicate_row(self) -> None:
        """Add a row like the one under the cursor."""
        if positions := self._positions():
            self._add(self._begin([]), lambda editing: editing.duplicate(positions[0]))

    def action_delete_rows(self) -> None:
        """Mark the selected rows to be deleted, or take the mark from them."""
        if positions := self._positions(self.desk.grid.selected_cells()[0]):
            self._delete(self._begin(positions), positions)

    @work(group="edit")
    async def _delete(self, begin: _Begin, positions: Sequence[int]) -> None:
        editing = await begin()
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

    @work(group="edit")
    async def action_preview_changes(self) -> None:
        """Show what is pending as SQL, to apply it."""
        from lakebase_tui.ui.screens.changes import ChangesScreen  # not for the start

        async with self._turn:  # after the keys that came before
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

    def _positions(self, rows: Sequence[int] | None = None) -> Sequence[int]:
        """The places among all rows of some that are shown, or of that under the cursor; none: said so."""
        reader, grid = self.desk.reader, self.desk.grid
        if reader is None or not grid.total:
            self.notify("There is no row here. o adds one." if reader is not None else _NO_RESULT)
            return ()
        return [reader.position(row) for row in ([grid.cursor_row] if rows is None else rows)]

    def _begin(self, positions: Sequence[int]) -> _Begin:
        """Be ready to change rows of the result on show, each key's after those of the key before it."""
        return partial(self._ready, self.desk.reader, positions)

    async def _ready(self, reader: ResultReader | None, positions: Sequence[int]) -> Editing | None:
        async with self._turn:
            if reader is None or reader is not self.desk.reader or self.server is None:
                return None
            return await self._look_at(reader, self.server, positions)

    async def _look_at(
        self, reader: ResultReader, server: ResultServer, positions: Sequence[int]
    ) -> Editing | None:
        """Look at rows before they are changed; None, and said why, where they cannot be."""
        held = _is_held(reader)
        try:
            editing = reader.editing or await self._identify(reader, server)
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

    @work(group="edit")
    async def _add(self, begin: _Begin, make: Callable[[Editing], int]) -> None:
        editing = await begin()
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
