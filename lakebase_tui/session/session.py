"""One user's connection, alive: replaced when dead before the next statement; nothing is sent twice."""

import asyncio
import select
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.pq import ConnStatus, TransactionStatus

from lakebase_tui.session import effects
from lakebase_tui.session.clock import now
from lakebase_tui.session.connect import Connection, connect
from lakebase_tui.session.credentials import CredentialProvider
from lakebase_tui.session.events import (
    Reconnected,
    SessionEvent,
    SessionState,
    StateChanged,
    TransactionChanged,
    TransactionState,
)
from lakebase_tui.session.failures import FailureKind, SessionFailure, server_words
from lakebase_tui.session.target import ConnectionTarget

_CANCEL_S = 5.0
_TRANSACTION_STATES = {
    TransactionStatus.INTRANS: TransactionState.OPEN,
    TransactionStatus.INERROR: TransactionState.FAILED,
}


class Session:
    """Owns the user's connection to one target.

    Args:
        target: Where and as whom.
        credentials: What each login presents.
        on_event: Told of every change, on the event loop.
        asleep: Asks the control plane whether the compute sleeps; never wakes it.
        deadline_s: Seconds to wait for a compute that wakes.
    """

    def __init__(
        self,
        target: ConnectionTarget,
        credentials: CredentialProvider,
        on_event: Callable[[SessionEvent], None],
        *,
        asleep: Callable[[], Awaitable[bool]] | None = None,
        deadline_s: float = 60.0,
    ) -> None:
        self.target = target
        self.credentials = credentials
        self.read_only = target.read_only
        self._on_event = on_event
        self._asleep = asleep
        self._deadline_s = deadline_s
        self._connection: Connection | None = None
        self._lock = asyncio.Lock()
        self._transaction = TransactionState.NONE
        self._held: tuple[str, ...] = ()
        self._last_words = ""
        self._watched: int | None = None
        self._inquiry: asyncio.Future[None] | None = None
        self._state = SessionState.DISCONNECTED
        self._closed = False

    async def open(self) -> None:
        """Log in for the first time.

        Raises:
            SessionFailure: There is no connection.
            LakebaseTuiError: No credential could be had.
        """
        async with self._lock:
            await self._connect()

    @asynccontextmanager
    async def acquire(self, sql: str) -> AsyncIterator[Connection]:
        """The live connection, for one statement.

        A connection found dead is replaced first, since nothing of the statement has been sent.

        Args:
            sql: The statement that will be sent; what it leaves in the session is remembered.

        Raises:
            SessionFailure: There is no connection, or a transaction was lost with it.
        """
        async with self._lock:
            connection = await self._alive()
            self._unwatch()
            try:
                yield connection
            finally:
                self._settle(connection, sql)

    def note_sent(self) -> None:
        """From here on the statement may have reached the server."""
        self._say(SessionState.BUSY)

    async def cancel(self) -> None:
        """Ask the server to stop what runs; returns once the request is delivered or has failed."""
        if self._connection is None or self._connection.closed:
            return
        try:
            await self._connection.cancel_safe(timeout=_CANCEL_S)
        except psycopg.Error:
            # The request could not be delivered: a deaf server is the caller's second Esc.
            return

    async def drop(self) -> None:
        """Break the connection without asking the server; what ran has an unknown outcome."""
        if self._connection is not None:
            await self._connection.close()

    def in_transaction(self) -> bool:
        """Whether a transaction is open or failed, as far as the server last said."""
        return self._transaction is not TransactionState.NONE

    async def aclose(self) -> None:
        """End the session: the server rolls back what was open."""
        self._closed = True
        self._unwatch()
        if self._inquiry is not None:
            self._inquiry.cancel()
        await self.credentials.aclose()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
        self._say(SessionState.CLOSED)

    async def _alive(self) -> Connection:
        if self._connection is not None and self._is_alive(self._connection):
            return self._connection
        had_one = self._connection is not None
        reason = self._last_words or "The server closed the connection."
        was_open = self.in_transaction()
        await self._discard()
        self._set_transaction(TransactionState.NONE)
        if was_open:
            self._say(SessionState.LOST, reason)
            raise SessionFailure(
                FailureKind.LOST_IN_TRANSACTION,
                "The connection was lost inside a transaction: it is rolled back, and this was not sent.",
                "Run the transaction again from its BEGIN; the next statement gets a new connection.",
            )
        connection = await self._connect()
        if had_one:
            # Named only now: a login that failed in between must not swallow it.
            lost, self._held = self._held, ()
            self._on_event(Reconnected(reason, lost))
        return connection

    async def _connect(self) -> Connection:
        since = now()
        self._say(SessionState.CONNECTING, since=since)
        self._inquire(since)
        try:
            connection = await connect(
                self.target,
                self.credentials,
                deadline_s=self._deadline_s,
                on_wait=lambda failure: self._say(SessionState.WAKING, failure.sentence, since),
            )
        except BaseException:
            self._say(SessionState.LOST if self._connection else SessionState.DISCONNECTED)
            raise
        self._adopt(connection)
        return connection

    def _inquire(self, since: float | None = None) -> None:
        """Ask once what the compute does, without waking or waiting for it.

        Args:
            since: When the login began that the compute may have to wake for, if there is one.
        """
        if self._asleep is None or self._closed:
            return
        if self._inquiry is not None:
            self._inquiry.cancel()
        self._inquiry = asyncio.ensure_future(self._tell_if_asleep(self._asleep, since))

    async def _tell_if_asleep(self, asleep: Callable[[], Awaitable[bool]], since: float | None) -> None:
        if await asleep() and since is not None and self._state is SessionState.CONNECTING:
            self._say(SessionState.WAKING, since=since)

    def _adopt(self, connection: Connection) -> None:
        self._connection = connection
        self._last_words = ""
        connection.add_notice_handler(self._note_farewell)
        status = connection.pgconn.parameter_status
        self.read_only = b"on" in (status(b"in_hot_standby"), status(b"default_transaction_read_only"))
        self._say(SessionState.READY)
        self._watch()

    def _note_farewell(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        # An idle server that ends a session says why; libpq hands it over as a notice.
        if diagnostic.severity_nonlocalized in ("FATAL", "PANIC"):
            self._last_words = _sentence(diagnostic.message_primary or "")

    def _is_alive(self, connection: Connection) -> bool:
        """Look at the socket: readable without anything pending is a goodbye, or a notice."""
        if connection.closed or self._last_words:
            return False
        pgconn = connection.pgconn
        try:
            for _ in range(8):
                if not select.select([pgconn.socket], [], [], 0)[0]:
                    break
                pgconn.consume_input()
                pgconn.is_busy()  # makes libpq read what came, notices included
                pgconn.notifies()
        except (psycopg.OperationalError, OSError, ValueError):
            self._last_words = self._last_words or _sentence(server_words(_message(pgconn)))
            return False
        return pgconn.status == ConnStatus.OK and not self._last_words

    def _watch(self) -> None:
        """Notice a goodbye as it comes: costs no traffic, and the status bar tells the truth."""
        if self._connection is None or self._connection.closed or self._closed:
            return
        self._watched = self._connection.fileno()
        asyncio.get_running_loop().add_reader(self._watched, self._idle_readable)

    def _unwatch(self) -> None:
        if self._watched is not None:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = None

    def _idle_readable(self) -> None:
        connection = self._connection
        if connection is None or self._is_alive(connection):
            return
        self._unwatch()
        self._say(SessionState.LOST, self._last_words or "The server closed the connection.")
        self._inquire()

    async def _discard(self) -> None:
        self._unwatch()
        if self._connection is not None:
            await self._connection.close()

    def _settle(self, connection: Connection, sql: str) -> None:
        if connection.closed:
            # The statement's own outcome tells what became of its transaction.
            self._set_transaction(TransactionState.NONE)
            self._say(SessionState.LOST, self._last_words or "The connection was lost.")
            self._inquire()
            return
        status = connection.info.transaction_status
        self._held = effects.after(self._held, sql)
        self._set_transaction(_TRANSACTION_STATES.get(status, TransactionState.NONE))
        self._say(SessionState.READY)
        self._watch()

    def _set_transaction(self, state: TransactionState) -> None:
        if state is not self._transaction:
            self._transaction = state
            self._on_event(TransactionChanged(state, now()))

    def _say(self, state: SessionState, detail: str = "", since: float | None = None) -> None:
        self._state = state
        self._on_event(StateChanged(state, detail, now() if since is None else since))


def _sentence(words: str) -> str:
    words = words.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _message(pgconn: Any) -> str:
    return bytes(pgconn.error_message).decode("utf-8", "replace")
