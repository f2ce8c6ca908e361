"""The picker's life: shown, filled, asked what was chosen; and the login that it waits for."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.worker import Worker

from lakebase_tui.config.secret import Secret
from lakebase_tui.config.state import RecentStore
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import SessionState
from lakebase_tui.session.offers import Preselect
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.ui.access import Access
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.open_sessions import OpenSessions

if TYPE_CHECKING:
    from lakebase_tui.ui.screens.connect import ConnectScreen

_BUSY_LOGGING_IN = (SessionState.CONNECTING, SessionState.WAKING)


class Picking:
    """Shows the picker and opens what is chosen in it.

    Args:
        app: Where it is shown.
        launch: What the command line chose beforehand.
        access: How to reach workspaces.
        recents: Where recent targets are kept.
        sessions: Makes sessions.
        opened: Is handed a session once it stands.
    """

    def __init__(
        self,
        app: App[Any],
        launch: Launch,
        access: Access,
        recents: RecentStore,
        sessions: OpenSessions,
        opened: Callable[[Session], Awaitable[None]],
    ) -> None:
        self.screen: ConnectScreen | None = None
        """The picker, while it is on show."""
        self.control_plane: ControlPlane | None = None
        """Of the workspace that was chosen last."""
        self._app = app
        self._launch = launch
        self._access = access
        self._recents = recents
        self._sessions = sessions
        self._opened = opened
        self._control_planes: list[ControlPlane] = []
        self._opening: Worker[None] | None = None
        self._learning: Worker[None] | None = None

    def show(self, at: ConnectionTarget | None = None) -> None:
        """Show it; the first one has what the command line chose.

        Args:
            at: Where the user is now, to begin from there.
        """
        # A plain Postgres is opened without it.
        from lakebase_tui.ui.screens.connect import ConnectScreen

        first = self.control_plane is None
        preselect = self._launch.preselect
        if not first:
            preselect = _here(at) if at is not None and at.is_lakebase else Preselect()
        picker = self.screen = ConnectScreen(
            self.control_plane or self._reach(self._launch.profile),
            recents=self._recents.load(),
            preselect=preselect,
            profiles=self._access.profiles,
            notice=self._access.notice(self._launch.profile) if first else "",
        )
        self._app.push_screen(picker)

        async def learn_network() -> None:
            try:
                picker.network = await self._access.network()
            except LakebaseTuiError:
                # The picker's own questions fail for the same reason, and show it.
                return

        self._learning = self._app.run_worker(learn_network, group="network")

    def show_first(self) -> None:
        """Show it at the start; it opens by itself what the command line chose, where that is enough."""
        self.show()
        if self._launch.direct and self.screen is not None:
            self._app.call_after_refresh(self.screen.action_open)

    def use_profile(self, name: str) -> str:
        """Another workspace; returns what the user should know about its login, often nothing."""
        control_plane = self._reach(name)
        if self.screen is not None:
            self.screen.use(control_plane)
        return self._access.notice(name)

    def open(self, target: ConnectionTarget, password: Secret | None, *, keep: bool) -> None:
        """Open a session on what was chosen; the picker stays until it stands.

        Args:
            target: What was chosen.
            password: What was typed, if anything.
            keep: Put the password into the keyring.
        """

        async def opening() -> None:
            await self._open(target, password, keep)

        self._opening = self._app.run_worker(opening, group="open", exclusive=True)

    def give_up(self) -> bool:
        """Stop waiting for the login; False: there is none."""
        if self._opening is None or not self._opening.is_running:
            return False
        self._opening.cancel()
        return True

    async def aclose(self) -> None:
        """Let go of the workspaces."""
        for control_plane in self._control_planes:
            await control_plane.aclose()

    def _reach(self, profile: str | None) -> ControlPlane:
        """The workspace of a profile; those before it stay open, for a session may renew tokens there."""
        self.control_plane = self._access.control_plane(profile)
        self._control_planes.append(self.control_plane)
        return self.control_plane

    async def _open(self, target: ConnectionTarget, password: Secret | None, keep: bool) -> None:
        picker = self.screen
        if picker is None:
            return
        session: Session | None = None
        try:
            network = await self._access.network()
            session = self._sessions.make(target.overridden(network), password, self.control_plane)
            with self._ticking(session):
                await session.open()
        except LakebaseTuiError as failure:
            picker.connection_failed(failure.sentence, failure.next_step)
            if session is not None:
                await self._sessions.end(session)
            if password is None:
                await self._sessions.ask_password(picker, target, failure)
            return
        except BaseException:
            if session is not None:
                await self._sessions.end(session)
            raise
        self._remember(picker, target)
        await self._opened(session)
        if keep and password is not None and (problem := await self._sessions.keep(target, password)):
            self._app.notify(problem, severity="warning", markup=False)

    @contextmanager
    def _ticking(self, session: Session) -> Iterator[None]:
        """Say each second in the picker what the login waits for."""
        timer = self._app.set_interval(0.25, lambda: self._tell_progress(session))
        try:
            yield
        finally:
            timer.stop()

    def _tell_progress(self, session: Session) -> None:
        status = self._sessions.status(session)
        if self.screen is None or status.state not in _BUSY_LOGGING_IN:
            return
        seconds = int(now() - status.since)
        what = "waking" if status.state is SessionState.WAKING else "connecting to"
        name = session.target.compute_id or session.target.host
        why = f"  {status.detail}" if status.detail else ""
        self.screen.connecting(f"{what} {name}…  {seconds} s{why}")

    def _remember(self, picker: "ConnectScreen", target: ConnectionTarget) -> None:
        recent = picker.recent(target)
        # The local Lakebase is new each time: yesterday's address leads nowhere.
        if recent is not None and not recent.workspace.startswith("http://127."):
            self._recents.remember(recent)


def _here(target: ConnectionTarget) -> Preselect:
    return Preselect(target.project, target.branch, target.compute, target.role, target.database)
