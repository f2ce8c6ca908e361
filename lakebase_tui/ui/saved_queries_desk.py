"""The saved queries as a workspace handles them."""

from collections.abc import Callable

from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.config.parameter_values import ParameterValues
from lakebase_tui.config.saved_queries import QueryFolder, SavedQuery
from lakebase_tui.ui.screens.parameters import ask_parameters
from lakebase_tui.ui.screens.saved_queries import SavedQueriesScreen, Wish, saving_screen


class SavedQueriesDesk:
    """Shows the saved queries, saves more, and asks for their parameters.

    Args:
        tab: On whose behalf they are shown.
        folder: Where they are.
        values: What was put in for parameters.
        insert: Puts a text where the cursor of the editor is.
        run: Runs a text whose parameters are put in.
    """

    def __init__(
        self,
        tab: Widget,
        folder: QueryFolder,
        values: ParameterValues,
        insert: Callable[[str], None],
        run: Callable[[str], None],
    ) -> None:
        self._tab = tab
        self._folder = folder
        self._values = values
        self._insert = insert
        self._run = run

    def show(self, statement: str) -> None:
        """Open them.

        Args:
            statement: What could be saved: the statement at the cursor of the editor, or its selection.
        """
        self._tab.app.push_screen(SavedQueriesScreen(self._folder, statement), self._fulfil)

    def save(self, statement: str) -> None:
        """Ask for a name, and save a statement under it."""
        if statement.strip():
            self._tab.app.push_screen(saving_screen(self._folder, statement), self._saved)
        else:
            self._tab.notify("There is no statement at the cursor to save.", severity="warning")

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self._tab.notify(f"Saved as {name}.", markup=False)

    def _fulfil(self, wish: Wish | None) -> None:
        if wish is not None and wish.run:
            self._ask_and_run(wish.query)
        elif wish is not None:
            self._insert(wish.query.text)

    def _ask_and_run(self, query: SavedQuery) -> Worker[None]:
        async def work() -> None:
            bound = await ask_parameters(self._tab.app, [query.text], self._values, query.name)
            if bound is not None:
                self._run(bound[0])

        return self._tab.run_worker(work, group="parameters", exclusive=True)
