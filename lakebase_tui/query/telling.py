"""What a statement's reader is told while it runs: rows now and then, notices up to a limit."""

import asyncio
import math
import time
from collections.abc import Callable

from psycopg.pq import PGnotify
from psycopg.pq.abc import PGresult

from lakebase_tui.query.events import NoticeArrived, QueryEvent, RowsArrived, ServerError
from lakebase_tui.query.server_error import notice_from
from lakebase_tui.query.text_encoding import TextEncoding

_EVERY_S = 0.2
_MOST_NOTICES = 1_000


class Teller:
    """Turns what arrives into events, no more of them than somebody can read.

    Args:
        index: Number of the statement.
        sql: Its text, in which notices point at places.
        emit: Is told every event.
    """

    def __init__(self, index: int, sql: str, emit: Callable[[QueryEvent], None]) -> None:
        self._index = index
        self._sql = sql
        self._emit = emit
        self._rows = self._told = 0
        self._told_at = -math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._notices = 0

    def begin_result(self) -> None:
        """The rows of another result come."""
        self._rows = self._told = 0

    def rows(self, total: int) -> None:
        """There are `total` rows by now: the first are told at once, later ones soon."""
        self._rows = total
        if total == self._told or self._timer is not None:
            return
        wait = self._told_at + _EVERY_S - time.perf_counter()
        if self._told == 0 or wait <= 0:
            self.flush()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self.flush)

    def flush(self) -> None:
        """Tell of rows that were not told yet, now."""
        self.stop()
        if self._rows != self._told:
            self._told = self._rows
            self._told_at = time.perf_counter()
            self._emit(RowsArrived(self._index, self._told))

    def stop(self) -> None:
        """Tell of no more rows by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def notice(self, result: PGresult, encoding: TextEncoding) -> ServerError:
        """The server raised a notice."""
        notice = notice_from(result, self._sql, encoding)
        self._tell(notice)
        return notice

    def notification(self, notify: PGnotify, encoding: TextEncoding) -> None:
        """A NOTIFY came in."""
        channel, payload = encoding.decode(notify.relname), encoding.decode(notify.extra)
        words = f"{channel}: {payload}" if payload else channel
        self._tell(ServerError(words, "NOTIFY", detail=f"from the backend {notify.be_pid}"))

    def _tell(self, notice: ServerError) -> None:
        """Pass a notice on; a statement in a loop may raise millions."""
        self._notices += 1
        if self._notices <= _MOST_NOTICES:
            self._emit(NoticeArrived(self._index, notice))
        elif self._notices == _MOST_NOTICES + 1:
            more = ServerError(f"More than {_MOST_NOTICES} notices: the rest is not shown.", "NOTICE")
            self._emit(NoticeArrived(self._index, more))
