"""One connection, looked at while it is idle: its goodbye and its notifications are heard as they come."""

import asyncio
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.pq import ConnStatus, TransactionStatus

from lakebase_tui.session.clock import now
from lakebase_tui.session.connect import Connection
from lakebase_tui.session.events import Notified, TransactionState
from lakebase_tui.session.failures import (
    FailureKind,
    classify_server_error,
    is_farewell,
    sentence_of,
    server_words,
    words_for,
)

_STATES = {
    TransactionStatus.INTRANS: TransactionState.OPEN,
    TransactionStatus.INERROR: TransactionState.FAILED,
}


class Link:
    """A live connection and what it said last.

    Args:
        connection: Just logged in.
        on_gone: Called once when the server ends it while it is idle.
        on_notified: Told of notifications that come while it is idle.
    """

    def __init__(
        self,
        connection: Connection,
        on_gone: Callable[[], None],
        on_notified: Callable[[Notified], None],
    ) -> None:
        self.connection = connection
        self.opened = self.used = now()
        self.last_words = ""
        """Why it is gone, in a sentence; empty while it lives, as far as was heard."""
        self._warning = ""
        self._on_gone = on_gone
        self.on_notified = on_notified
        self._watched: int | None = None
        connection.add_notice_handler(self._note_farewell)

    @property
    def read_only(self) -> bool:
        """Whether the server takes no writes, as it said at login or since."""
        status = self.connection.pgconn.parameter_status
        return b"on" in (status(b"in_hot_standby"), status(b"default_transaction_read_only"))

    @property
    def transaction(self) -> TransactionState:
        """What the server last said of the transaction."""
        return _STATES.get(self.connection.info.transaction_status, TransactionState.NONE)

    @property
    def reason(self) -> str:
        """Why it is gone, in a sentence, when it is."""
        return self.last_words or self._warning or words_for(FailureKind.CONNECTION_GONE).sentence

    def alive(self) -> bool:
        """Look at the socket: readable without anything pending is a goodbye, or a notice."""
        if self.connection.closed or self.last_words:
            return False
        pgconn = self.connection.pgconn
        try:
            for _ in range(8):
                if not select.select([pgconn.socket], [], [], 0)[0]:
                    break
                pgconn.consume_input()
                pgconn.is_busy()  # makes libpq read what came, notices included
                while (found := pgconn.notifies()) is not None:
                    self.on_notified(_notified(found.relname, found.extra, found.be_pid))
        except (psycopg.OperationalError, OSError, ValueError):
            words = bytes(pgconn.error_message).decode("utf-8", "replace")
            self.last_words = self.last_words or self._warning or sentence_of(server_words(words))
            return False
        return pgconn.status == ConnStatus.OK and not self.last_words

    def watch(self) -> None:
        """Notice a goodbye as it comes: costs no traffic, and the status bar tells the truth."""
        if not self.connection.closed and self._watched is None:
            self._watched, self._warning = self.connection.fileno(), ""
            asyncio.get_running_loop().add_reader(self._watched, self._readable)

    def unwatch(self) -> None:
        """Leave the socket to somebody else."""
        if self._watched is not None:
            asyncio.get_running_loop().remove_reader(self._watched)
            self._watched = None

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Pass on the notifications that come during a query of our own."""

        def heard(notify: psycopg.Notify) -> None:
            self.on_notified(Notified(notify.channel, notify.payload, notify.pid))

        self.connection.add_notify_handler(heard)
        try:
            yield
        finally:
            self.connection.remove_notify_handler(heard)

    async def close(self) -> None:
        """Close it; the server rolls back what was open."""
        self.unwatch()
        await self.connection.close()

    def _readable(self) -> None:
        if not self.alive():
            self.unwatch()
            self._on_gone()

    def _note_farewell(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        # An idle server that ends a session says why; libpq hands it over as a notice.
        severity, code = diagnostic.severity_nonlocalized, diagnostic.sqlstate or ""
        if not is_farewell(severity, code):
            return
        words = classify_server_error(code, diagnostic.message_primary or "", fatal=True).sentence
        if severity == "WARNING":  # any function may raise one: believed only once the connection is gone
            self._warning = words
        else:
            self.last_words = words


def _notified(channel: bytes, payload: bytes, pid: int) -> Notified:
    return Notified(channel.decode("utf-8", "replace"), payload.decode("utf-8", "replace"), pid)
