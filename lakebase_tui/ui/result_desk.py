"""Results with what one does with the cells that are selected: look closer, copy, add up."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.worker import Worker

from lakebase_tui.query.aggregate import aggregate
from lakebase_tui.query.column_facts import ColumnFacts
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.ui.aggregate_words import aggregate_words
from lakebase_tui.ui.desk_bindings import DESK_BINDINGS
from lakebase_tui.ui.formatting import count, short_type
from lakebase_tui.ui.result_pane import ResultPane
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.grid_messages import CellOpened, CursorMoved, LastRowAsked, Selected
from lakebase_tui.ui.widgets.record_view import RecordView
from lakebase_tui.ui.widgets.result_grid import ResultGrid

if TYPE_CHECKING:
    from lakebase_tui.ui.clipboard.selection import CopyChoice, Selection

NOT_NULL = "!"
"""Stands behind the type of a column that is never NULL."""


class ResultDesk(Horizontal):
    """The results, and beside them the record under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = DESK_BINDINGS

    DEFAULT_CSS = """
    ResultDesk {
        & > ResultPane { width: 1fr; }
        & > RecordView { display: none; width: 40%; border-left: solid $line; padding: 0 1; }
        &.with-record > RecordView { display: block; }
    }
    """

    class ExportAsked(Message):
        """The result on show is to be written to a file."""

    class Summed(Message):
        """What the selected cells come to, the longest form first; empty where there is no selection."""

        def __init__(self, words: tuple[str, ...]) -> None:
            super().__init__()
            self.words = words

        def can_replace(self, message: Message) -> bool:
            """Only the newest sum matters."""
            return isinstance(message, ResultDesk.Summed)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pane = ResultPane(id="result-pane")
        """The results."""
        self._record = RecordView(id="result-record")
        self._copied_as: CopyChoice | None = None
        self._adding: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """The pane, and the record at its right."""
        yield self.pane
        yield self._record

    @property
    def grid(self) -> ResultGrid:
        """The grid."""
        return self.pane.grid

    @property
    def reader(self) -> ResultReader | None:
        """What is made of the result on show."""
        return self.pane.reader

    @property
    def complete(self) -> bool:
        """Whether all rows of the result on show are there."""
        source = self.reader.source if self.reader is not None else None
        return not isinstance(source, ResultStore) or source.state is StoreState.COMPLETE

    # -- looking closer -----------------------------------------------------------------------------

    def on_result_grid_cell_opened(self, event: CellOpened) -> None:
        """Show the whole value."""
        from lakebase_tui.ui.screens.cell import CellScreen  # as the other screens: not for the start

        event.stop()
        number = self.grid.column_number
        if self.reader is None or number is None or not self.grid.total:
            return
        column = self.reader.source.columns[number]
        where = f"row {count(self.grid.cursor_row + 1)}"
        self.app.push_screen(CellScreen(column, self.grid.cell_text(), where))

    def action_record(self) -> None:
        """Show the record under the cursor beside the rows, or no more."""
        self.toggle_class("with-record")
        self._show_record()

    def on_result_grid_cursor_moved(self, event: CursorMoved) -> None:
        """The record follows the cursor."""
        self._show_record()

    def _show_record(self) -> None:
        reader, number = self.reader, self.grid.column_number
        if not self.has_class("with-record") or reader is None:
            return
        self._record.show(reader.source.columns, self.grid.row_values(), self.grid.cursor_row + 1)
        if number is not None:
            self._record.highlight(number)

    def action_expand(self) -> None:
        """Records below each other, or rows in a grid."""
        self.pane.tabs.toggle_expanded()

    def action_column(self) -> None:
        """Show what is known of the column under the cursor."""
        from lakebase_tui.ui.screens.column_info import ColumnInfoScreen

        reader, number = self.reader, self.grid.column_number
        if reader is not None and number is not None:
            facts = reader.facts[number] if reader.facts else None
            self.app.push_screen(ColumnInfoScreen(reader.source.columns[number], number + 1, facts))

    def describe(self, reader: ResultReader, facts: Sequence[ColumnFacts]) -> None:
        """Now it is known where a result's columns come from."""
        reader.facts = list(facts)
        types = [f"{short_type(each.type_name)}{NOT_NULL if each.not_null else ''}" for each in facts]
        self.pane.tabs.describe(reader, types)

    def action_chart(self) -> None:
        """Draw the selected columns."""
        from lakebase_tui.ui.screens.chart import ChartScreen

        if self.reader is not None and self.grid.total:
            rows, columns = self.grid.selected_cells()
            self.app.push_screen(ChartScreen(self.reader.rows, columns, self._part(rows), self.complete))

    def action_profile(self) -> None:
        """Look at the values of the column under the cursor."""
        from lakebase_tui.ui.screens.profile import ProfileScreen

        if self.reader is not None and (number := self.grid.column_number) is not None:
            rows, _ = self.grid.selected_cells()
            self.app.push_screen(ProfileScreen(self.reader.rows, [number], self._part(rows), self.complete))

    def _part(self, rows: range) -> tuple[int, int] | None:
        """The rows to look at: several that are selected, else all."""
        return (rows.start, rows.stop) if self.grid.selection is not None and len(rows) > 1 else None

    def action_export(self) -> None:
        """Write the result, or what is selected of it, to a file."""
        self.post_message(self.ExportAsked())

    def action_fetch_all(self) -> None:
        """Read the rest of the result; the cursor stays where it is."""
        self.post_message(LastRowAsked(self.grid))

    # -- copying ------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the selection as it is."""
        from lakebase_tui.ui.clipboard.selection import (
            copy_selection,  # with all formats: no start waits for it
        )

        if (selection := self._selection()) is not None:
            copy_selection(self.app, selection)

    def action_copy_as(self) -> None:
        """Choose how to copy the selection."""
        from lakebase_tui.ui.clipboard.selection import copy_selection
        from lakebase_tui.ui.screens.copy_as import CopyAsScreen

        selection = self._selection()
        if selection is None:
            return

        def chosen(choice: "CopyChoice | None") -> None:
            if choice is not None:
                self._copied_as = choice
                copy_selection(self.app, selection, choice)

        why = {} if selection.keys else {"update": "the table's key is not selected"}
        columns = len(selection.columns)
        screen = CopyAsScreen(selection.row_count, columns, last=self._copied_as, unavailable=why)
        self.app.push_screen(screen, chosen)

    def _selection(self) -> "Selection | None":
        from lakebase_tui.ui.clipboard.selection import Selection

        reader = self.reader
        if reader is None or not self.grid.total:
            self.notify("There is nothing to copy.")
            return None
        rows, columns = self.grid.selected_cells()
        plain = Selection(reader.rows, (rows,), tuple(columns))
        return _with_origin(plain, reader.facts) if reader.facts is not None else plain

    # -- adding up ----------------------------------------------------------------------------------

    def on_result_grid_selected(self, event: Selected) -> None:
        """Add up what is selected, in the background."""
        event.stop()
        if event.selection is None:
            if self._adding is not None:
                self._adding.cancel()
            self.post_message(self.Summed(()))
            return
        self._adding = self.run_worker(self._sum, group="sum", exclusive=True)

    async def _sum(self) -> None:
        if self.reader is None:
            return
        rows, columns = self.grid.selected_cells()
        try:
            found = await aggregate(self.reader.rows, rows, columns)
        except OSError:
            return  # the grid says that rows cannot be read
        self.post_message(self.Summed(aggregate_words(found)))


def _with_origin(selection: "Selection", facts: Sequence[ColumnFacts]) -> "Selection":
    """Name the table, if it is one, and its key, if that is whole among the columns."""
    chosen = [facts[number] for number in selection.columns]
    tables = {(each.schema, each.table) for each in chosen if each.table}
    if len(tables) != 1:
        return selection
    [table] = tables
    keys = tuple(place for place, each in enumerate(chosen) if each.key_size)
    whole = bool(keys) and len(keys) == chosen[keys[0]].key_size
    return replace(selection, table=table, keys=keys if whole else ())
