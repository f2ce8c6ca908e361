"""Open the session of a run, and ask for a password where there is a terminal to ask on."""

import getpass
import os
from dataclasses import dataclass

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.headless.interrupts import Interrupts
from lakebase_tui.headless.job import Job
from lakebase_tui.headless.talk import Talk
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.passwords import FoundPassword, NoPassword, PasswordSources, wants_typing
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, ConnectionTarget

_TERMINAL = "/dev/tty"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a run goes."""

    target: ConnectionTarget
    password: Secret | None = None
    """Where one was given."""
    control_plane: ControlPlane | None = None
    """Of a Lakebase target."""
    notice: str = ""
    """What the user should know about the login to the workspace; often nothing."""


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """What the command line said of logins."""

    passwords: PasswordSources
    token_ttl_s: float | None = None
    wake_timeout_s: float = 60.0


async def open_session(
    destination: Destination, settings: LoginSettings, job: Job, talk: Talk, interrupts: Interrupts
) -> Session:
    """Log in.

    Raises:
        LakebaseTuiError: There is no connection to be had.
    """
    target, password = destination.target, destination.password
    if destination.notice:
        talk.word(destination.notice)
    if job.ask_first and target.auth is not Auth.OAUTH:
        password = _typed(target, interrupts)
    talk.opening(f"{target.compute_id} of {target.label}" if target.is_lakebase else target.label)
    session = make_session(
        target,
        password,
        destination.control_plane,
        talk.session,
        passwords=settings.passwords,
        token_ttl_s=settings.token_ttl_s,
        deadline_s=settings.wake_timeout_s,
    )
    try:
        await _open(session, job, interrupts)
    except BaseException:
        await session.aclose()
        raise
    return session


async def _open(session: Session, job: Job, interrupts: Interrupts) -> None:
    try:
        await session.open()
    except LakebaseTuiError as failure:
        provider = session.credentials
        typed_in = isinstance(provider, FoundPassword) and wants_typing(session.target, failure)
        if not typed_in or job.never_ask:
            raise _without_keys(failure) from failure
        assert isinstance(provider, FoundPassword)
        provider.give(_typed(session.target, interrupts))
        await session.open()


def _without_keys(failure: LakebaseTuiError) -> LakebaseTuiError:
    """A failure's next step without the keys of the screen that is not there."""
    if not isinstance(failure, NoPassword):
        return failure
    return NoPassword(failure.sentence, "Give it with -W, --password-command, ~/.pgpass or the keyring.")


def _typed(target: ConnectionTarget, interrupts: Interrupts) -> Secret:
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise NoPassword(
            f"A password of {target.role} is needed, and there is no terminal to ask for it on.",
            "Give it with --password-command, ~/.pgpass or the keyring.",
        ) from None
    with interrupts.typing():
        return Secret(getpass.getpass(f"Password for user {target.role}: "))
