"""One statement from sending to outcome: pages of rows, pauses, cancel, loss."""

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from psycopg import pq
from psycopg.pq import PGnotify
from psycopg.pq.abc import PGresult

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.bracket import Bracket
from lakebase_tui.query.columns import Column
from lakebase_tui.query.connection_source import ConnectionSource
from lakebase_tui.query.events import (
    ColumnsKnown,
    Outcome,
    OutcomeKind,
    Paused,
    QueryEvent,
    ResultEnded,
    ServerError,
)
from lakebase_tui.query.hearing import hearing
from lakebase_tui.query.loaders import COPIED, TextRows, copied_rows
from lakebase_tui.query.outcomes import Seen, after_fate, outcome_of, store_state_of
from lakebase_tui.query.pieces import MemoryBudget
from lakebase_tui.query.result_store import ResultStore, StoreState
from lakebase_tui.query.rows import Row
from lakebase_tui.query.server_error import error_from, error_from_result, our_error, severity_of
from lakebase_tui.query.statement_facts import ends_transaction, may_be_cut, only_reads, refuse_unsendable
from lakebase_tui.query.stream import Wire, WireAbortedError
from lakebase_tui.query.streams import Passage, Streams, until
from lakebase_tui.query.telling import Teller
from lakebase_tui.query.text_encoding import TextEncoding
from lakebase_tui.query.transaction_options import TransactionOptions
from lakebase_tui.session.failures import FailureKind, failure_of, is_farewell, words_for

