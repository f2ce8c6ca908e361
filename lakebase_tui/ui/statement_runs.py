"""Statements on their way: what stands against a run is said or asked, then they are sent and followed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.query.events import QueryEvent
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.clock import now
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.result_edits import ResultEdits, pending_words
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.copy_in import streams_for
from lakebase_tui.ui.status_view import cancelling_words


class Gate(Protocol):
    """Something that may stand against a run."""

    def concerns(self, pieces: Sequence[Piece]) -> bool:
        """Whether it has anything to ask about these statements; at once, and without a question."""
        ...

    async def passes(self, pieces: Sequence[Piece]) -> Sequence[Piece] | None:
        """Ask; the statements to run, which may be changed, or None for none."""
        ...


class StatementRuns:
    """Runs statements of one tab, one run at a time.

    Args:
        tab: On whose behalf questions are asked.
        edits: Its results.
        began: Called with the statements that are about to run.
        happened: Called with each event.
        ended: Called when all is over.
    """

    def __init__(
        self,
        tab: Widget,
        edits: ResultEdits,
        began: Callable[[Sequence[Piece]], None],
        happened: Callable[[Executor, Sequence[Piece], QueryEvent], None],
        ended: Callable[[], None],
    ) -> None:
        self.gates: list[Gate] = []
        """Asked in their order."""
        self.blocked: Callable[[], bool] = lambda: False
        """Whether something else of ours uses the session."""
        self._tab = tab
        self._edits = edits
        self._began = began
        self._happened = happened
        self._ended = ended
        self._executor: Executor | None = None
        self._early: Sequence[Piece] = ()
        self._query: Worker[None] | None = None
        self._asking: Worker[None] | None = None
        self._cancelling: Worker[None] | None = None
        self._cancelled_at: float | None = None

    @property
    def executor(self) -> Executor | None:
        """What runs them; None before there is a session."""
        return self._executor

    def serve(self, executor: Executor) -> None:
        """Another session from now on; it gets what was to run before there was one."""
        self._executor = executor
        if self._early:
            pieces, self._early = self._early, ()
            self._tab.call_later(self.start, pieces)

    @property
    def running(self) -> bool:
        """Whether a run has not ended, be it that a result waits for its reader."""
        return self._query is not None and self._query.is_running

    @property
    def busy(self) -> bool:
        """Whether a statement runs; a result that waits for its reader does not count."""
        waiting = self._executor is not None and self._executor.paused
        return self.running and not waiting

    @property
    def cancelling_since(self) -> float | None:
        """When the server was asked to stop what still runs; times of `session.clock.now`."""
        return self._cancelled_at if self.busy else None

    def start(self, pieces: Sequence[Piece]) -> None:
        """Run statements, unless something stands against it; that is said."""
        if not pieces:
            self._tab.notify("There is no statement here. Type one, then press F5.")
            return
        if self._executor is None:  # a new tab gets its session in a moment
            self._early = pieces
            return
        if self.busy or self.blocked():
            self._tab.notify("A statement is running. Esc cancels it.", severity="warning")
            return
        if self._asking is not None and self._asking.is_running:
            return  # the question is on its way to the screen
        if any(gate.concerns(pieces) for gate in self.gates):
            self._asking = self._work("ask", lambda: self._ask(pieces))
        else:
            self._unless_pending(pieces)

    async def _ask(self, pieces: Sequence[Piece]) -> None:
        for gate in self.gates:
            if not gate.concerns(pieces):  # what one put in may concern the next
                continue
            passed = await gate.passes(pieces)
            if passed is None:
                return
            pieces = passed
        if not self.busy:
            self._unless_pending(pieces)

    def _unless_pending(self, pieces: Sequence[Piece]) -> None:
        if pending := self._edits.pending:
            question = ConfirmScreen(pending_words(pending, "Running"), agree="Run", refuse="Stay")
            self._tab.app.push_screen(question, lambda agreed: self._go(pieces) if agreed else None)
        else:
            self._go(pieces)

    def _go(self, pieces: Sequence[Piece]) -> None:
        executor = self._executor
        if executor is not None:
            self._cancelled_at = None
            self._query = self._work("query", lambda: self._run(executor, pieces))

    async def _run(self, executor: Executor, pieces: Sequence[Piece]) -> None:
        texts = [piece.text for piece in pieces]
        streams = await streams_for(self._tab.app, texts)
        if streams is None:
            return
        await executor.release()
        self._began(pieces)
        async for event in executor.run(texts, streams):
            self._happened(executor, pieces, event)
        self._ended()

    def cancel(self) -> bool:
        """Ask the server to stop; a second time, break the connection. False: nothing runs."""
        if not self.running or self._executor is None:
            return False
        executor = self._executor
        if self._cancelled_at is None:
            self._cancelled_at = now()
            self._cancelling = self._work("cancel", executor.cancel)
        elif cancelling_words(self._cancelled_at, now()):  # a double press is no wish to break anything
            self._cancelling = self._work("cancel", executor.drop)
        return True

    def _work(self, group: str, do: Callable[[], Awaitable[None]]) -> Worker[None]:
        async def doing() -> None:
            await do()

        return self._tab.run_worker(doing, group=group)

    async def let_go(self, *, in_transaction: bool) -> None:
        """End what runs or waits on the server, so that the session can be left."""
        if self._executor is None:
            return
        if self._executor.paused and not in_transaction:
            await self._executor.release()
        else:
            await self._executor.cancel()
