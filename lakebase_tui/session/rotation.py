"""Hand a session over from one living connection to another, or leave everything as it was."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import psycopg

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import Notified, SessionEvent
from lakebase_tui.session.held_state import HeldState
from lakebase_tui.session.link import Link
from lakebase_tui.session.replay import replay, replayable
from lakebase_tui.session.snapshot import Snapshot

_REPLAY_S = 10.0
_FAREWELL_S = 2.0
_OVERLAP_S = 2.0


class NotRotatedError(LakebaseTuiError):
    """The old connection stays; the sentence says why."""


async def hand_over(old: Link, new: Link, held: HeldState, on_event: Callable[[SessionEvent], None]) -> int:
    """Give `new` all that `old` holds now, then close `old`.

    Notifications are neither lost nor told twice: between the LISTEN of the one and the UNLISTEN of the other
    both hear them.

    Returns:
        How many settings, prepared statements and LISTENs were carried over.

    Raises:
        NotRotatedError: Something cannot be given to another connection; `old` is as it was.
    """
    state = await held.read(old)
    if state is None:
        raise NotRotatedError("the state of the session could not be read")
    pins = (
        *state.pins,
        *(f"prepared statement {each.name}" for each in state.prepared if not replayable(each)),
    )
    if pins:
        raise NotRotatedError(", ".join(pins))
    early: list[Notified] = []
    new.on_notified = early.append
    try:
        with new.hearing():
            async with asyncio.timeout(_REPLAY_S):
                replayed = await replay(new.connection, state)
    except (psycopg.Error, TimeoutError) as error:
        raise NotRotatedError("the new connection broke while it was prepared") from error
    if missing := (*replayed.settings_lost, *replayed.others_lost):
        raise NotRotatedError(f"this cannot be made anew: {', '.join(missing)}")
    told = await _take_leave(old, state, on_event)
    new.on_notified = _Unheard(told, on_event)
    for notified in early:
        new.on_notified(notified)
    held.adopt(replayed.state)
    return replayed.carried


class _Unheard:
    """Passes on what the old connection has not told: for a moment both hear the same, in the same order."""

    def __init__(self, told: Sequence[Notified], on_event: Callable[[SessionEvent], None]) -> None:
        self._told = list(told)
        self._on_event = on_event
        self._until = now() + _OVERLAP_S

    def __call__(self, notified: Notified) -> None:
        if notified in self._told and now() < self._until:
            del self._told[: self._told.index(notified) + 1]
            return
        self._told.clear()
        self._on_event(notified)


async def _take_leave(
    old: Link, state: Snapshot, on_event: Callable[[SessionEvent], None]
) -> Sequence[Notified]:
    """Stop listening on the old connection, tell what it still has to tell, and close it."""
    told: list[Notified] = []

    def tell(notified: Notified) -> None:
        told.append(notified)
        on_event(notified)

    old.on_notified = tell
    if state.channels:
        # A connection that breaks now has told what it could.
        with contextlib.suppress(psycopg.Error, TimeoutError), old.hearing():
            async with asyncio.timeout(_FAREWELL_S):
                await old.connection.execute("unlisten *")
    await old.close()
    return told
