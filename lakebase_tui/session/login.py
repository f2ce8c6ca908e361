"""Log in while asking the control plane what the compute does: a hopeless wait ends at once."""

import asyncio
from collections.abc import Awaitable, Callable

from lakebase_tui.control_plane.models import Compute, ComputeState
from lakebase_tui.session.connect import Connection, connect
from lakebase_tui.session.credentials import CredentialProvider
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.target import ConnectionTarget


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
        look: Asks the control plane, without waking the compute; None: nobody can tell.
        deadline_s: Seconds to wait for a compute that wakes.
        on_wait: Told of each failure that is worth another attempt.

    Raises:
        SessionFailure: There is no connection.
        LakebaseTuiError: No credential could be had.
    """
    connecting = asyncio.ensure_future(connect(targets, credentials, deadline_s=deadline_s, on_wait=on_wait))
    looking = asyncio.ensure_future(look())
    try:
        await asyncio.wait([connecting, looking], return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done() and (hopeless := _hopeless(looking.result())) is not None:
            raise hopeless
        return await connecting
    finally:
        looking.cancel()
        if not connecting.done():
            connecting.cancel()
            await asyncio.wait([connecting])


def _hopeless(compute: Compute | None) -> SessionFailure | None:
    if compute is None:
        return None
    if compute.disabled:
        return SessionFailure(
            FailureKind.DISABLED,
            "The compute is disabled, and a connection does not wake it.",
            "Enable it in the Lakebase UI, or choose another compute.",
        )
    if compute.state is ComputeState.INIT and compute.hosts.host is None:
        return SessionFailure(
            FailureKind.STARTING,
            "The compute is still being made and takes no connections yet.",
            "Try again when the picker shows it as active.",
        )
    return None
