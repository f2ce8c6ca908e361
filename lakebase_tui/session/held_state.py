"""What the session is known to hold, from one look at the server to the next."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from lakebase_tui.session import effects
from lakebase_tui.session.events import ContextSeen, PinsChanged, SessionEvent
from lakebase_tui.session.link import Link
from lakebase_tui.session.replay import replay
from lakebase_tui.session.snapshot import Snapshot, take

_READ_S = 10.0
_UNREAD = "state that could not be read"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a new connection was given after a loss, and what it was not."""

    carried: int = 0
    lost: tuple[str, ...] = ()
    """Everything that is gone, in words."""
    settings: tuple[str, ...] = ()
    """Of these the role and the settings: any statement may depend on them."""
    temporary: tuple[str, ...] = ()
    """Names of temporary objects that are gone."""

    def needed_by(self, sql: str) -> tuple[str, ...]:
        """What of the lost `sql` may depend on: without it, it could do another thing than it says."""
        named = [f"temporary {name}" for name in self.temporary if effects.mentions(sql, name)]
        return (*self.settings, *named)


class HeldState:
    """The last snapshot, and what was typed since.

    Args:
        on_event: Told when what ties the session to its connection changes.
    """

    def __init__(self, on_event: Callable[[SessionEvent], None]) -> None:
        self.due = False
        """Whether a statement ran since the last look that may have changed something."""
        self.pins: tuple[str, ...] = ()
        """What no other connection can be given, each in words."""
        self._on_event = on_event
        self._snapshot: Snapshot | None = None
        self._typed: tuple[str, ...] = ()
        self._custom: frozenset[str] = frozenset()
        self._context = ContextSeen("", ())

    def ran(self, sql: str) -> None:
        """A statement ran on the connection, or was cut off while it did."""
        if effects.may_change_session(sql):
            self.due = True
            self._typed += tuple(item for item in effects.typed(sql) if item not in self._typed)
            self._custom |= effects.custom_settings(sql)

    async def read(self, link: Link) -> Snapshot | None:
        """Ask the server; None when it does not answer, and then nothing is certain but that."""
        try:
            with link.hearing():
                async with asyncio.timeout(_READ_S):
                    snapshot = await take(link.connection, self._custom)
        except (psycopg.Error, TimeoutError):
            if not link.connection.closed:
                self.due = False
                self._pin((_UNREAD,))
            return None
        self._take(snapshot)
        return snapshot

    async def restore(self, new: Link) -> Restored:
        """Make the state known last true on a new connection after a loss.

        Raises:
            psycopg.Error: The new connection broke.
            TimeoutError: It does not answer.
        """
        old = self._snapshot
        typed = self._typed if self.due else ()
        if old is None:
            self._forget(None)
            self._see(ContextSeen("", ()))
            return _restored(0, (), typed, ())
        with new.hearing():
            async with asyncio.timeout(_READ_S):
                replayed = await replay(new.connection, old)
        names = tuple(name for name, _ in old.temporary)
        lost = (*old.pins, *replayed.others_lost)
        self._forget(replayed.state)
        return _restored(replayed.carried, replayed.settings_lost, (*lost, *typed), names)

    def adopt(self, snapshot: Snapshot) -> None:
        """The session goes on in another connection that holds `snapshot`."""
        self._take(snapshot)

    def _forget(self, snapshot: Snapshot | None) -> None:
        self._snapshot, self._typed, self.due = snapshot, (), False
        self._pin(() if snapshot is None else snapshot.pins)

    def _take(self, snapshot: Snapshot) -> None:
        self._forget(snapshot)
        self._see(ContextSeen("" if snapshot.role == "none" else snapshot.role, snapshot.path))

    def _see(self, context: ContextSeen) -> None:
        if context != self._context:
            self._context = context
            self._on_event(context)

    def _pin(self, pins: tuple[str, ...]) -> None:
        if pins != self.pins:
            self.pins = pins
            self._on_event(PinsChanged(pins))


def _restored(
    carried: int, settings: tuple[str, ...], others: tuple[str, ...], temporary: tuple[str, ...]
) -> Restored:
    typed_settings = tuple(item for item in others if item.startswith("setting "))
    unique = tuple(dict.fromkeys((*settings, *others)))
    typed_names = tuple(item.split()[-1].strip('"') for item in others if item.startswith("temporary "))
    return Restored(
        carried,
        unique,
        tuple(dict.fromkeys((*settings, *typed_settings))),
        tuple(dict.fromkeys((*temporary, *typed_names))),
    )