_CANCEL_CALL_S = 5.0
_CANCELLED = "cancelled by the user"
_ROWS = (pq.ExecStatus.TUPLES_CHUNK, pq.ExecStatus.SINGLE_TUPLE, pq.ExecStatus.TUPLES_OK)
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
        streams: Where its rows go, and its copied data go and come from.
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
        streams: Streams,
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
        self._streams = streams
        self._tell = Teller(index, sql, emit)
        self._may_cut = may_be_cut(sql)
        self._seen = Seen(ends_transaction=ends_transaction(sql), only_reads=only_reads(sql))
        self._target: float = math.inf if limits.page_rows is None else limits.page_rows
        self._open: ResultStore | Passage | None = None
        self._parts = 0
        self._let_go = False
        self._discard = False
        self._wake = asyncio.Event()
        self._cancelled = asyncio.Event()
        self._wire: Wire | None = None
        self._started = self._paused_s = 0.0
        self._first_row_s: float | None = None

    async def run(self) -> Outcome:
        """Send it, read it, say how it ended. Does not raise for what the server or the network does."""
        in_transaction = self._source.in_transaction()
        try:
            refuse_unsendable(self._sql, copies_in=self._streams.copy_in is not None)
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
        self._cancelled.set()
        self._wake.set()

    def abort(self) -> None:
        """Drop the connection under it."""
        self.aborted = True
        if self._wire is not None:
            self._wire.abort()

    async def _run_on(self, connection: "psycopg.AsyncConnection[Any]") -> Outcome:
        rows = TextRows(connection)
        statement = self._encoded(rows.encoding)
        wire = self._wire = Wire(connection)
        bracket = Bracket(wire, self._sql, self._options)
        notice, notification = partial(self._on_notice, rows), partial(self._on_notification, rows)
        try:
            with hearing(connection, notice, notification):
                self.sent = True
                await bracket.open(connection.info.server_version)
                if self._seen.cancel_asked:
                    return Outcome(OutcomeKind.CANCELLED, error=_NOT_SENT)
                self._seen.in_transaction = connection.pgconn.transaction_status in _IN_TRANSACTION
                self._source.note_sent()
                self._started = time.perf_counter()
                await self._send_and_read(wire, rows, statement)
                await self._close_bracket(wire, bracket)
        except asyncio.CancelledError:
            await self._ask_server_to_cancel()
            wire.close()
            self._finish_stores(StoreState.CANCELLED)
            raise
        self._seen.xid = bracket.number
        return self._conclude()

    def _encoded(self, encoding: TextEncoding) -> bytes:
        try:
            return encoding.encode(self._sql)
        except UnicodeEncodeError as error:
            character = repr(self._sql[error.start])
            raise failure_of(FailureKind.NO_SUCH_CHARACTER, encoding.name, character) from error

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

    async def _send_and_read(self, wire: Wire, rows: TextRows, statement: bytes) -> None:
        try:
            await wire.send(statement)
            while (result := await wire.next()) is not None:
                await self._take_result(wire, rows, result)
        except WireAbortedError as error:
            wire.close()
            self._seen.error = error_from(error)
        except psycopg.OperationalError as error:
            self._seen.error = ServerError(str(error).strip())
        self._seen.lost = wire.lost

    async def _take_result(self, wire: Wire, rows: TextRows, result: PGresult) -> None:
        status = result.status
        if status in _ROWS:
            self._note_tag(result)
            if not self._discard:
                keeper = self._open or self._open_result(rows.columns(result))
                await self._take_rows(keeper, rows.rows(result))
            if status == pq.ExecStatus.TUPLES_OK:
                self._end_result()
        elif status == pq.ExecStatus.FATAL_ERROR:
            # The first says why; after a loss libpq adds that the connection is closed.
            self._seen.error = self._seen.error or error_from_result(result, self._sql, rows.encoding)
        elif status == pq.ExecStatus.COPY_OUT:
            await self._copy_out(wire, rows.encoding)
        elif status == pq.ExecStatus.COPY_IN:
            await self._copy_in(wire, rows.encoding.codec)
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
        part = None
        if self._open is not None:
            self._tell.flush()
            part, self._open = self._parts - 1, None
        self._emit(ResultEnded(self.index, self._seen.command_tag, self._seen.row_count, part))

    async def _copy_out(self, wire: Wire, encoding: TextEncoding) -> None:
        """Read what is copied out: to where it is wanted, else as rows of one text each."""
        sink = self._streams.copy_out(self.index) if self._streams.copy_out is not None else None
        keeper = self._open_result(COPIED) if sink is None else None
        while (data := await wire.copied_out()) is not None:
            if keeper is not None and not self._discard:
                await self._take_rows(keeper, copied_rows(data, encoding))
            elif sink is not None and not self._discard:
                await self._guard(sink.take(data))

    async def _copy_in(self, wire: Wire, codec: str) -> None:
        if self._streams.copy_in is None:  # hidden behind another statement in the same text
            await wire.end_copy_in(words_for(FailureKind.COPY_WITHOUT_DATA).sentence)
            return
        try:
            async for data in until(self._cancelled, self._streams.copy_in(self.index)):
                await wire.copy_in(data)
        except LakebaseTuiError as error:
            await wire.end_copy_in(error.sentence, codec)
        else:
            await wire.end_copy_in(_CANCELLED if self._seen.cancel_asked else "")

    async def _take_rows(self, keeper: ResultStore | Passage, waiting: Sequence[Row]) -> None:
        if waiting and self._first_row_s is None:
            self._first_row_s = time.perf_counter() - self._started
        while waiting and not self._discard:
            room = self._target - len(keeper)
            if room > 0 or isinstance(keeper, Passage):
                part = waiting if room >= len(waiting) else waiting[: int(room)]
                waiting = waiting[len(part) :]
                await self._guard(self._keep(keeper, part))
            elif not self._may_cut:
                # Nothing has taken effect before the last row is read, so it is read to the end.
                self._target = math.inf
            elif not await self._may_go_on(keeper):
                await self._cut()
        self._tell.rows(len(keeper))

    def _open_result(self, columns: tuple[Column, ...]) -> ResultStore | Passage:
        keeper: ResultStore | Passage
        if self._streams.rows is not None:
            keeper = Passage(columns, self._streams.rows(self.index, columns))
            self._target = math.inf
        else:
            keeper = ResultStore(columns, self._budget)
            self.stores.append(keeper)
        self._open = keeper
        self._parts += 1
        self._tell.begin_result()
        self._emit(ColumnsKnown(self.index, columns, self._parts - 1))
        return keeper

    async def _keep(self, keeper: ResultStore | Passage, part: Sequence[Row]) -> None:
        if isinstance(keeper, Passage):
            await keeper.keep(part)
        else:
            keeper.append(part)

    async def _guard(self, keeping: Awaitable[None]) -> None:
        """Where there is no room for more, the rest is left behind and the reason told."""
        try:
            await keeping
        except LakebaseTuiError as error:
            self._seen.trouble = error_from(error, FailureKind.NO_ROOM)
            await self._cut()

    async def _may_go_on(self, store: ResultStore | Passage) -> bool:
        """Wait until more rows are wanted (true), or the stream is to be closed (false)."""
        if not self._limits.may_pause or self._let_go or self._seen.cancel_asked:
            return False
        lease_s = math.inf if self._seen.in_transaction else self._limits.lease_s
        began = time.perf_counter()
        self._wake.clear()
        self._tell.flush()
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
            self._tell.flush()
            self._seen.row_count = len(self._open)
        elif self._seen.cut and self.stores:
            self._seen.row_count = len(self.stores[-1])
        outcome = outcome_of(
            self._seen, elapsed_s=now - self._started - self._paused_s, first_row_s=self._first_row_s
        )
        self._finish_stores(store_state_of(outcome))
        return outcome

    def _finish_stores(self, last: StoreState) -> None:
        self._tell.stop()
        for store in self.stores[:-1]:
            store.state = StoreState.COMPLETE
        if self.stores:
            self.stores[-1].state = last

    def _on_notice(self, rows: TextRows, result: PGresult) -> None:
        notice = self._tell.notice(result, rows.encoding)
        if is_farewell(severity_of(result), notice.sqlstate):
            self._seen.farewell = notice

    def _on_notification(self, rows: TextRows, notify: PGnotify) -> None:
        self._tell.notification(notify, rows.encoding)
