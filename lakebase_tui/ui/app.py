"""The app: themes, screens, and the one place where sessions are opened."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import App
from textual.binding import BindingType
from textual.widgets import TextArea

from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.config.buffers import Buffer, BufferStore, NoBuffers
from lakebase_tui.config.crash_reports import EXIT_CRASHED, CrashReports
from lakebase_tui.config.paths import theme_folder
from lakebase_tui.config.secret import Secret
from lakebase_tui.config.state import RecentStore
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import SessionEvent, Warned
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui import garbage, theming
from lakebase_tui.ui.access import Access
from lakebase_tui.ui.app_bindings import APP_BINDINGS
from lakebase_tui.ui.autosave import Autosave
from lakebase_tui.ui.clipboard.copying_out import copy_out_quietly
from lakebase_tui.ui.ending import EXIT_TERMINAL_LOST
from lakebase_tui.ui.exits import Exits
from lakebase_tui.ui.key_order import act_in_order
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.libraries import Libraries
from lakebase_tui.ui.open_sessions import OpenSessions
from lakebase_tui.ui.picking import Picking
from lakebase_tui.ui.query_tab import QueryTab
from lakebase_tui.ui.records import NO_RECORDS, Records
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.session_log import SessionLogScreen
from lakebase_tui.ui.screens.workspace import WorkspaceScreen
from lakebase_tui.ui.services import services_for
from lakebase_tui.ui.session_changed import SessionChanged
from lakebase_tui.ui.status_view import awake_words
from lakebase_tui.ui.terminal_driver import TerminalDriver
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.widgets.slim_scrollbar import use_slim_scrollbars

if TYPE_CHECKING:
    from lakebase_tui.ui.screens.connect import ConnectScreen

_BUSY = "A statement is running. Esc cancels it."
_SWITCH_ANSWERS = ("Drop it and switch", "Stay here")


class LakebaseApp(App[int]):
    """The whole program on screen.

    Args:
        launch: What to open first.
        access: How to reach workspaces.
        recents: Where recent targets are kept.
        buffers: Where what is typed is kept; None: nowhere.
        reports: Where crashes are told of; None: nowhere.
        catalogues: Where what is known of schemas is kept; None: nowhere.
        records: Where the history, saved queries and values of parameters are kept.
    """

    TITLE = "lakebase-tui"
    COMMAND_PALETTE_BINDING = "ctrl+backslash"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = APP_BINDINGS

    def __init__(
        self,
        launch: Launch,
        access: Access,
        recents: RecentStore,
        buffers: BufferStore | None = None,
        reports: CrashReports | None = None,
        catalogues: Path | None = None,
        records: Records = NO_RECORDS,
    ) -> None:
        super().__init__(driver_class=TerminalDriver)
        use_slim_scrollbars()
        self._launch = launch
        self._workspace: WorkspaceScreen | None = None
        self._sessions = OpenSessions(self._tell, launch)
        libraries = Libraries(catalogues, self._catalogue_changed)
        registers = Registers(lambda: self.clipboard, self.copy_to_clipboard)
        self._services = services_for(launch.settings, libraries, records, registers, self._warn)
        self._picking = Picking(self, launch, access, recents, self._sessions, self._opened)
        self._autosave = Autosave(buffers or NoBuffers(), self._typed, self._warn)
        self._exits = Exits(self, self._autosave, reports, self._cancel_what_runs, self._close_sessions)
        if os.environ.get("SSH_CONNECTION"):
            self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables, for themes that do not have them."""
        return theming.variable_defaults(self.current_theme)

    def on_mount(self) -> None:
        """Show the first screen; nothing slow happens before it is drawn."""
        for problem in (*self._launch.problems, *theming.set_up(self, self._launch.theme, [theme_folder()])):
            self._warn(problem)
        self._exits.watch()
        self.set_timer(garbage.START_S, garbage.started)
        self._recall()
        if self._launch.plain is not None:
            self._open_plain(self._launch.plain, self._launch.password)
        else:
            self._picking.show_first()

    @work(group="recall")
    async def _recall(self) -> None:
        await self._services.recall()

    def _warn(self, words: str) -> None:
        self.notify(words, severity="warning", markup=False)

    # -- the picker -------------------------------------------------------------------------------

    def action_switch_target(self) -> None:
        """Open the picker above the workspace, for the tab on show; the buffers stay."""
        tab = self._workspace.tab if self._workspace is not None else None
        if tab is not None and tab.busy:
            self._warn(_BUSY)
            return
        question = tab.loses("Connecting elsewhere") if tab is not None else ""
        at = tab.session.target if tab is not None and tab.session is not None else None
        self._unless_lost(question, _SWITCH_ANSWERS, lambda: self._picking.show(at))

    def _unless_lost(self, question: str, answers: tuple[str, str], go: Callable[[], object]) -> None:
        """Go, but ask first where something would be lost."""
        if not question:
            go()
            return
        screen = ConfirmScreen(question, agree=answers[0], refuse=answers[1])

        def answered(agreed: bool | None) -> None:
            if agreed:
                go()

        self.push_screen(screen, answered)

    def on_connect_screen_profile_chosen(self, event: "ConnectScreen.ProfileChosen") -> None:
        """Another workspace."""
        if notice := self._picking.use_profile(event.name):
            self._warn(notice)

    def on_connect_screen_chosen(self, event: "ConnectScreen.Chosen") -> None:
        """Open a session on what was chosen."""
        self._picking.open(event.target, event.password, keep=event.keep)

    def on_connect_screen_cancelled(self) -> None:
        """Give up connecting, or leave the picker for the workspace behind it."""
        if not self._picking.give_up() and self._workspace is not None:
            self._leave_picker()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The picker does not offer itself."""
        return action != "switch_target" or self._picking.screen is None

    def _leave_picker(self) -> None:
        self._picking.screen = None
        self.pop_screen()

    # -- sessions ---------------------------------------------------------------------------------

    @property
    def _session(self) -> Session | None:
        return self._workspace.session if self._workspace is not None else None

    def _open_plain(self, target: ConnectionTarget, password: Secret | None) -> None:
        """Show the workspace at once; what is typed while the login runs is kept."""
        session = self._sessions.make(target, password, None)
        self._show_workspace(session)
        self._open_behind(session)

    @work(group="open")
    async def _open_behind(self, session: Session) -> None:
        """Log in while the workspace is on show; of what fails, the session's tab tells."""
        try:
            await session.open()
        except LakebaseTuiError as failure:
            if (tab := self._tab_of(session)) is not None:
                give_up = partial(tab.connection_failed, failure.sentence, failure.next_step)
                self._sessions.ask_again(self, session, failure, lambda: self._open_behind(session), give_up)
        except asyncio.CancelledError:
            if (tab := self._tab_of(session)) is not None and self.is_running:
                tab.connection_failed("You gave the connection up.", "Run a statement to try again.")
            raise

    def _tab_of(self, session: Session) -> QueryTab | None:
        return self._workspace.tab_of(session) if self._workspace is not None else None

    async def _opened(self, session: Session) -> None:
        """A session that was picked stands: it is the one of the tab on show from now on."""
        if self._workspace is None:
            self._show_workspace(session)
            return
        self._leave_picker()
        await self._settle_in(self._workspace.tab, session)

    def _show_workspace(self, session: Session) -> None:
        buffers = self._recovered()
        shown = next((place for place, buffer in enumerate(buffers) if buffer.shown), 0)
        self._workspace = WorkspaceScreen(self._services, buffers, shown)
        self._workspace.use(session)
        self._workspace.session_changed(self._workspace.tab, None, self._sessions.status(session))
        if self._picking.screen is None:
            self.push_screen(self._workspace)
        else:
            self._picking.screen = None
            self.switch_screen(self._workspace)

    def on_workspace_screen_target_wanted(self, event: WorkspaceScreen.TargetWanted) -> None:
        """Another target for a tab: at once, or as the user picks it."""
        target = event.target
        if target is None:
            self.action_switch_target()
            return
        if event.tab.busy:
            self._warn(_BUSY)
            return
        question = event.tab.loses("Connecting elsewhere")
        self._unless_lost(question, _SWITCH_ANSWERS, lambda: self._move(event.tab, target))

    @work(group="open")
    async def _move(self, tab: QueryTab, target: ConnectionTarget) -> None:
        """Put a session on another target into a tab, once it stands; the old one stays until then."""
        if tab.session is None:
            return
        session = self._sessions.like(tab.session, target)
        try:
            await session.open()
        except LakebaseTuiError as failure:
            await self._sessions.end(session)
            self._warn(visible(f"{target.database}: {failure}"))
            return
        except BaseException:
            await self._sessions.end(session)
            raise
        await self._settle_in(tab, session)

    async def _settle_in(self, tab: QueryTab, session: Session) -> None:
        old = tab.session
        await tab.let_go()
        tab.use(session)
        if self._workspace is not None:
            self._workspace.session_changed(tab, None, self._sessions.status(session))
        if old is not None:
            await self._end(old)

    async def _end(self, session: Session) -> None:
        await self._services.libraries.end(session)
        await self._sessions.end(session)

    def _catalogue_changed(self, library: Library) -> None:
        if self._workspace is not None:
            self._workspace.schema.changed(library)
        if library.state is LibraryState.READY:
            self._prepare_completion(library)

    @work(group="completion")
    async def _prepare_completion(self, library: Library) -> None:
        """Make what the first letter would otherwise wait for."""
        path = self._services.libraries.path_at(library)
        await asyncio.to_thread(self._services.completer.prepare, library.catalogue, path)

    def on_workspace_screen_tab_shown(self, event: WorkspaceScreen.TabShown) -> None:
        """A tab logs in when it is first seen, as the tab before it did."""
        self._autosave.changed()
        if event.tab.session is None and event.before.session is not None:
            session = self._sessions.like(event.before.session)
            event.tab.use(session)
            self._open_behind(session)

    @work(group="close")
    async def on_workspace_screen_tab_closed(self, event: WorkspaceScreen.TabClosed) -> None:
        """Nobody uses its session any more."""
        self._autosave.changed()
        await event.tab.let_go()
        if event.tab.session is not None:
            await self._end(event.tab.session)
        await event.tab.remove()

    def _tell(self, session: Session, event: SessionEvent) -> None:
        self.post_message(SessionChanged(session, event))

    def on_session_changed(self, message: SessionChanged) -> None:
        """Fold the event into what is known, and show it where it belongs."""
        status = self._sessions.take(message.session, message.event)
        tab = self._tab_of(message.session)
        if status is not None and self._workspace is not None and tab is not None:
            self._workspace.session_changed(tab, message.event, status)
        elif isinstance(message.event, Warned):
            self.notify(visible(message.event.text), severity="warning", markup=False)

    def action_session_log(self) -> None:
        """What happened to the session, and when."""
        target = self._session.target if self._session is not None else None

        def closed(rotate: bool | None) -> None:
            if rotate:
                self.action_rotate()

        awake = awake_words(self._sessions.status(self._session), now())
        self.push_screen(SessionLogScreen(target, self._sessions.log.entries, awake), closed)

    @work(group="rotate", exclusive=True)
    async def action_rotate(self) -> None:
        """Give the session a new connection now; what stands against it is told."""
        if self._session is None:
            self.notify("There is no session yet.")
            return
        await self._session.rotate("you asked for it")

    # -- what was typed ---------------------------------------------------------------------------

    def _recovered(self) -> Sequence[Buffer]:
        opened = self._autosave.restore()
        if opened.unexpected and any(buffer.text for buffer in opened.buffers):
            self.notify("Recovered what was typed before the program ended unexpectedly.")
        return opened.buffers

    @on(TextArea.Changed)
    @on(QueryTab.FileTold)
    def _text_changed(self) -> None:
        self._autosave.changed()

    def _typed(self) -> Sequence[Buffer]:
        if self._workspace is None:
            return ()
        return [replace(tab.buffer, shown=tab is self._workspace.tab) for tab in self._workspace.tabs]

    # -- leaving ----------------------------------------------------------------------------------

    def action_help(self) -> None:
        """All keys, first those that work here."""
        from lakebase_tui.ui.keymap import parts_from  # it reads this class
        from lakebase_tui.ui.screens.help import HelpScreen

        self.push_screen(HelpScreen(parts_from((self.focused or self.screen).ancestors_with_self)))

    async def action_quit(self) -> None:
        """Leave; a question only where something would be lost."""
        question = self._workspace.loses("Quitting") if self._workspace is not None else ""
        self._unless_lost(question, ("Drop it and quit", "Stay"), self._exits.quit)

    def action_redraw(self) -> None:
        """Send all of it again, whatever the terminal shows."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.redraw()

    async def on_event(self, event: events.Event) -> None:
        """Keys act in the order in which they come."""
        if not (isinstance(event, events.Key) and not event.is_forwarded and await act_in_order(self, event)):
            await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Where Textual's own widgets copy: by the best way there is."""
        copy_out_quietly(self, text)

    def on_terminal_lost(self) -> None:
        """There is nobody left to read or to type."""
        self._exits.end(EXIT_TERMINAL_LOST)

    def _fatal_error(self) -> None:
        """Say that it broke, without a trace that could hold a secret; the report has the rest."""
        self._return_code = EXIT_CRASHED
        if self._exception is not None and (words := self._exits.crashed(self._exception)) is not None:
            self._exit_renderables.append(words)
        self._close_messages_no_wait()

    async def on_unmount(self) -> None:
        """The screen is given back; wait for the sessions."""
        await self._exits.closed()

    def action_suspend(self) -> None:
        """To the shell and back, as Ctrl+Z does elsewhere; what runs goes on."""
        if not self._exits.to_the_shell():
            self.notify("There is no shell to go back to.", severity="warning")

    async def _cancel_what_runs(self) -> None:
        if self._workspace is not None:
            await self._workspace.let_go()

    async def _close_sessions(self) -> None:
        await self._services.aclose()
        await self._sessions.end_all()
        await self._picking.aclose()
