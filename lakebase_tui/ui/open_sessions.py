"""The sessions of this run: made, listened to, ended; what each last said, and the log of all."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from textual.app import App

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.events import SessionEvent
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.passwords import FoundPassword, NoPassword, PasswordSources, wants_typing
from lakebase_tui.session.session import Session
from lakebase_tui.session.shared_tokens import SharedTokens
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.ui.launch import Launch
from lakebase_tui.ui.screens.password import PasswordScreen, TypedPassword
from lakebase_tui.ui.session_log import SessionLog
from lakebase_tui.ui.session_status import SessionStatus


class AsksPassword(Protocol):
    """A screen that lets the user type a password for a target."""

    def ask_password(self, target: ConnectionTarget, *, why: str, can_keep: bool) -> None:
        """Ask; `why` may be empty, `can_keep`: offer the keyring."""


class OpenSessions:
    """Two live at once while a target is switched; those of one compute share its token.

    Args:
        on_event: Told of every event, and whose it is.
        launch: What the command line said of tokens, passwords and waiting.
    """

    def __init__(self, on_event: Callable[[Session, SessionEvent], None], launch: Launch) -> None:
        self.log = SessionLog()
        """What happened to all of them, ended ones too."""
        self._on_event = on_event
        self._passwords = launch.passwords or PasswordSources()
        self._tokens = SharedTokens(ttl_s=launch.token_ttl_s)
        self._wake_timeout_s = launch.wake_timeout_s
        self._guard = launch.settings.guard
        self._statuses: dict[Session, SessionStatus] = {}
        self._origins: dict[Session, tuple[Secret | None, ControlPlane | None]] = {}

    def make(
        self, target: ConnectionTarget, password: Secret | None, control_plane: ControlPlane | None
    ) -> Session:
        """A session that is not yet open."""

        def on_event(event: SessionEvent) -> None:
            self._on_event(session, event)

        read_only = target.protected and self._guard.protected_read_only
        session = make_session(
            replace(target, begins_read_only=read_only),
            password,
            control_plane,
            on_event,
            tokens=self._tokens,
            passwords=self._passwords,
            deadline_s=self._wake_timeout_s,
        )
        self._statuses[session] = SessionStatus()
        self._origins[session] = (password, control_plane)
        return session

    def like(self, session: Session, target: ConnectionTarget | None = None) -> Session:
        """Another one, not yet open, that logs in as `session` does; to `target`, if not to the same."""
        return self.make(target or session.target, *self._origins[session])

    def status(self, session: Session | None) -> SessionStatus:
        """What it last said; of one that has ended, or is none, nothing is known."""
        known = self._statuses.get(session) if session is not None else None
        return known or SessionStatus()

    def take(self, session: Session, event: SessionEvent) -> SessionStatus | None:
        """Fold an event into what is known; None if the session has ended."""
        self.log.take(session.target.label, event, datetime.now().astimezone())
        if session not in self._statuses:
            return None
        status = self._statuses[session] = self._statuses[session].after(event)
        return status

    async def ask_password(
        self, screen: AsksPassword, target: ConnectionTarget, failure: LakebaseTuiError
    ) -> None:
        """Let the user type a password, if that is what the failed login with a found one lacks."""
        if not wants_typing(target, failure):
            return
        where = self._passwords.refused_source(target)
        why = f"The server refused the one from {where}." if where else ""
        screen.ask_password(target, why=why, can_keep=await self._passwords.can_keep(target))

    def ask_again(
        self,
        app: App[int],
        session: Session,
        failure: LakebaseTuiError,
        again: Callable[[], object],
        give_up: Callable[[], object],
    ) -> None:
        """Let the user type the password of a session that is on screen, if the failed login lacks one.

        Args:
            app: Where to ask.
            session: It takes the password, as will those that are made like it.
            failure: Why there is no connection.
            again: Tries once more.
            give_up: Tells the failure, where a password would not help or none is typed.
        """
        provider = session.credentials
        if not isinstance(provider, FoundPassword) or not wants_typing(session.target, failure):
            give_up()
            return

        def typed(answer: TypedPassword | None) -> None:
            if answer is None:
                give_up()
                return
            provider.give(answer.secret)
            self._origins[session] = (answer.secret, self._origins[session][1])
            again()

        why = "" if isinstance(failure, NoPassword) else failure.sentence
        app.push_screen(PasswordScreen(f"Password of {session.target.role}", why=why), typed)

    async def keep(self, target: ConnectionTarget, password: Secret) -> str:
        """Put a password into the keyring; says what went wrong, empty if nothing did."""
        try:
            await self._passwords.keep(target, password)
        except LakebaseTuiError as error:
            return str(error)
        return ""

    async def end(self, session: Session) -> None:
        """Close it and forget what it said."""
        await session.aclose()
        self._statuses.pop(session, None)
        self._origins.pop(session, None)

    async def end_all(self) -> None:
        """Close every one, also those that are still logging in."""
        await asyncio.gather(*(self.end(session) for session in list(self._statuses)))
