"""The results' side of a workspace: what a run shows, and what results want of the session."""

import contextlib
from collections.abc import Callable, Sequence

from textual.widget import Widget

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.columns import Column
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.server_sort import server_sort_sql
from lakebase_tui.query.sort_keys import SortKey
from lakebase_tui.session.session import Session
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import counted
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.result_edits import ResultEdits
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.result_server import ResultServer
from lakebase_tui.ui.run_display import RunDisplay
from lakebase_tui.ui.screens.prompt import MenuOption, MenuScreen

_ON_SERVER, _READ_ALL = "server", "read"


class ResultSide:
    """Asks the user where there is a choice, and has it done.

    Args:
        screen: Whose results they are.
        edits: The results.
        display: What a run shows.
        run: Runs statements, as if they had been typed.
        busy: Whether a statement runs.
    """

    def __init__(
        self,
        screen: Widget,
        edits: ResultEdits,
        display: RunDisplay,
        run: Callable[[Sequence[Piece]], None],
        busy: Callable[[], bool],
    ) -> None:
        self.display = display
        self._screen = screen
        self._edits = edits
        self._run = run
        self._busy = busy
        self._executor: Executor | None = None
        self._to_sort: tuple[ResultReader, tuple[SortKey, ...]] | None = None
        self._exported: dict[str, str] = {}

    def serve(self, session: Session, executor: Executor) -> None:
        """Results ask this session from now on; those on show are of another."""
        if self._executor is not None:
            self.display.leave()
        self._executor = executor
        server = ResultServer(session, executor, self.display.statement)
        self._edits.server = self._edits.desk.pane.server = server

    async def describe(self, index: int, columns: Sequence[Column]) -> None:
        """Ask the catalogue what it knows of a result's columns, once its rows are on show."""
        server, reader = self._edits.server, self._edits.desk.pane.tabs.reader_of(index)
        if server is not None and reader is not None:
            # Nobody waits for it: without an answer types are as the server sent them.
            with contextlib.suppress(LakebaseTuiError):
                self._edits.desk.describe(reader, await server.facts(columns))

    def schema_changed(self) -> None:
        """What is known of columns may be wrong by now."""
        if self._edits.server is not None:
            self._edits.server.schema_changed()

    def last_row_asked(self) -> None:
        """Read the result on show to its end, or say that its last row is not here."""
        reader = self._edits.desk.reader
        source = reader.source if reader is not None else None
        if (
            self.fetch_all()
            or not isinstance(source, ResultStore)
            or source.state is not StoreState.TRUNCATED
        ):
            return
        words = f"Only the first {counted(len(source), 'row')} are here; the server holds no more."
        self._screen.notify(f"{words} Run the statement again to read on.", severity="warning")

    def fetch_all(self) -> bool:
        """Read the result on show to its end; False: the server does not hold it."""
        return self._executor is not None and self._executor.fetch_all(self._edits.desk.pane.tabs.active)

    # -- sorting ------------------------------------------------------------------------------------

    def sort(self, index: int, keys: tuple[SortKey, ...], why: str) -> None:
        """The rows cannot be sorted as they are here: let the server do it, or read what is missing."""
        reader, server = self._edits.desk.reader, self._edits.server
        if reader is None or server is None:
            return
        columns = reader.source.columns
        statement = server.statement(index)
        sql = server_sort_sql(statement, keys, columns) if statement is not None else None
        names = ", ".join(visible(columns[key.column].name) for key in keys)
        options = []
        if sql is not None:
            options.append(MenuOption(_ON_SERVER, "On the server: run the statement again, sorted", sql))
        if not self._edits.desk.complete:
            options.append(MenuOption(_READ_ALL, "Here: read all rows, then sort them"))
        if not options:
            words = f"{why} The statement cannot be run again to sort it."
            self._screen.notify(visible(words), severity="warning", markup=False)
            return

        def chosen(choice: str | None) -> None:
            if choice == _ON_SERVER and sql is not None:
                self._run([Piece(0, sql)])
            elif choice == _READ_ALL:
                self._read_then_sort(reader, keys)

        title = f"{visible(why)} Sort by {names}"
        self._screen.app.push_screen(MenuScreen(title, options, verb="sort"), chosen)

    def _read_then_sort(self, reader: ResultReader, keys: tuple[SortKey, ...]) -> None:
        if self.fetch_all():
            self._to_sort = (reader, keys)
            return
        words = "The server holds no more rows of this result. Run the statement again, then sort."
        self._screen.notify(words, severity="warning")

    def finished(self) -> None:
        """A statement has ended: what was to be sorted then is sorted now."""
        wanted, self._to_sort = self._to_sort, None
        if wanted is not None and wanted[0] is self._edits.desk.reader and self._edits.desk.complete:
            self._edits.desk.pane.sort(wanted[1])

    # -- files --------------------------------------------------------------------------------------

    def export(self) -> None:
        """Write the result on show, or what is selected of it, to a file."""
        # Here and below: not for the start.
        from lakebase_tui.query.export.order import Selection
        from lakebase_tui.query.export.result_export import ResultExport
        from lakebase_tui.ui.screens.export import ExportScreen

        desk, server = self._edits.desk, self._edits.server
        reader = desk.reader
        if reader is None or server is None or self._executor is None:
            self._screen.notify("There is no result to export. Run a statement first.")
            return
        source = reader.source
        statement = server.statement(desk.pane.tabs.active)
        export = ResultExport.of(
            reader.rows,
            lambda: source.state if isinstance(source, ResultStore) else StoreState.COMPLETE,
            statement or "",
            self._executor.run if statement is not None and not self._busy() else None,
            Selection(*desk.grid.selected_cells()) if desk.grid.selection is not None else None,
        )
        self._screen.app.push_screen(ExportScreen(export.offer(), export.run, self._exported))

    def import_csv(self) -> None:
        """Read a CSV file into a table."""
        from lakebase_tui.query.importing.csv_import import CsvImport
        from lakebase_tui.ui.screens.import_csv import ImportScreen

        if self._executor is None or self._busy():
            self._screen.notify("A statement is running. Esc cancels it.", severity="warning")
            return
        imports = CsvImport(self._executor.run)
        self._screen.app.push_screen(ImportScreen(imports.table, imports.run, table=self._table()))

    def _table(self) -> str:
        """The table that the result on show comes from, as in SQL."""
        reader = self._edits.desk.reader
        facts = reader.facts if reader is not None else None
        found = next((each for each in facts or () if each.table), None)
        return f"{quote_ident(found.schema)}.{quote_ident(found.table)}" if found is not None else ""
