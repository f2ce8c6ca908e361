"""The saved queries: found as one types, inserted, run, saved, renamed, deleted."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.config.saved_queries import (
    Loaded,
    QueryFolder,
    SavedQuery,
    SavedQueryError,
    description_of,
    with_description,
)
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.prompt import hint
from lakebase_tui.ui.screens.query_name import QueryNameScreen
from lakebase_tui.ui.widgets.filter_list import Cell, FilterList, Row, plain
from lakebase_tui.ui.widgets.statement_view import StatementView

_WIDE: Final = 116
"""Cells from which on the query stands beside the list."""
_EMPTY: Final = "No query is saved yet. Alt+N saves the statement at the cursor."
_SEARCHED: Final = 20_000
"""Characters of a query that the filter looks through."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with a query."""

    query: SavedQuery
    run: bool
    """Run it; else put it into the editor."""


class SavedQueriesScreen(ModalScreen[Wish | None]):
    """Dismisses with what is to be done, None for nothing. The folder is read anew each time.

    Args:
        folder: Where the queries are.
        statement: What can be saved; empty where there is no statement.
    """

    BINDINGS = [
        Binding("enter", "insert", "Insert into the editor", id="saved.insert"),
        Binding("f5,ctrl+j,alt+enter", "run", "Run, with parameters asked", id="saved.run"),
        Binding("alt+n,ctrl+s", "save", "Save the statement at the cursor", id="saved.save"),
        Binding("f2", "rename", "Rename", id="saved.rename"),
        Binding("delete", "delete", "Delete", id="saved.delete"),
        Binding("alt+y", "copy", "Copy the query", id="saved.copy"),
        Binding("alt+p", "preview", "Show the whole query, or more of the list", id="saved.preview"),
        Binding("escape", "back", "Clear the filter; back", id="saved.back"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    DEFAULT_CSS = """
    SavedQueriesScreen { align: center middle; }
    SavedQueriesScreen > Vertical {
        width: 100%; height: 100%; padding: 0 1; border: round $accent; background: $panel;
        border-title-color: $foreground; border-subtitle-color: $dim;
    }
    SavedQueriesScreen.-wide > Vertical { width: 90%; height: 86%; }
    SavedQueriesScreen #body { height: 1fr; }
    SavedQueriesScreen.-wide #body { layout: horizontal; }
    SavedQueriesScreen FilterList { height: 1fr; background: $panel; }
    SavedQueriesScreen.-wide FilterList { width: 1fr; height: 100%; }
    SavedQueriesScreen #preview { height: 9; border-top: solid $line; }
    SavedQueriesScreen.-wide #preview {
        width: 1fr; height: 100%; border-top: none; border-left: solid $line; padding-left: 1; margin-left: 1;
    }
    SavedQueriesScreen.-bare #preview { display: none; }
    SavedQueriesScreen StatementView { height: 1fr; }
    SavedQueriesScreen #problems { height: auto; max-height: 3; display: none; color: $status-warn; }
    SavedQueriesScreen #keys { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    SavedQueriesScreen.-wide #keys { margin-top: 1; }
    """

    def __init__(self, folder: QueryFolder, statement: str) -> None:
        super().__init__()
        self._folder = folder
        self._statement = statement
        self._queries: dict[str, SavedQuery] = {}

    def compose(self) -> ComposeResult:
        """The list and the query, what was left out, the keys."""
        with Vertical(id="frame") as frame:
            frame.border_title = "Saved queries"
            frame.border_subtitle = Content(visible(_from_home(self._folder.path)))
            with Vertical(id="body"):
                yield FilterList(id="queries")
                with Vertical(id="preview"):
                    yield StatementView(id="query")
            yield Static(id="problems", markup=False)
            keys = (("⏎", "insert"), ("F5", "run"), ("alt+n", "save"), ("F2", "rename"), ("del", "delete"))
            yield Static(hint(*keys, ("esc", "back")), id="keys", markup=False)

    def on_mount(self) -> None:
        """Read the folder; what is typed narrows the list."""
        self._list.show((), notice=plain("reading…", "dim"))
        self._list.focus()
        self._list.start_filter()
        self._load()

    @property
    def _list(self) -> FilterList:
        return self.query_one("#queries", FilterList)

    @property
    def _query(self) -> SavedQuery | None:
        """The query under the cursor."""
        key = self._list.cursor_key
        return self._queries.get(key) if key is not None else None

    # -- the folder -------------------------------------------------------------------------------

    @work(group="load", exclusive=True)
    async def _load(self, at: str | None = None) -> None:
        try:
            loaded = await asyncio.to_thread(self._folder.load)
        except SavedQueryError as error:
            self._list.show((), notice=plain(visible(f"{error.sentence} {error.next_step}"), "bad"))
            return
        self._queries = {query.name: query for query in loaded.queries}
        self._list.show([_row(query) for query in loaded.queries], key=at, notice=plain(_EMPTY, "dim"))
        self._show_problems(loaded)
        self._preview()

    def _show_problems(self, loaded: Loaded) -> None:
        number = len(loaded.queries)
        title = "1 query" if number == 1 else f"{count(number)} queries"
        self.query_one("#frame").border_title = Content.assemble("Saved queries", (f"  {title}", "$dim"))
        problems = self.query_one("#problems", Static)
        problems.update(visible("  ".join(loaded.problems)))
        problems.display = bool(loaded.problems)

    # -- one query --------------------------------------------------------------------------------

    def action_insert(self) -> None:
        """Put the query into the editor."""
        if (query := self._query) is not None:
            self.dismiss(Wish(query, run=False))

    def action_run(self) -> None:
        """Run the query."""
        if (query := self._query) is not None:
            self.dismiss(Wish(query, run=True))

    def action_copy(self) -> None:
        """The query, to the clipboard."""
        if (query := self._query) is not None:
            copy_out(self.app, query.text, "the query")

    def action_save(self) -> None:
        """Save the statement at the cursor of the editor."""
        if self._statement.strip():
            self.app.push_screen(saving_screen(self._folder, self._statement), self._changed)
        else:
            self.notify("There is no statement at the cursor of the editor to save.", severity="warning")

    def action_rename(self) -> None:
        """Give the query another name."""
        if (query := self._query) is not None:
            name = query.name
            screen = QueryNameScreen(
                f"Rename {name}", "rename", lambda new, _, __: self._folder.rename(name, new), name
            )
            self.app.push_screen(screen, self._changed)

    @work(group="delete")
    async def action_delete(self) -> None:
        """Delete the query's file, if the user agrees."""
        query = self._query
        if query is None:
            return
        question = f"Delete the query {visible(query.name)}? Its file is removed."
        if not await self.app.push_screen_wait(ConfirmScreen(question, agree="Delete", refuse="Keep")):
            return
        try:
            await asyncio.to_thread(self._folder.delete, query.name)
        except SavedQueryError as error:
            self.notify(f"{error.sentence} {error.next_step}", severity="error", markup=False)
        self._load()

    def _changed(self, name: str | None) -> None:
        if name is not None:
            self._load(name)

    # -- moving about -----------------------------------------------------------------------------

    def on_filter_list_cursor_moved(self, event: FilterList.CursorMoved) -> None:
        """Show another query."""
        event.stop()
        self._preview()

    def action_preview(self) -> None:
        """The query, or more of the list in its place."""
        self.toggle_class("-bare")

    def action_back(self) -> None:
        """Clear the filter, else leave."""
        if self._list.needle:
            self._list.needle = ""
        else:
            self.dismiss(None)

    def _preview(self) -> None:
        query = self._query
        self.query_one("#query", StatementView).show(query.text if query is not None else "")


def saving_screen(folder: QueryFolder, statement: str) -> QueryNameScreen:
    """Asks for the name of a statement, and saves it."""

    def save(name: str, description: str, replace: bool) -> None:
        folder.save(name, with_description(statement, description), replace=replace)

    return QueryNameScreen("Save the statement", "save", save, description=description_of(statement))


def _from_home(path: Path) -> str:
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _row(query: SavedQuery) -> Row:
    group, slash, name = query.name.rpartition("/")
    title: Cell = ((visible(group + slash), "dim"), (visible(name), ""))
    description = plain(visible(query.description), "dim")
    return Row(query.name, title, (description,), f"{query.name} {query.text[:_SEARCHED]}")
