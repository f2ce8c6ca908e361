"""Put a session together from a target: who mints, who tells whether the compute sleeps."""

from collections.abc import Callable

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.control_plane.models import Compute
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import now
from lakebase_tui.session.credentials import CredentialProvider, PasswordProvider
from lakebase_tui.session.events import ComputeSeen, CredentialChanged, SessionEvent, Warned
from lakebase_tui.session.failures import FailureKind, failure_of
from lakebase_tui.session.login import means_gone
from lakebase_tui.session.passwords import FoundPassword, PasswordSources
from lakebase_tui.session.policy import Limits
from lakebase_tui.session.session import Session
from lakebase_tui.session.shared_tokens import SharedTokens
from lakebase_tui.session.target import Auth, ConnectionTarget


def make_session(
    target: ConnectionTarget,
    password: Secret | None,
    control_plane: ControlPlane | None,
    on_event: Callable[[SessionEvent], None],
    *,
    tokens: SharedTokens | None = None,
    passwords: PasswordSources | None = None,
    token_ttl_s: float | None = None,
    deadline_s: float = 60.0,
    limits: Limits | None = None,
) -> Session:
    """A session that is not yet open.

    Args:
        target: Where and as whom.
        password: For a target with native passwords, where one was given.
        control_plane: Needed for tokens and for the compute's state.
        on_event: Told of every change.
        tokens: What sessions share that log in to the same compute; None: it shares with none.
        passwords: Where to look for a password that was not given; None: nowhere.
        token_ttl_s: Life to ask for when minting, in seconds, where no `tokens` are given.
        deadline_s: Seconds to wait for a compute that wakes.
        limits: What the server does to sessions, where it is not what Lakebase does.
    """

    def heard(event: SessionEvent) -> None:
        on_event(event)
        if isinstance(event, CredentialChanged) and not event.renewing:
            # About once an hour, and free: the moment to learn that the compute's host has moved.
            session.inquire_soon()

    credentials: CredentialProvider = PasswordProvider(password)
    if target.auth is Auth.OAUTH and control_plane is not None and target.compute is not None:
        tokens = tokens or SharedTokens(ttl_s=token_ttl_s)
        credentials = tokens.lease(control_plane, target.compute, _credential_events(heard))
    elif password is None and passwords is not None:
        credentials = FoundPassword(passwords, target, lambda text: heard(Warned(text)))
    look = None
    if control_plane is not None and target.compute is not None:
        look = _ComputeWatch(control_plane, target.compute, heard).look
    session = Session(target, credentials, heard, look=look, deadline_s=deadline_s, limits=limits)
    return session


def _credential_events(on_event: Callable[[SessionEvent], None]) -> Callable[[float | None, bool], None]:
    def changed(remaining_s: float | None, renewing: bool) -> None:
        expires_at = None if remaining_s is None else now() + remaining_s
        on_event(CredentialChanged(expires_at, renewing))

    return changed


class _ComputeWatch:
    """Asks the control plane about one compute; that costs the compute nothing."""

    def __init__(
        self, control_plane: ControlPlane, compute: str, on_event: Callable[[SessionEvent], None]
    ) -> None:
        self._control_plane = control_plane
        self._compute = compute
        self._on_event = on_event

    async def look(self) -> Compute | None:
        """What the compute does now; None when nobody can tell.

        Raises:
            SessionFailure: There is no such compute any more.
        """
        try:
            compute = await self._control_plane.compute(self._compute)
        except ControlPlaneFailure as failure:
            if means_gone(failure):
                raise failure_of(FailureKind.NO_SUCH_COMPUTE) from failure
            return None
        except LakebaseTuiError:
            # What is not known stays as it was: the connection does not depend on this answer.
            return None
        self._on_event(
            ComputeSeen(
                compute.state.value,
                compute.disabled,
                compute.min_cu,
                compute.max_cu,
                compute.kind.value,
                compute.suspend_timeout_s,
            )
        )
        return compute
