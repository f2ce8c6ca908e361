"""Puts computes to sleep that nobody uses."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import psycopg

from lakebase_tui.local.cluster import Cluster
from lakebase_tui.local.computes import Compute

_BUSY = """
select count(*) from pg_stat_activity
where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()
"""
_SHORTEST_S = 0.01


class Sleeper:
    """Watches every compute that is awake and has a suspend timeout."""

    def __init__(self) -> None:
        self._watches: dict[Compute, asyncio.Task[None]] = {}

    def watch(self, compute: Compute, stop: Callable[[Compute], Awaitable[None]]) -> None:
        """Begin to watch one that was just woken.

        Args:
            compute: The compute.
            stop: Stops its server; called with the branch's lock held.
        """
        self.forget(compute)
        self._watches[compute] = asyncio.ensure_future(self._until_asleep(compute, stop))

    def forget(self, compute: Compute) -> None:
        """Watch it no longer."""
        task = self._watches.pop(compute, None)
        if task is not None:
            task.cancel()

    def close(self) -> None:
        """Watch none."""
        for compute in list(self._watches):
            self.forget(compute)

    async def _until_asleep(self, compute: Compute, stop: Callable[[Compute], Awaitable[None]]) -> None:
        while compute.cluster.awake:
            left = time_left(compute)
            if left is None or left > 0:
                compute.changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(compute.changed.wait(), left)
                continue
            async with compute.branch.lock:
                if await _idle(compute):
                    await stop(compute)
                    return


def time_left(compute: Compute) -> float | None:
    """Seconds until a compute may sleep if nothing happens; None: never."""
    if compute.suspend_timeout_s is None:
        return None
    return compute.last_active + max(compute.suspend_timeout_s, _SHORTEST_S) - time.monotonic()


async def _idle(compute: Compute) -> bool:
    """Judge once more, with the lock held: a login may have come while we waited for it."""
    if not compute.cluster.awake:
        return False
    if compute.pending:
        compute.touch()  # also sets the time of the next look; without it we would look again at once
        return False
    seen = compute.last_active
    if len(compute.sessions) > 0 and await asyncio.to_thread(_busy, compute.cluster):
        compute.touch()
        return False
    # A session that idles holds nothing awake, but one that stirred while we asked the server does.
    if compute.pending:
        compute.touch()
    return compute.last_active == seen


def _busy(cluster: Cluster) -> bool:
    """Whether a session runs a statement or holds a transaction open."""
    try:
        with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
            row = connection.execute(_BUSY).fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and row[0] > 0
