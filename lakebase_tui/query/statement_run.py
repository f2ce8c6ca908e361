"""One statement from sending to outcome: pages of rows, pauses, cancel, loss."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Notify, pq
from psycopg.errors import Diagnostic
from psycopg.pq.abc import PGresult

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.bracket import Bracket
from lakebase_tui.query.connection_source import ConnectionSource
from lakebase_tui.query.events import (
    ColumnsKnown,
    NoticeArrived,
    Outcome,
    OutcomeKind,
    Paused,
    QueryEvent,
    RowsArrived,
    ServerError,
)
from lakebase_tui.query.loaders import TextRows, codec_of
from lakebase_tui.query.outcomes import Seen, after_fate, outcome_of, store_state_of
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.rows import Row
from lakebase_tui.query.server_error import error_from, error_from_result, notice_from, our_error
from lakebase_tui.query.spill import StoreFullError
from lakebase_tui.query.statement_facts import ends_transaction, may_be_cut, only_reads, refuse_unsendable
from lakebase_tui.query.stream import Wire, WireAbortedError
from lakebase_tui.query.transaction_options import TransactionOptions
from lakebase_tui.session.failures import FailureKind, failure_of, is_farewell

_ANNOUNCE_EVERY_S = 0.05
_CANCEL_CALL_S = 5.0
_MOST_NOTICES = 1_000
_ROWS = (pq.ExecStatus.TUPLES_CHUNK, pq.ExecStatus.SINGLE_TUPLE, pq.ExecStatus.TUPLES_OK)
_COPIES = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)
_NOT_SENT = our_error(FailureKind.CANCELLED, severity="ERROR")
_IN_TRANSACTION = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before somebody must ask for more."""

    page_rows: int | None
    """None: everything."""
    lease_s: float
    may_pause: bool
    """False: what goes beyond the page is left behind instead of waiting."""


