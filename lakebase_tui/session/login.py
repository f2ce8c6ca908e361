"""Log in while asking the control plane what the compute does: a hopeless wait ends at once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.control_plane.failures import FailureKind as ControlPlaneKind
from lakebase_tui.control_plane.models import Compute, ComputeState
from lakebase_tui.session.connect import Connection, connect
from lakebase_tui.session.credentials import CredentialProvider
from lakebase_tui.session.failures import RETRYABLE, FailureKind, SessionFailure, failure_of
from lakebase_tui.session.target import ConnectionTarget

_GRACE_S = 2.0
"""How long a login may still succeed to a compute that the control plane does not know.

It also says so of what the caller may not see: a login that works is believed more."""


async def login(
    targets: Callable[[], ConnectionTarget],
    credentials: CredentialProvider,
    look: Callable[[], Awaitable[Compute | None]],
    *,
    deadline_s: float,
    on_wait: Callable[[SessionFailure], None],
) -> Connection:
    """Log in, unless the control plane says that this cannot succeed.

    Args:
        targets: Where and as whom; asked before each attempt, since `look` may learn of a new host.
        credentials: What to present.
        look: Asks the control plane, without waking the compute; None: nobody can tell. Asked once, and again
            after each attempt that failed. Raises SessionFailure when the compute is gone.
        deadline_s: Seconds to wait for a compute that wakes.
        on_wait: Told of each failure that is worth another attempt.

    Raises:
        SessionFailure: There is no connection.
        LakebaseTuiError: No credential could be had.
    """
    outlook = _Outlook(look)
    # It begins first: what is known at once is told instead of a failure that it explains.
    watching = asyncio.ensure_future(outlook.hopeless())

    def failed(failure: SessionFailure) -> None:
        if not watching.done():
            on_wait(failure)
            outlook.attempt_failed.set()

    connecting = asyncio.ensure_future(connect(targets, credentials, deadline_s=deadline_s, on_wait=failed))
    try:
        await asyncio.wait([connecting, watching], return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            raise watching.result()
        return await connecting
    except ControlPlaneFailure as failure:
        if means_gone(failure):
            raise failure_of(FailureKind.NO_SUCH_COMPUTE) from failure
        raise
    except SessionFailure as failure:
        if failure.kind is FailureKind.DISABLED:
            # What was deleted looks no different to the gateway.
            outlook.attempt_failed.set()
            if (await asyncio.wait([watching], timeout=_GRACE_S))[0]:
                raise watching.result() from failure
        if outlook.being_made and failure.kind in RETRYABLE:
            raise failure_of(FailureKind.STARTING) from failure
        raise
    finally:
        watching.cancel()
        connecting.cancel()
        await asyncio.wait([connecting, watching])


def verdict_on(compute: Compute | None) -> SessionFailure | None:
    """Why no login to the compute can succeed, as far as its state says."""
    if compute is None:
        return None
    if compute.disabled:
        return failure_of(FailureKind.DISABLED)
    unborn = compute.state is ComputeState.INIT and compute.hosts.host is None
    return failure_of(FailureKind.STARTING) if unborn else None


def means_gone(failure: ControlPlaneFailure) -> bool:
    """Whether the control plane says that there is no such compute (any more)."""
    return failure.kind is ControlPlaneKind.NOT_FOUND


class _Outlook:
    """What the control plane says while a login is tried."""

    def __init__(self, look: Callable[[], Awaitable[Compute | None]]) -> None:
        self.attempt_failed = asyncio.Event()
        self.being_made = False
        """It may be a restart: where there is a host already, that alone ends no wait."""
        self._look = look

    async def hopeless(self) -> SessionFailure:
        """Return once no attempt can succeed."""
        while True:
            try:
                compute = await self._look()
            except SessionFailure as failure:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.attempt_failed.wait(), _GRACE_S)
                return failure
            if (failure_seen := verdict_on(compute)) is not None:
                return failure_seen
            self.being_made = compute is not None and compute.state is ComputeState.INIT
            await self.attempt_failed.wait()
            self.attempt_failed.clear()
