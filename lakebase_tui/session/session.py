"""One user's connection, alive: replaced when dead or due, with its state; nothing is sent twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import psycopg

from lakebase_tui.control_plane.models import Compute, ComputeHosts, ComputeState
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session import policy
from lakebase_tui.session.clock import now
from lakebase_tui.session.connect import Connection
from lakebase_tui.session.credentials import CredentialProvider
from lakebase_tui.session.events import (
    HostMoved,
    Reconnected,
    SessionEvent,
    SessionState,
    StateChanged,
    TransactionChanged,
    TransactionState,
    Woke,
)
from lakebase_tui.session.failures import FailureKind, SessionFailure, clause, failure_of, words_for
from lakebase_tui.session.held_state import HeldState
from lakebase_tui.session.link import Link
from lakebase_tui.session.login import login, verdict_on
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.questions import ask
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.session.transaction_fate import TransactionFate, ask_fate
from lakebase_tui.session.upkeep import Upkeep

_CANCEL_S = 5.0
_READ_ONLY = "SET default_transaction_read_only = on"
_READ_WRITE = "SET default_transaction_read_only = off"
_EXTRA_LOGIN_S = 15.0
"""How long a login may take that the user did not ask for: a rotation, the metadata connection."""


class Session:
    """Owns the user's connection to one target.

    Args:
        target: Where and as whom.
        credentials: What each login presents.
        on_event: Told of every change, on the event loop.
        look: Asks the control plane about the compute; never wakes it. None: nobody can tell.
        deadline_s: Seconds to wait for a compute that wakes.
        limits: What the server does to sessions; those of Lakebase, or none for plain Postgres.
    """

    def __init__(
        self,
        target: ConnectionTarget,
        credentials: CredentialProvider,
        on_event: Callable[[SessionEvent], None],
        *,
        look: Callable[[], Awaitable[Compute | None]] | None = None,
        deadline_s: float = 60.0,
        limits: policy.Limits | None = None,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.read_only = target.read_only or target.begins_read_only
        """Whether the server takes no writes, as far as is known."""
        self._refuses_writes = target.begins_read_only
        self._on_event = on_event
        self._look = look
        self._deadline_s = deadline_s
        self.link: Link | None = None
        """The connection in use, or the last one; `Upkeep` puts a new one in its place."""
        self.held = HeldState(on_event)
        self.lock = asyncio.Lock()
        """Held while anything uses the connection."""
        self.sleeps = False
        """The compute goes to sleep by itself."""
        self._metadata = MetadataConnection(self.extra_login)
        self._transaction = TransactionState.NONE
        self._state = SessionState.DISCONNECTED
        self._closed = False
        self._inquiry: asyncio.Future[None] | None = None
        usual = policy.LAKEBASE if target.is_lakebase else policy.Limits()
        self._upkeep = Upkeep(self, limits or usual, on_event)

    # -- what the executor uses -------------------------------------------------------------------

    async def open(self) -> None:
        """Log in for the first time.

        Raises:
            SessionFailure: There is no connection.
            LakebaseTuiError: No credential could be had.
        """
        async with self.lock:
            self._adopt(await self._log_in())

    @asynccontextmanager
    async def acquire(self, sql: str, *, continuing: bool = False) -> AsyncIterator[Connection]:
        """The live connection, for one statement.

        A connection found dead is replaced first, since nothing of the statement has been sent.

        Args:
            sql: The statement that will be sent.
            continuing: Statements before it, in the same script, ran on the connection: it must be the same.

        Raises:
            SessionFailure: There is no connection, or what the statement relies on was lost with it.
        """
        async with self.lock:
            link = await self.living(sql, continuing)
            link.unwatch()
            try:
                yield link.connection
            finally:
                self._settle(link, sql)

    def note_sent(self) -> None:
        """From here on the statement may have reached the server."""
        if self.link is not None:
            self._set_transaction(self.link.transaction)  # a BEGIN of ours may have come before it
        self._say(SessionState.BUSY)

    async def cancel(self) -> None:
        """Ask the server to stop what runs; returns once the request is delivered or has failed."""
        if self.link is None or self.link.connection.closed:
            return
        try:
            await self.link.connection.cancel_safe(timeout=_CANCEL_S)
        except psycopg.Error:
            # The request could not be delivered: a deaf server is the caller's second Esc.
            return

    def in_transaction(self) -> bool:
        """Whether a transaction is open or failed, as far as the server last said."""
        return self._transaction is not TransactionState.NONE

    async def transaction_fate(self, xid: int) -> TransactionFate:
        """What became of a transaction whose COMMIT got no answer. Wakes the compute if it must."""
        return await ask_fate(self._metadata, xid)

    async def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str | None, ...]]:
        """Ask a question of our own, beside the user's session; see `questions.ask`.

        Raises:
            LakebaseTuiError: It could not be asked, or was refused.
        """
        return await ask(self._metadata, sql, values)

    async def ask_beside(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str | None, ...]]:
        """The same for what nobody waits for: it wakes no compute, and asks only while the session lives.

        Raises:
            LakebaseTuiError: It could not be asked, or was refused.
        """
        return await ask(self._metadata, sql, values, may_connect=self._lives)

    def _lives(self) -> bool:
        """Whether the compute is awake, as far as the session's own connection shows."""
        if not self.connected or self.link is None:
            return False
        return self.lock.locked() or self.link.alive()  # whoever holds the lock reads from the socket

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as is known without a look at it."""
        return self._state in (SessionState.READY, SessionState.BUSY)

    async def set_read_only(self, on: bool) -> None:
        """Have the server refuse what writes, or no longer, from now on.

        Raises:
            LakebaseTuiError: A transaction is open, or there is no connection.
        """
        if self.in_transaction():
            raise LakebaseTuiError("A transaction is open.", "Commit it or roll it back first.")
        sql = _READ_ONLY if on else _READ_WRITE
        async with self.acquire(sql) as connection:
            try:
                await connection.execute(sql)
            except psycopg.Error as error:
                raise LakebaseTuiError(f"The server refused: {error}".strip()) from error
        self._refuses_writes = on

    async def rotate(self, reason: str) -> None:
        """Move to a new connection now, or as soon as nothing stands against it.

        Args:
            reason: Why, in words; it is told in the event.
        """
        await self._upkeep.rotate(reason)

    async def settled(self) -> None:
        """Return when nothing of the session is being read or rotated."""
        await self._upkeep.settled()

    async def aclose(self) -> None:
        """End the session: the server rolls back what was open."""
        self._closed = True
        if self._inquiry is not None:
            self._inquiry.cancel()
        await self._upkeep.aclose()
        await self.credentials.aclose()
        await self._metadata.aclose()
        if self.link is not None:
            await self.link.close()
            self.link = None
        self._say(SessionState.CLOSED)

    # -- logging in -------------------------------------------------------------------------------

    async def living(self, sql: str = "", continuing: bool = False) -> Link:
        """The connection, replaced first when dead; `lock` must be held. As `acquire` otherwise."""
        link = self.link
        if link is not None and link.alive():
            return link
        reason = link.reason if link else words_for(FailureKind.CONNECTION_GONE).sentence
        if link is not None:
            await link.close()
        if self.in_transaction():
            self._set_transaction(TransactionState.NONE)
            self._say(SessionState.LOST, reason)
            raise failure_of(FailureKind.LOST_IN_TRANSACTION, clause(reason))
        if continuing:
            raise failure_of(FailureKind.LOST_IN_SCRIPT, clause(reason))
        new = await self._log_in()
        if link is not None:
            await self._restore(new, reason, sql)
        self._adopt(new)
        return new

    async def _restore(self, new: Link, reason: str, sql: str) -> None:
        """Give `new` the old connection's state, name what it cannot have, refuse if `sql` needs that."""
        try:
            restored = await self.held.restore(new)
        except (psycopg.Error, TimeoutError) as error:
            await new.close()
            self._say(SessionState.LOST)
            raise failure_of(FailureKind.LOST_ANEW) from error
        self._on_event(Reconnected(reason, restored.lost, restored.carried))
        if missing := restored.needed_by(sql):
            self._adopt(new)
            raise failure_of(FailureKind.STATE_LOST, ", ".join(missing))

    async def _log_in(self) -> Link:
        since = now()
        waited = False

        def on_wait(failure: SessionFailure) -> None:
            nonlocal waited
            waited = True
            self._say(SessionState.WAKING, failure.sentence, since)

        async def look() -> Compute | None:
            nonlocal waited
            compute = await self._inquire()
            if compute is not None and compute.state is ComputeState.IDLE and not compute.disabled:
                waited = True
                if self._state is SessionState.CONNECTING:
                    self._say(SessionState.WAKING, since=since)
            return compute

        self._say(SessionState.CONNECTING, since=since)
        try:
            connection = await login(
                lambda: self.target, self.credentials, look, deadline_s=self._deadline_s, on_wait=on_wait
            )
        except BaseException:
            self._say(SessionState.LOST if self.link else SessionState.DISCONNECTED)
            raise
        if waited:
            self._on_event(Woke(now() - since))
        if self._refuses_writes:
            await self._begin_read_only(connection)
        return self.linked(connection)

    async def _begin_read_only(self, connection: Connection) -> None:
        """Nothing runs on a connection that would take writes when it must not."""
        try:
            async with asyncio.timeout(_CANCEL_S):
                await connection.execute(_READ_ONLY)
        except (psycopg.Error, TimeoutError) as error:
            await connection.close()
            self._say(SessionState.LOST if self.link else SessionState.DISCONNECTED)
            raise failure_of(FailureKind.CONNECTION_GONE) from error

    def linked(self, connection: Connection) -> Link:
        """A connection that tells this session what it hears."""
        return Link(connection, self.gone, self._on_event)

    async def extra_login(self) -> Connection:
        """A login that the user did not ask for: not waited for long, and not told."""

        async def look() -> None:
            return None

        return await login(
            lambda: self.target,
            self.credentials,
            look,
            deadline_s=min(_EXTRA_LOGIN_S, self._deadline_s),
            on_wait=lambda failure: None,
        )

    def _adopt(self, link: Link) -> None:
        self.link = link
        self.read_only = link.read_only
        self._say(SessionState.READY)
        link.watch()
        self._upkeep.plan()

    # -- what the control plane says --------------------------------------------------------------

    async def _inquire(self) -> Compute | None:
        """Ask once what the compute does, without waking it. Raises SessionFailure when it is gone."""
        if self._look is None or self._closed:
            return None
        compute = await self._look()
        if compute is not None:
            self.sleeps = compute.suspend_timeout_s is not None
            self._follow(compute.hosts)
        return compute

    def inquire_soon(self) -> None:
        """Ask the control plane about the compute in the background; it costs the compute nothing."""
        if self._look is not None and not self._closed:
            if self._inquiry is not None:
                self._inquiry.cancel()
            self._inquiry = asyncio.ensure_future(self._inquire_behind())

    async def _inquire_behind(self) -> None:
        """Say of a connection that is lost when no other can be had."""
        try:
            verdict = verdict_on(await self._inquire())
        except SessionFailure as gone:
            verdict = gone
        if verdict is not None and self._state is SessionState.LOST:
            self._say(SessionState.LOST, verdict.sentence)

    def _follow(self, hosts: ComputeHosts) -> None:
        names = (
            hosts.host,
            hosts.read_only_host,
            hosts.read_write_pooled_host,
            hosts.read_only_pooled_host,
        )
        old = self.target.host
        if hosts.host is None or old in names:
            return
        new = hosts.read_only_host if self.target.read_only and hosts.read_only_host else hosts.host
        self.target = replace(self.target, host=new)
        self._on_event(HostMoved(old, new))
        self._upkeep.want("the compute's host moved")

    # -- between statements -----------------------------------------------------------------------

    def gone(self) -> None:
        """The server ended the connection while it was idle."""
        if self.link is not None:
            self._say(SessionState.LOST, self.link.reason)
            self.inquire_soon()

    def _settle(self, link: Link, sql: str) -> None:
        link.used = now()
        self.held.ran(sql)
        if link.connection.closed:
            # The statement's own outcome tells what became of its transaction.
            self._set_transaction(TransactionState.NONE)
            self._say(SessionState.LOST, link.reason)
            self.inquire_soon()
            return
        self._set_transaction(link.transaction)
        self.read_only = link.read_only
        self._say(SessionState.READY)
        link.watch()
        self._upkeep.statement_ended()

    def _set_transaction(self, state: TransactionState) -> None:
        if state is not self._transaction:
            self._transaction = state
            self._on_event(TransactionChanged(state, now()))

    def _say(self, state: SessionState, detail: str = "", since: float | None = None) -> None:
        self._state = state
        self._on_event(StateChanged(state, detail, now() if since is None else since))
