"""What a result wants of the session beyond its rows: sorted by the server, or read to the end."""

from collections.abc import Callable, Sequence

from textual.screen import Screen

from lakebase_tui.query.server_sort import server_sort_sql
from lakebase_tui.query.sort_keys import SortKey
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.result_edits import ResultEdits
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.screens.prompt import MenuOption, MenuScreen

_ON_SERVER, _READ_ALL = "server", "read"


class ResultRequests:
    """Asks the user where there is a choice, and has it done.

    Args:
        screen: Whose results they are.
        edits: The results.
        run: Runs statements, as if they had been typed.
        fetch_all: Reads the result of a statement to its end; False: it is not held by the server.
    """

    def __init__(
        self,
        screen: Screen[None],
        edits: ResultEdits,
        run: Callable[[Sequence[Piece]], None],
        fetch_all: Callable[[int], bool],
    ) -> None:
        self._screen = screen
        self._edits = edits
        self._run = run
        self._fetch_all = fetch_all
        self._to_sort: tuple[ResultReader, tuple[SortKey, ...]] | None = None

    def sort(self, index: int, keys: tuple[SortKey, ...]) -> None:
        """Rows are missing here: let the server sort, or read them first."""
        reader, server = self._edits.desk.reader, self._edits.server
        if reader is None or server is None:
            return
        columns = reader.source.columns
        statement = server.statement(index)
        sql = server_sort_sql(statement, keys, columns) if statement is not None else None
        names = ", ".join(visible(columns[key.column].name) for key in keys)
        options = []
        if sql is not None:
            options.append(MenuOption(_ON_SERVER, "Sort on the server: run the statement again, sorted", sql))
        options.append(MenuOption(_READ_ALL, "Read all rows, then sort them here"))

        def chosen(choice: str | None) -> None:
            if choice == _ON_SERVER and sql is not None:
                self._run([Piece(0, sql)])
            elif choice == _READ_ALL:
                self._read_then_sort(index, reader, keys)

        title = f"Not all rows are here. Sort by {names}"
        self._screen.app.push_screen(MenuScreen(title, options, verb="sort"), chosen)

    def _read_then_sort(self, index: int, reader: ResultReader, keys: tuple[SortKey, ...]) -> None:
        if self._fetch_all(index):
            self._to_sort = (reader, keys)
        else:
            self._screen.notify(
                "The server holds no more rows of this result. Run the statement again, then sort.",
                severity="warning",
            )

    def finished(self) -> None:
        """A statement has ended: what was to be sorted then is sorted now."""
        wanted, self._to_sort = self._to_sort, None
        if wanted is not None and wanted[0] is self._edits.desk.reader and self._edits.desk.complete:
            self._edits.desk.pane.sort(wanted[1])
