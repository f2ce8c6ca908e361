"""Between statements: read what the session holds, and rotate its connection when that is due."""

import asyncio
import math
from collections.abc import Callable
from typing import Protocol

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session import policy
from lakebase_tui.session.clock import now
from lakebase_tui.session.connect import Connection
from lakebase_tui.session.events import Rotated, RotationWaits, SessionEvent
from lakebase_tui.session.failures import clause
from lakebase_tui.session.held_state import HeldState
from lakebase_tui.session.link import Link
from lakebase_tui.session.rotation import NotRotatedError, hand_over


class Kept(Protocol):
    """What upkeep needs of a session."""

    link: Link | None
    held: HeldState
    lock: asyncio.Lock
    sleeps: bool
    read_only: bool

    def in_transaction(self) -> bool:
        """Whether a transaction is open or failed."""
        ...

    async def living(self) -> Link:
        """The connection, replaced first when dead."""
        ...

    async def extra_login(self) -> Connection:
        """A connection to the same target."""
        ...

    def linked(self, connection: Connection) -> Link:
        """A connection that tells the session what it hears."""
        ...

    def gone(self) -> None:
        """The connection broke while idle."""
        ...


class Upkeep:
    """Acts on what `policy.decide` says.

    Args:
        session: Whose connection it is.
        limits: What the server does to sessions.
        on_event: Told of rotations, and of what they wait for.
    """

    def __init__(
        self, session: Kept, limits: policy.Limits, on_event: Callable[[SessionEvent], None]
    ) -> None:
        self._session = session
        self._limits = limits
        self._on_event = on_event
        self._wanted = ""
        self._asked = False
        self._failed_at = -math.inf
        self._told: RotationWaits | None = None
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    async def rotate(self, reason: str) -> None:
        """The user asks for it: now, or as soon as nothing stands against it."""
        self._wanted, self._asked, self._told = reason, True, None
        self._tend_soon()
        await self.settled()

    async def settled(self) -> None:
        """Return when nothing is being done."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def want(self, reason: str) -> None:
        """Something else asks for it; a failure is tried again."""
        self._wanted, self._asked = reason, False
        self._tend_soon()

    def statement_ended(self) -> None:
        """Look whether there is something to do."""
        if self._session.held.due or not isinstance(self._decide(), policy.Keep):
            self._tend_soon()

    def plan(self) -> None:
        """Look again when the next limit comes near."""
        if self._timer is not None:
            self._timer.cancel()
        decision = self._decide()
        if isinstance(decision, policy.Keep) and math.isfinite(decision.look_again_s) and not self._closed:
            # A timer may fire early by the difference of two clocks.
            delay = decision.look_again_s + 0.05
            self._timer = asyncio.get_running_loop().call_later(delay, self._tend_soon)

    async def aclose(self) -> None:
        """Stop; what is being done is given up."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    def _tend_soon(self) -> None:
        if not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._tend())

    async def _tend(self) -> None:
        await self._survey()
        match self._decide():
            case policy.Rotate(reason):
                await self._rotate(reason)
            case policy.Reconnect():
                await self._reconnect()
            case policy.Wait(reason, because):
                self._tell(reason, because)
            case policy.Keep():
                pass
        self.plan()

    async def _survey(self) -> None:
        session = self._session
        if not session.held.due or session.lock.locked() or session.in_transaction():
            return  # the statement that runs, or ends the transaction, brings us here again
        async with session.lock:
            link = session.link
            if link is None or not link.alive():
                return
            link.unwatch()
            try:
                await session.held.read(link)
            finally:
                self._leave(link)

    def _leave(self, link: Link) -> None:
        """After a question of our own: no statement ran, but the connection may have broken."""
        if link.alive():
            link.watch()
        elif not self._closed:
            self._session.gone()

    def _decide(self) -> policy.Decision:
        session, link, at = self._session, self._session.link, now()
        in_use = session.lock.locked()  # then whoever uses the socket reads it, and must not be robbed
        return policy.decide(
            policy.Situation(
                alive=link is not None and (in_use or link.alive()),
                age_s=at - link.opened if link else 0.0,
                idle_s=at - link.used if link else 0.0,
                in_transaction=session.in_transaction(),
                in_flight=in_use,
                pins=session.held.pins,
                wanted=self._wanted,
                asked_by_user=self._asked,
                sleeps=session.sleeps,
                failed_ago_s=at - self._failed_at,
            ),
            self._limits,
        )

    async def _reconnect(self) -> None:
        reason, self._wanted, self._asked = self._wanted, "", False
        try:
            async with self._session.lock:
                await self._session.living()
        except LakebaseTuiError as failure:
            self._tell(reason, _because(failure))

    async def _rotate(self, reason: str) -> None:
        """Make the new connection before the old one is let go."""
        session, old = self._session, self._session.link
        try:
            new = session.linked(await session.extra_login())
        except LakebaseTuiError as failure:
            self._put_off(reason, _because(failure))
            return
        try:
            if session.link is not old or old is None or not isinstance(self._decide(), policy.Rotate):
                return  # a statement began meanwhile; its end brings us here again
            async with session.lock:
                await self._replace(old, new, reason)
        finally:
            if session.link is not new:
                await new.close()

    async def _replace(self, old: Link, new: Link, reason: str) -> None:
        session = self._session
        old.unwatch()
        try:
            carried = await hand_over(old, new, session.held, self._on_event)
        except NotRotatedError as error:
            self._put_off(reason, error.sentence)
            return
        finally:
            if not old.connection.closed:
                self._leave(old)
        session.link = new
        session.read_only = new.read_only
        self._wanted, self._asked, self._told = "", False, None
        self._on_event(Rotated(reason, carried))
        new.watch()

    def _put_off(self, reason: str, because: str) -> None:
        self._failed_at = now()
        if self._asked and not self._session.held.pins:
            self._wanted, self._asked = "", False  # asked once, answered once
        self._tell(reason, because)

    def _tell(self, reason: str, because: str) -> None:
        told = RotationWaits(reason, because)
        if told != self._told:
            self._told = told
            self._on_event(told)


def _because(failure: LakebaseTuiError) -> str:
    """The failure as a reason, to go on behind a colon and before a full stop."""
    return clause(failure.sentence).rstrip(".")
