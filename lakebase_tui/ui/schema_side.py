"""The schema beside the tabs: it shows the database of the tab on show, and its wishes go to that tab."""

from collections.abc import Callable

from textual.widget import Widget

from lakebase_tui.catalog.library import Library
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.libraries import Libraries
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.query_tab import QueryTab
from lakebase_tui.ui.schema_desk import SchemaActions, SchemaDesk

_ROOM = 100
"""Cells of a screen on which the schema is shown without being asked for."""


class SchemaSide:
    """Keeps the schema in step with the tab on show.

    Args:
        screen: Where both are.
        libraries: Catalogues of the databases that are open.
        tab: The tab on show.
    """

    def __init__(self, screen: Widget, libraries: Libraries, tab: Callable[[], QueryTab]) -> None:
        self.desk = SchemaDesk(
            SchemaActions(self._describe, self._show_ddl, self._run, self._insert, self._begin, self._copy),
            id="schema",
        )
        """The schema."""
        self._screen = screen
        self._libraries = libraries
        self._tab = tab
        self._library: Library | None = None
        self._wanted: bool | None = None

    def follow(self) -> None:
        """Another tab or session is on show: its database is what is shown."""
        tab = self._tab()
        session = tab.session
        if session is None or not self.desk.is_mounted:
            return
        library = self._libraries.of(session)
        path = tuple(tab.session_status.path or self._libraries.path_of(session))
        if library is not self._library:
            self._library = library
            self.desk.serve(library, self._libraries.ask_of(session), path)
        else:
            self.desk.look_up_in(path)

    def changed(self, library: Library) -> None:
        """A catalogue was read, or could not be."""
        if library is self._library and self.desk.is_mounted:
            self.desk.catalogue_changed()

    # -- on the screen ----------------------------------------------------------------------------

    def fit(self, width: int) -> None:
        """The screen has so many cells in a line: without a word of the user's, room decides."""
        self._display(width >= _ROOM if self._wanted is None else self._wanted)

    def toggle(self) -> None:
        """Show it, or give its room to the tabs."""
        self._wanted = not self.desk.display
        self._display(self._wanted)

    def _display(self, shown: bool) -> None:
        """Show or hide it; what is hidden leaves the keys to the editor."""
        leaves = not shown and self.desk.has_focus_within
        self.desk.display = shown
        if leaves:
            self._tab().focus_editor()

    def focus(self) -> None:
        """To the tree, which is shown if it was not."""
        if not self.desk.display:
            self._wanted = self.desk.display = True
        self.desk.pane.focus_tree()

    def go_to(self) -> None:
        """Find any object by its name."""
        self.desk.go_to()

    # -- wishes -----------------------------------------------------------------------------------

    def describe(self, ref: ObjectRef, *, ddl: bool = False) -> None:
        """Tell all about an object, or show the statements that make it."""
        from lakebase_tui.ui.describe_desk import DescribeDesk  # not for the start
        from lakebase_tui.ui.screens.describe import Page

        session = self._tab().session
        if session is not None:
            page = Page.DDL if ddl else Page.DESCRIPTION
            DescribeDesk(self._screen, session.ask, self._run, self._insert).show(ref, page)

    def _describe(self, ref: ObjectRef) -> None:
        self.describe(ref)

    def _show_ddl(self, ref: ObjectRef) -> None:
        self.describe(ref, ddl=True)

    def _run(self, sql: str) -> None:
        self._tab().runs.start([Piece(0, sql)])

    def _insert(self, text: str) -> None:
        tab = self._tab()
        tab.editor.replace(text, *tab.editor.selection)
        tab.focus_editor()

    def _begin(self, sql: str) -> None:
        """A statement for the user to look at, on lines of its own behind the one in hand."""
        tab = self._tab()
        tab.begin_statement(sql)
        tab.focus_editor()

    def _copy(self, text: str, what: str) -> None:
        copy_out(self._screen.app, text, what)