class StatementRun:
    """Runs one statement once.

    Args:
        index: Its number in the script.
        sql: Its text, sent as it is.
        source: Gives the connection.
        budget: Of memory for rows.
        limits: See there.
        emit: Is told every event.
        options: Whether it begins a transaction, and is undone alone.
    """

    def __init__(
        self,
        index: int,
        sql: str,
        source: ConnectionSource,
        budget: MemoryBudget,
        limits: Limits,
        emit: Callable[[QueryEvent], None],
        options: TransactionOptions,
    ) -> None:
        self.index = index
        self.stores: list[ResultStore] = []
        self.paused = self.sent = self.aborted = False
        self._sql = sql
        self._source = source
        self._budget = budget
        self._limits = limits
        self._emit = emit
        self._options = options
        self._may_cut = may_be_cut(sql)
        self._seen = Seen(ends_transaction=ends_transaction(sql), only_reads=only_reads(sql))
        self._target: float = math.inf if limits.page_rows is None else limits.page_rows
        self._open: ResultStore | None = None
        self._let_go = False
        self._discard = False
        self._wake = asyncio.Event()
        self._wire: Wire | None = None
        self._started = self._paused_s = 0.0
        self._first_row_s: float | None = None
        self._announced = 0
        self._announced_at = -math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._notices = 0

    async def run(self) -> Outcome:
        """Send it, read it, say how it ended. Does not raise for what the server or the network does."""
        in_transaction = self._source.in_transaction()
        try:
            refuse_unsendable(self._sql)
            async with self._source.acquire(self._sql, continuing=self.index > 0) as connection:
                outcome = await self._run_on(connection)
            return await self._with_fate(outcome)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self.sent or not self._seen.cancel_asked or task is None:
                raise
            task.uncancel()
            return Outcome(OutcomeKind.CANCELLED, error=_NOT_SENT)
        except LakebaseTuiError as error:
            gone = in_transaction and not self._source.in_transaction()
            kind = OutcomeKind.ROLLED_BACK if gone else OutcomeKind.FAILED
            return Outcome(kind, error=error_from(error))

    @property
    def answered(self) -> bool:
        """Whether the server has said how the statement ended."""
        return self._seen.finished or self._seen.error is not None

    def more(self, rows: int | None) -> None:
        """Read on: this many more rows than there are now, or all."""
        have = len(self._open) if self._open is not None else 0
        self._target = math.inf if rows is None else have + rows
        self._wake.set()

    def let_go(self) -> None:
        """End the pause; what was not read is left behind."""
        self._let_go = True
        self._wake.set()

    async def cancel(self) -> None:
        """Ask the server to cancel it; returns when the request is delivered, or has failed."""
        self.mark_cancelled()
        await self._ask_server_to_cancel()

    def mark_cancelled(self) -> None:
        """Know that the user wants it to end, so that its end is not taken for a failure."""
        self._seen.cancel_asked = True
        self._wake.set()

    def abort(self) -> None:
        """Drop the connection under it."""
        self.aborted = True
        if self._wire is not None:
            self._wire.abort()

    async def _run_on(self, connection: "psycopg.AsyncConnection[Any]") -> Outcome:
        codec = codec_of(connection)
        try:
            statement = self._sql.encode(codec, "surrogateescape")
        except UnicodeEncodeError as error:
            character = repr(self._sql[error.start])
            raise failure_of(FailureKind.NO_SUCH_CHARACTER, codec, character) from error
        wire = self._wire = Wire(connection)
        bracket = Bracket(wire, self._sql, self._options)
        connection.add_notice_handler(self._on_notice)
        connection.add_notify_handler(self._on_notify)
        try:
            self.sent = True
            await bracket.open(connection.info.server_version)
            if self._seen.cancel_asked:
                return Outcome(OutcomeKind.CANCELLED, error=_NOT_SENT)
            self._seen.in_transaction = connection.pgconn.transaction_status in _IN_TRANSACTION
            self._source.note_sent()
            self._started = time.perf_counter()
            await self._send_and_read(wire, TextRows(connection), statement, codec)
            await self._close_bracket(wire, bracket)
        except asyncio.CancelledError:
            await self._ask_server_to_cancel()
            wire.close()
            self._finish_stores(StoreState.CANCELLED)
            raise
        finally:
            connection.remove_notice_handler(self._on_notice)
            connection.remove_notify_handler(self._on_notify)
        self._seen.xid = bracket.number
        return self._conclude()

    async def _close_bracket(self, wire: Wire, bracket: Bracket) -> None:
        if self._seen.lost:
            return
        try:
            self._seen.undone = await bracket.close()
        except (WireAbortedError, psycopg.OperationalError):
            wire.close()
        if wire.lost:
            self._seen.lost, self._seen.finished = True, False

    async def _with_fate(self, outcome: Outcome) -> Outcome:
        """Ask what became of a COMMIT that got no answer."""
        if outcome.kind is not OutcomeKind.UNKNOWN or self._seen.xid is None or self._seen.cancel_asked:
            return outcome
        return after_fate(outcome, await self._source.transaction_fate(self._seen.xid))

    async def _send_and_read(self, wire: Wire, rows: TextRows, statement: bytes, codec: str) -> None:
        try:
            await wire.send(statement)
            while (result := await wire.next()) is not None:
                await self._take_result(wire, rows, result, codec)
        except WireAbortedError as error:
            wire.close()
            self._seen.error = error_from(error)
        except psycopg.OperationalError as error:
            self._seen.error = ServerError(str(error).strip())
        self._seen.lost = wire.lost

    async def _take_result(self, wire: Wire, rows: TextRows, result: PGresult, codec: str) -> None:
        status = result.status
        if status in _ROWS:
            self._note_tag(result)
            if not self._discard:
                await self._take_rows(rows, result)
            if status == pq.ExecStatus.TUPLES_OK:
                self._end_result()
        elif status == pq.ExecStatus.FATAL_ERROR:
            # The first says why; after a loss libpq adds that the connection is closed.
            self._seen.error = self._seen.error or error_from_result(result, self._sql, codec=codec)
        elif status in _COPIES:
            await wire.refuse_copy(status)
        else:
            self._note_tag(result)
            self._end_result()

    def _note_tag(self, result: PGresult) -> None:
        """Keep the command tag. libpq hands it out with the last chunk, if that one is not full."""
        if result.command_status:
            self._seen.command_tag = result.command_status.decode("utf-8", "replace")
            self._seen.row_count = result.command_tuples

    def _end_result(self) -> None:
        self._seen.finished = True
        if self._open is not None:
            self._announce()
            self._open = None

    async def _take_rows(self, rows: TextRows, result: PGresult) -> None:
        store = self._open or self._open_store(rows.columns(result))
        waiting = rows.rows(result)
        if waiting and self._first_row_s is None:
            self._first_row_s = time.perf_counter() - self._started
        while waiting and not self._discard:
            room = self._target - len(store)
            if room > 0:
                part = waiting if room >= len(waiting) else waiting[: int(room)]
                waiting = waiting[len(part) :]
                await self._keep(store, part)
            elif not self._may_cut:
                # Nothing has taken effect before the last row is read, so it is read to the end.
                self._target = math.inf
            elif not await self._may_go_on(store):
                await self._cut()
        self._arrived(store)

    def _open_store(self, columns: tuple[Any, ...]) -> ResultStore:
        store = ResultStore(columns, self._budget)
        self._open = store
        self.stores.append(store)
        self._announced = 0
        self._emit(ColumnsKnown(self.index, columns, len(self.stores) - 1))
        return store

    async def _keep(self, store: ResultStore, part: list[Row]) -> None:
        try:
            store.append(part)
        except StoreFullError as error:
            self._seen.trouble = error_from(error, FailureKind.NO_ROOM)
            await self._cut()

    async def _may_go_on(self, store: ResultStore) -> bool:
        """Wait until more rows are wanted (true), or the stream is to be closed (false)."""
        if not self._limits.may_pause or self._let_go or self._seen.cancel_asked:
            return False
        lease_s = math.inf if self._seen.in_transaction else self._limits.lease_s
        began = time.perf_counter()
        self._wake.clear()
        self._announce()
        store.state = StoreState.PAUSED
        self.paused = True
        self._emit(Paused(self.index, len(store), lease_s))
        try:
            async with asyncio.timeout(None if lease_s == math.inf else lease_s):
                await self._wake.wait()
        except TimeoutError:
            return False
        finally:
            self.paused = False
            self._paused_s += time.perf_counter() - began
        store.state = StoreState.STREAMING
        return len(store) < self._target and not self._seen.cancel_asked

    async def _cut(self) -> None:
        """Leave the rest behind.

        A statement that only reads, outside of a transaction, is cancelled. Any other is read to its end and
        the rows thrown away: a cancel would undo it, or the transaction that it is part of.
        """
        self._discard = True
        self._seen.cut = True
        if self._seen.only_reads and not self._seen.in_transaction and not self._seen.cancel_asked:
            await self._ask_server_to_cancel()

    async def _ask_server_to_cancel(self) -> None:
        # Undelivered: the rest is read and thrown away, or the caller drops the connection.
        with contextlib.suppress(LakebaseTuiError, psycopg.Error, OSError, TimeoutError):
            async with asyncio.timeout(_CANCEL_CALL_S):
                await self._source.cancel()

    def _conclude(self) -> Outcome:
        now = time.perf_counter()
        if self._open is not None:
            self._announce()
            self._seen.row_count = len(self._open)
        elif self._seen.cut and self.stores:
            self._seen.row_count = len(self.stores[-1])
        outcome = outcome_of(
            self._seen, elapsed_s=now - self._started - self._paused_s, first_row_s=self._first_row_s
        )
        self._finish_stores(store_state_of(outcome))
        return outcome

    def _finish_stores(self, last: StoreState) -> None:
        self._stop_timer()
        for store in self.stores[:-1]:
            store.state = StoreState.COMPLETE
        if self.stores:
            self.stores[-1].state = last

    def _arrived(self, store: ResultStore) -> None:
        """Tell of new rows: the first at once, later ones now and then."""
        if len(store) == self._announced or self._timer is not None:
            return
        wait = self._announced_at + _ANNOUNCE_EVERY_S - time.perf_counter()
        if self._announced == 0 or wait <= 0:
            self._announce()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._announce)

    def _announce(self) -> None:
        self._stop_timer()
        if self._open is not None and len(self._open) != self._announced:
            self._announced = len(self._open)
            self._announced_at = time.perf_counter()
            self._emit(RowsArrived(self.index, self._announced))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _on_notice(self, diagnostic: Diagnostic) -> None:
        notice = notice_from(diagnostic, self._sql)
        if is_farewell(diagnostic.severity_nonlocalized, diagnostic.sqlstate):
            self._seen.farewell = notice
        self._tell(notice)

    def _on_notify(self, notify: Notify) -> None:
        self._tell(
            ServerError(
                f'Notification on "{notify.channel}" from process {notify.pid}.',
                "NOTIFY",
                detail=notify.payload,
            )
        )

    def _tell(self, notice: ServerError) -> None:
        """Pass a notice on; a statement in a loop may raise millions."""
        self._notices += 1
        if self._notices <= _MOST_NOTICES:
            self._emit(NoticeArrived(self.index, notice))
        elif self._notices == _MOST_NOTICES + 1:
            more = ServerError(f"More than {_MOST_NOTICES} notices: the rest is not shown.", "NOTICE")
            self._emit(NoticeArrived(self.index, more))
