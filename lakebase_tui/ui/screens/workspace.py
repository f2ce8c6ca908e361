"""Tabs with a buffer and its results each, the truth in the last line: messages become calls, no more."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Static

from lakebase_tui.config.buffers import Buffer
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import SessionEvent, SessionState
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.query_tab import QueryTab
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_edits import ResultEdits
from lakebase_tui.ui.schema_side import SchemaSide
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.services import Services
from lakebase_tui.ui.session_messages import message_of
from lakebase_tui.ui.session_status import SessionStatus
from lakebase_tui.ui.switch_desk import SwitchDesk
from lakebase_tui.ui.tab_titles import tab_titles
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from lakebase_tui.ui.widgets.status_bar import StatusBar
from lakebase_tui.ui.widgets.tab_strip import TabStrip
from lakebase_tui.ui.workspace_bindings import WORKSPACE_BINDINGS


class WorkspaceScreen(Screen[None]):
    """Where queries are written and read, in tabs that have a session each.

    Args:
        services: What all tabs share.
        buffers: What to begin with, a tab each; an empty one where there are none.
        active: The buffer on show, from 0.
    """

    AUTO_FOCUS = ""
    CSS_PATH = "workspace.tcss"
    BINDINGS: ClassVar[list[BindingType]] = WORKSPACE_BINDINGS

    class TabShown(Message):
        """A tab came on show, instead of another; it may have no session yet."""

        def __init__(self, workspace: "WorkspaceScreen", tab: QueryTab, before: QueryTab) -> None:
            super().__init__()
            self.set_sender(workspace)
            self.tab = tab
            self.before = before

    class TabClosed(Message):
        """A tab is gone: its buffer need not be kept, and nobody uses its session."""

        def __init__(self, workspace: "WorkspaceScreen", tab: QueryTab) -> None:
            super().__init__()
            self.set_sender(workspace)
            self.tab = tab

    class TargetWanted(Message):
        """A tab is to work on another target; None: the user is yet to choose which."""

        def __init__(
            self, workspace: "WorkspaceScreen", tab: QueryTab, target: ConnectionTarget | None
        ) -> None:
            super().__init__()
            self.set_sender(workspace)
            self.tab = tab
            self.target = target

    def __init__(self, services: Services, buffers: Sequence[Buffer] = (), active: int = 0) -> None:
        super().__init__()
        self._services = services
        self.tabs = [self._tab(buffer) for buffer in buffers or (Buffer(""),)]
        """In the order of the strip."""
        self.schema = SchemaSide(self, services.libraries, lambda: self.tab)
        """What is in the database of the tab on show."""
        self._active = min(active, len(self.tabs) - 1)
        self._drawn = False

    def compose(self) -> ComposeResult:
        """Title, schema beside tabs, status."""
        with Horizontal(id="head"):
            yield Static(id="title")
            yield TabStrip(id="tabs")
        with Horizontal(id="body"):
            yield self.schema.desk
            with ContentSwitcher(id="panes"):
                yield from self.tabs
        yield StatusBar(now=now, id="status")
        yield CompletionMenu(id="completion")

    def on_mount(self) -> None:
        """The editor has the focus."""
        self._drawn = True
        self.query_one("#panes", ContentSwitcher).current = self.tab.id
        self.editor.focus()
        self.schema.fit(self.app.size.width)
        self.schema.follow()
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen has no room for the schema."""
        self.schema.fit(event.size.width)

    # -- tabs -------------------------------------------------------------------------------------

    @property
    def tab(self) -> QueryTab:
        """The tab on show."""
        return self.tabs[self._active]

    @property
    def active(self) -> int:
        """Its place among them, from 0."""
        return self._active

    def tab_of(self, session: Session) -> QueryTab | None:
        """Whose session it is."""
        return next((tab for tab in self.tabs if tab.session is session), None)

    def add_tab(self, buffer: Buffer) -> QueryTab:
        """Show a new tab behind the others."""
        tab = self._tab(buffer)
        self.tabs.append(tab)
        self.query_one("#panes", ContentSwitcher).mount(tab)
        self._show(len(self.tabs) - 1)
        return tab

    def on_query_tab_file_opened(self, event: QueryTab.FileOpened) -> None:
        """Show a file in a tab of its own, or the tab that has it already."""
        path = event.file.path
        place = next((n for n, tab in enumerate(self.tabs) if tab.writing.path == path), None)
        if place is not None:
            self._show(place)
            self.tab.writing.show_anew(event.file)
            return
        self.add_tab(Buffer(event.file.text, self._free_key(), path=str(path))).writing.show(event.file)

    def _tab(self, buffer: Buffer) -> QueryTab:
        return QueryTab(buffer, self._services, self._tab_changed)

    def action_new_tab(self) -> None:
        """An empty tab on the target of the one on show."""
        self.add_tab(Buffer("", self._free_key()))

    def _free_key(self) -> str:
        taken = {tab.key for tab in self.tabs}
        return next(str(n) for n in range(1, len(taken) + 2) if str(n) not in taken)

    def action_close_tab(self) -> None:
        """Close the tab on show; a question where something would be lost."""
        tab = self.tab
        said = [tab.loses("Closing the tab")]
        if tab.busy:
            said.append("A statement is running. Closing the tab cancels it.")
        said.append(tab.unsaved())
        if question := " ".join(filter(None, said)):
            screen = ConfirmScreen(question, agree="Close", refuse="Keep")
            self.app.push_screen(screen, lambda agreed: self._close(tab) if agreed else None)
        else:
            self._close(tab)

    def _close(self, tab: QueryTab) -> None:
        if len(self.tabs) == 1:
            self.action_new_tab()
        place = self.tabs.index(tab)
        del self.tabs[place]
        shown = self._active - (self._active > place)
        self._show(min(shown, len(self.tabs) - 1), tab)
        self.post_message(self.TabClosed(self, tab))

    def action_next_tab(self) -> None:
        """The next tab; behind the last one comes the first."""
        self._show((self._active + 1) % len(self.tabs))

    def action_previous_tab(self) -> None:
        """The previous tab; before the first one comes the last."""
        self._show((self._active - 1) % len(self.tabs))

    def action_go_to_tab(self, number: int) -> None:
        """A tab by its number, from 1."""
        if number <= len(self.tabs):
            self._show(number - 1)

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """A tab was clicked."""
        self._show(event.index)

    def _show(self, place: int, before: QueryTab | None = None) -> None:
        before = before or self.tab
        self._active = place
        switcher = self.query_one("#panes", ContentSwitcher)
        switcher.current = self.tab.id
        self.set_focus(self.editor)
        self.schema.follow()
        self._draw()
        self.post_message(self.TabShown(self, self.tab, before))

    # -- the tab on show --------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """The session in use."""
        return self.tab.session

    @property
    def editor(self) -> SqlEditor:
        """The SQL editor."""
        return self.tab.editor

    @property
    def results(self) -> ResultTabs:
        """The results."""
        return self.tab.results

    @property
    def desk(self) -> ResultDesk:
        """The results with what one does with them."""
        return self.tab.desk

    @property
    def edits(self) -> ResultEdits:
        """The results, which can be changed."""
        return self.tab.edits

    @property
    def busy(self) -> bool:
        """Whether a statement runs there."""
        return self.tab.busy

    def use(self, session: Session) -> None:
        """Work on another session from now on; buffer and results stay."""
        self.tab.use(session)

    # -- all of them ------------------------------------------------------------------------------

    def loses(self, doing: str) -> str:
        """What `doing` would lose in any tab, as a question; empty where it loses nothing."""
        said = [(tab, tab.loses(doing)) for tab in self.tabs]
        alone = len(self.tabs) == 1
        return " ".join(words if alone else f"{tab.title}: {words}" for tab, words in said if words)

    async def let_go(self) -> None:
        """End what runs or waits on servers."""
        for tab in self.tabs:
            await tab.let_go()

    def session_changed(self, tab: QueryTab, event: SessionEvent | None, status: SessionStatus) -> None:
        """A tab's session told of something; None when only what is known is handed over."""
        # After each statement a session is ready again: only a login is worth another look at the catalogue.
        logged_in = event is None or tab.session_status.state not in (SessionState.READY, SessionState.BUSY)
        tab.session_changed(event, status)
        if logged_in and tab.session is not None and status.state is SessionState.READY:
            self._services.libraries.open(tab.session)
        self.schema.follow()
        if event is not None and (told := message_of(event)) is not None:
            self.notify(told.text, severity="warning" if told.warns else "information", markup=False)

    def on_query_tab_statement_ended(self, event: QueryTab.StatementEnded) -> None:
        """What a statement changed may be shown in any tab."""
        session, libraries = event.tab.session, self._services.libraries
        if event.outcome.error is None:
            self._services.usage.note(event.piece.text)
        if classify(event.piece.text).ddl:
            for tab in self.tabs:
                tab.area.side.schema_changed()
            if session is not None:
                libraries.schema_changed(session)
        elif session is not None:
            libraries.settle(session)

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where Vim's Escape is typed, Alt and a letter may be that and the letter: it must end nothing."""
        by_alt = action in ("commit", "rollback", "switch", "read_only", "saved_queries")
        return not (by_alt and self.tab.types_as_vim and self.focused is self.editor)

    def action_run(self) -> None:
        """Run the selection if there is one, else the statement at the cursor."""
        self.tab.run_statement()

    def action_run_all(self) -> None:
        """Run every statement of the buffer."""
        self.tab.run_all()

    def action_complete(self) -> None:
        """Offer what could stand at the cursor."""
        self.tab.complete()

    def action_history(self) -> None:
        """What ran before."""
        self.tab.record.show_history()

    def action_saved_queries(self) -> None:
        """What was saved to be run again."""
        self.tab.record.show_saved()

    def action_explain(self, analyze: bool) -> None:
        """Show the plan of a statement."""
        self.tab.explain(analyze=analyze)

    def action_commit(self) -> None:
        """Commit the open transaction."""
        self.tab.transactions.commit()

    def action_rollback(self) -> None:
        """Roll the open transaction back."""
        self.tab.transactions.rollback()

    def action_transaction(self) -> None:
        """The transaction, its statements and the modes."""
        self.tab.transactions.show()

    def action_switch(self) -> None:
        """Another database, role, search path or mode."""
        if self.session is not None:
            self._switch_desk(self.tab).show(self.session, self.tab.session_status)

    def action_read_only(self) -> None:
        """Have the server refuse what writes, or no longer."""
        if self.session is not None:
            self._switch_desk(self.tab).toggle_read_only(self.session)

    def _switch_desk(self, tab: QueryTab) -> SwitchDesk:
        def want(target: ConnectionTarget | None = None) -> None:
            self.post_message(self.TargetWanted(self, tab, target))

        return SwitchDesk(tab, tab.runs.start, want, want)

    def action_cancel(self) -> None:
        """Ask the server to stop; a second time, break the connection."""
        self.tab.cancel()

    def action_import_csv(self) -> None:
        """Read a CSV file into a table."""
        self.tab.area.side.import_csv()

    def action_focus_editor(self) -> None:
        """To the editor."""
        self.tab.focus_editor()

    def action_focus_results(self) -> None:
        """To the results."""
        self.results.focus_content()

    def action_focus_schema(self) -> None:
        """To the schema."""
        self.schema.focus()

    def action_toggle_schema(self) -> None:
        """Show the schema, or give its room to the tabs."""
        self.schema.toggle()

    def action_go_to(self) -> None:
        """Find any object by its name."""
        self.schema.go_to()

    def action_toggle_editor(self) -> None:
        """Give the results the whole height, or give it back."""
        self.tab.toggle_editor()

    def action_next_result(self) -> None:
        """The next result tab."""
        self.results.next()

    def action_previous_result(self) -> None:
        """The previous result tab."""
        self.results.previous()

    # -- drawing ----------------------------------------------------------------------------------

    def _tab_changed(self, tab: QueryTab) -> None:
        if self._drawn and tab in self.tabs:
            self._draw()

    def _draw(self) -> None:
        self.query_one("#tabs", TabStrip).show(tab_titles(self.tabs, self.tab), self._active)
        view = self.tab.status_view
        if view is None or self.session is None:
            return
        self.query_one("#status", StatusBar).show(view)
        target = self.session.target
        title = Content.assemble(
            (f" {visible(target.label)} ", "bold $branch"), (f" {visible(target.database)} ", "$dim")
        )
        head = self.query_one("#title", Static)
        if title != head.content:
            head.update(title)
