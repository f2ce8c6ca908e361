"""Another database, role, search path or mode for the tab on show, without leaving it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.structure import name_of
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.ask_text import AskTextScreen
from lakebase_tui.ui.screens.prompt import MenuOption, MenuScreen
from lakebase_tui.ui.session_status import SessionStatus

_DATABASES = """
select datname::text from pg_catalog.pg_database
 where datallowconn and pg_catalog.has_database_privilege(oid, 'CONNECT') order by 1
"""
_ROLES = """
select rolname::text from pg_catalog.pg_roles
 where case when pg_catalog.current_setting('server_version_num')::int >= 160000
            then pg_catalog.pg_has_role(oid, 'SET') else pg_catalog.pg_has_role(oid, 'MEMBER') end
   and rolname <> session_user order by 1
"""
_SCHEMAS = """
select nspname::text from pg_catalog.pg_namespace
 where nspname not like 'pg\\_%' and pg_catalog.has_schema_privilege(oid, 'USAGE') order by 1
"""
_PARTS = re.compile(r'(?:"(?:[^"]|"")*"|[^,])+')
"""What stands between commas, save those within quotes."""
_RESET = ""
_PATH_ABOUT = (
    "Schemas in the order in which names are looked up, with commas between. Empty: as at the start."
)


class SwitchDesk:
    """Asks what to switch to, and has it done.

    Args:
        tab: On whose behalf.
        run: Runs statements, as if they had been typed.
        reach: Opens a session on another target in the tab's place.
        elsewhere: Opens the picker, for another branch or compute.
    """

    def __init__(
        self,
        tab: Widget,
        run: Callable[[Sequence[Piece]], None],
        reach: Callable[[ConnectionTarget], None],
        elsewhere: Callable[[], object],
    ) -> None:
        self._tab = tab
        self._run = run
        self._reach = reach
        self._elsewhere = elsewhere
        self._working: Worker[None] | None = None

    def show(self, session: Session, status: SessionStatus) -> None:
        """What can be switched."""
        target = session.target
        role = f"SET ROLE, now {status.role or target.role}"
        path = f"now {_path_of(status)}" if status.path else "SET search_path"
        mode = "read-only, make it read-write" if session.read_only else "read-write, make it read-only"
        options = [
            MenuOption("database", f"Database       now {target.database}", letter="d"),
            MenuOption("role", f"Role           {role}", letter="r"),
            MenuOption("path", f"Search path    {path}", letter="s"),
            MenuOption("mode", f"Mode           {mode}", letter="m"),
            MenuOption("branch", "Branch, compute, login …", letter="b"),
        ]

        def chosen(key: str | None) -> None:
            match key:
                case "database":
                    self._ask(session, _DATABASES, lambda names: self._databases(session, names))
                case "role":
                    self._ask(session, _ROLES, lambda names: self._roles(status, names))
                case "path":
                    self._ask(session, _SCHEMAS, lambda names: self._path(status, names))
                case "mode":
                    self.toggle_read_only(session)
                case "branch":
                    self._elsewhere()

        self._tab.app.push_screen(MenuScreen("Switch", options, verb="choose"), chosen)

    def toggle_read_only(self, session: Session) -> None:
        """Have the server refuse what writes, or no longer."""
        self._working = self._tab.run_worker(partial(self._toggle, session), group="switch")

    async def _toggle(self, session: Session) -> None:
        if session.target.read_only:
            self._say("This compute is a read replica. Connect to the read-write compute to write.")
            return
        try:
            await session.set_read_only(not session.read_only)
        except LakebaseTuiError as error:
            self._say(str(error))
            return
        mode = "read-only: the server refuses what writes" if session.read_only else "read-write"
        self._tab.notify(f"The session is {mode}.", markup=False)

    def _ask(self, session: Session, sql: str, show: Callable[[Sequence[str]], None]) -> None:
        async def ask() -> None:
            try:
                rows = await session.ask(sql)
            except LakebaseTuiError as error:
                self._say(str(error))
                return
            show([name or "" for (name,) in rows])

        self._working = self._tab.run_worker(ask, group="switch", exclusive=True)

    def _databases(self, session: Session, names: Sequence[str]) -> None:
        others = [MenuOption(name, name) for name in names if name != session.target.database]
        if not others:
            self._say("There is no other database that you may connect to.")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self._reach(replace(session.target, database=name))

        self._tab.app.push_screen(MenuScreen("Database", others, verb="connect"), chosen)

    def _roles(self, status: SessionStatus, names: Sequence[str]) -> None:
        options = [MenuOption(name, name) for name in names if name != status.role]
        if status.role:
            options.insert(0, MenuOption(_RESET, "No other than at login"))
        if not options:
            self._say("You are no member of any other role.")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                self._run([Piece(0, f"SET ROLE {quote_ident(name)}" if name else "RESET ROLE")])

        self._tab.app.push_screen(MenuScreen("Role", options, verb="set"), chosen)

    def _path(self, status: SessionStatus, names: Sequence[str]) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._run([Piece(0, search_path_sql(text))])

        choices = [quote_ident(name) for name in names]  # as they have to be typed
        screen = AskTextScreen("Search path", _path_of(status), about=_PATH_ABOUT, choices=choices)
        self._tab.app.push_screen(screen, typed)

    def _say(self, words: str) -> None:
        self._tab.notify(visible(words), severity="warning", markup=False)


def _path_of(status: SessionStatus) -> str:
    """Schemas as they stand in a search path; those that the server adds by itself are left out."""
    return ", ".join(quote_ident(name) for name in status.path if not name.startswith("pg_"))


def search_path_sql(text: str) -> str:
    """The statement that sets what was typed: names with commas between, quoted or not."""
    names = [name_of(part.strip()) for part in _PARTS.findall(text) if part.strip()]
    if not names:
        return "RESET search_path"
    return f"SET search_path TO {', '.join(map(quote_ident, names))}"
