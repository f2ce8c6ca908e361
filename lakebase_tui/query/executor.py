"""Run the statements of a script in order, and let the reader of a long result set the pace."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.connection_source import ConnectionSource
from lakebase_tui.query.events import (
    ColumnsKnown,
    Outcome,
    OutcomeKind,
    QueryEvent,
    StatementFinished,
    StatementStarted,
)
from lakebase_tui.query.pieces import DEFAULT_BUDGET, MemoryBudget
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.query.statement_run import Limits, StatementRun
from lakebase_tui.query.streams import Streams
from lakebase_tui.query.transaction_log import TransactionLog
from lakebase_tui.query.transaction_options import TransactionOptions

__all__ = ["BusyError", "ConnectionSource", "Executor"]

CANCEL_GRACE_S = 6.0
"""How long after a cancel request the server may take before the connection is dropped."""
_ASK_AGAIN_S = 0.5
_KEPT = Streams()


class BusyError(LakebaseTuiError):
    """Statements are still running."""


class Executor:
    """Runs one script at a time over one session's connection.

    The work is done by a task of its own: a paused result keeps its lease, and a cancel gets through, even
    when nobody iterates.

    Args:
        source: Gives the connection.
        page_rows: Rows of a result to read before pausing; None for all.
        lease_s: How long a paused result may keep the server waiting, in seconds.
        memory_budget: Bytes of memory for the rows of all results of this executor; the rest goes to disk.
        cancel_grace_s: How long the server may take to obey a cancel, in seconds.
        options: How statements and transactions go together.
    """

    def __init__(
        self,
        source: ConnectionSource,
        *,
        page_rows: int | None = 10_000,
        lease_s: float = 60.0,
        memory_budget: int = DEFAULT_BUDGET,
        cancel_grace_s: float = CANCEL_GRACE_S,
        options: TransactionOptions = TransactionOptions(),  # noqa: B008  # frozen
    ) -> None:
        self.stores: dict[int, ResultStore] = {}
        """The last result of each statement of the last run. The caller closes stores it no longer shows."""
        self.result_sets: dict[int, list[ResultStore]] = {}
        """All results of each statement of the last run."""
        self.options = options
        """For the statements that come; may be set at any time."""
        self.transaction = TransactionLog()
        self._source = source
        self._page_rows = page_rows
        self._lease_s = lease_s
        self._cancel_grace_s = cancel_grace_s
        self._budget = MemoryBudget(memory_budget)
        self._task: asyncio.Task[None] | None = None
        self._current: StatementRun | None = None
        self._stop = False
        self._cancelling = asyncio.Lock()

    @property
    def running(self) -> bool:
        """Whether statements run, or one is paused."""
        return self._task is not None and not self._task.done()

    @property
    def paused(self) -> bool:
        """Whether a result waits for `fetch_more`, `fetch_all`, `release` or the end of its lease."""
        return self._current is not None and self._current.paused

    async def run(self, statements: Sequence[str], streams: Streams = _KEPT) -> AsyncGenerator[QueryEvent]:
        """Run statements one after the other, up to the first that does not succeed.

        A result that is paused is released first. Closing the generator, or cancelling the task that iterates
        over it, cancels the statement on the server.

        Args:
            statements: Their texts, each sent as it is.
            streams: Where rows and copied data go, and where data to copy in comes from.

        Yields:
            The events of each statement in order. After `Paused` the next event comes once the pause ends.

        Raises:
            BusyError: The last run has not ended, nor is it paused.
        """
        if self.running and not self.paused:
            raise BusyError("A statement is still running.", "Wait for it, or cancel it first.")
        await self.release()
        async with self._cancelling:
            self._stop = False
        self.stores, self.result_sets = {}, {}
        self.transaction.begin_run()
        events: asyncio.Queue[QueryEvent | None] = asyncio.Queue()
        task = self._task = asyncio.create_task(self._run_script(list(statements), streams, events))
        try:
            while (event := await events.get()) is not None:
                yield event
            await task
        finally:
            if not task.done():
                await asyncio.shield(self._cancel(task))

    def fetch_more(self, index: int) -> bool:
        """Read one page more of a paused result. False: statement `index` is not paused."""
        run = self._current
        if run is None or run.index != index or not run.paused:
            return False
        run.more(self._page_rows)
        return True

    def fetch_all(self, index: int) -> bool:
        """Read the rest of a result, paused or not. False: statement `index` is not running."""
        run = self._current
        if run is None or run.index != index:
            return False
        run.more(None)
        return True

    async def release(self) -> None:
        """End a pause: the result is marked as truncated. Returns when the connection is free."""
        if self._current is not None and self._current.paused and self._task is not None:
            self._current.let_go()
            await asyncio.wait([self._task])

    async def cancel(self) -> None:
        """Cancel what runs, and with it the rest of the script. Returns when all has ended.

        When the server does not obey within the grace time, the connection is dropped.
        """
        if self._task is not None and not self._task.done():
            await self._cancel(self._task)

    async def drop(self) -> None:
        """Break the connection without asking the server; nobody then knows what became of what ran."""
        self._stop = True
        if self._task is None or self._task.done():
            return
        if self._current is not None:
            self._give_up(self._current, self._task)
        await asyncio.wait([self._task])

    def _give_up(self, run: StatementRun, task: "asyncio.Task[None]") -> None:
        run.mark_cancelled()
        if run.sent:
            run.abort()
        else:
            task.cancel()

    async def _cancel(self, task: "asyncio.Task[None]") -> None:
        async with self._cancelling:
            if task.done():
                return
            self._stop = True
            run = self._current
            if run is None or not run.sent:
                if run is not None:
                    self._give_up(run, task)
                await asyncio.wait([task])
                return
            end = time.monotonic() + self._cancel_grace_s
            asking = asyncio.ensure_future(self._ask(run, task))
            try:
                await asyncio.wait([task], timeout=self._cancel_grace_s)
                if not task.done():
                    run.abort()
                    await asyncio.wait([task])
                elif not run.aborted:
                    # Delivered late, it would hit the statement that comes next.
                    await asyncio.wait([asking], timeout=max(0.0, end - time.monotonic()))
            finally:
                asking.cancel()
                await asyncio.wait([asking])

    async def _ask(self, run: StatementRun, task: "asyncio.Task[None]") -> None:
        """Ask the server to stop, and again: a request that overtakes its statement hits nothing."""
        while not task.done() and not run.answered:
            await run.cancel()
            await asyncio.wait([task], timeout=_ASK_AGAIN_S)

    async def _run_script(
        self, statements: list[str], streams: Streams, events: "asyncio.Queue[QueryEvent | None]"
    ) -> None:
        try:
            for index, sql in enumerate(statements):
                if self._stop:
                    events.put_nowait(StatementFinished(index, Outcome(OutcomeKind.NOT_RUN)))
                    continue
                events.put_nowait(StatementStarted(index, sql))
                last = index == len(statements) - 1
                before = self._source.in_transaction()
                run = self._next(index, sql, streams, events.put_nowait, last=last)
                outcome = await self._run_one(run)
                self._stop = self._stop or outcome.kind is not OutcomeKind.DONE
                events.put_nowait(StatementFinished(index, outcome))
                after = self._source.in_transaction()
                for undone in self.transaction.note(index, sql, outcome, before=before, after=after):
                    events.put_nowait(undone)
        finally:
            events.put_nowait(None)

    def _next(
        self, index: int, sql: str, streams: Streams, emit: Callable[[QueryEvent], None], *, last: bool
    ) -> StatementRun:
        limits = Limits(self._page_rows, self._lease_s, may_pause=last)

        def note_stores(event: QueryEvent) -> None:
            if isinstance(event, ColumnsKnown) and run.stores:
                self.stores[index] = run.stores[-1]
                self.result_sets[index] = run.stores
            emit(event)

        run = StatementRun(index, sql, self._source, self._budget, limits, note_stores, self.options, streams)
        return run

    async def _run_one(self, run: StatementRun) -> Outcome:
        self._current = run
        try:
            return await run.run()
        finally:
            self._current = None
