"""Statements of our own through the executor, which is the only way to the user's session."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import (
    NoticeArrived,
    Outcome,
    OutcomeKind,
    ServerError,
    StatementFinished,
    StatementUndone,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.rows import Row
from lakebase_tui.query.transaction_options import TransactionOptions


class UnansweredError(LakebaseTuiError):
    """A question of ours got no answer."""


@dataclass(slots=True)
class Answer:
    """What became of one statement."""

    outcome: Outcome = field(default_factory=lambda: Outcome(OutcomeKind.NOT_RUN))
    rows: Sequence[Row] = ()
    notices: list[ServerError] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether it ended well."""
        return self.outcome.kind is OutcomeKind.DONE


class Door:
    """Runs statements on the user's connection, whatever modes the user chose for their own.

    A result that is paused is released by it, as by any other statement.

    Args:
        executor: Of the session.
        in_transaction: Whether the user has a transaction open, failed or not.
    """

    def __init__(self, executor: Executor, in_transaction: Callable[[], bool]) -> None:
        self._executor = executor
        self._in_transaction = in_transaction

    @property
    def in_transaction(self) -> bool:
        """Whether the user has a transaction open, failed or not."""
        return self._in_transaction()

    @property
    def manual(self) -> bool:
        """Whether the user ends transactions by hand."""
        return self._executor.options.manual

    async def ask(self, sql: str) -> Sequence[Row]:
        """Run one question; in a transaction its error undoes nothing else.

        Raises:
            UnansweredError: The server refused it, or the connection is gone.
            BusyError: A statement is still running.
        """
        [answer] = await self.run([sql], TransactionOptions(savepoints=True))
        if answer.done:
            return answer.rows
        error = answer.outcome.error
        if error is None:
            raise UnansweredError(f"The server was not asked: {answer.outcome.kind.value}.", "Try again.")
        raise UnansweredError(error.message, error.next_step)

    async def run(
        self, statements: Sequence[str], options: TransactionOptions | None = None
    ) -> Sequence[Answer]:
        """Run statements up to the first that does not succeed.

        Args:
            statements: Their texts.
            options: Modes for these; by default nothing is sent around them.

        Returns:
            An answer for each; what was not reached has the outcome NOT_RUN.

        Raises:
            BusyError: A statement is still running.
        """
        answers = [Answer() for _ in statements]
        executor = self._executor
        before, ours = executor.options, options or TransactionOptions()
        executor.options = ours
        try:
            async for event in executor.run(statements):
                if isinstance(event, StatementFinished):
                    answer = answers[event.index]
                    answer.outcome, answer.rows = event.outcome, self._take_rows(event.index)
                elif isinstance(event, StatementUndone):
                    answers[event.index].outcome = event.outcome
                elif isinstance(event, NoticeArrived):
                    answers[event.index].notices.append(event.notice)
        finally:
            # Where the user chose other modes meanwhile, theirs stay.
            if executor.options is ours:
                executor.options = before
        return answers

    async def stop(self) -> None:
        """Cancel what runs on the server; returns when it has ended."""
        await self._executor.cancel()

    def _take_rows(self, index: int) -> Sequence[Row]:
        stores = self._executor.result_sets.pop(index, [])
        self._executor.stores.pop(index, None)
        rows = [row for store in stores for row in store.rows(0, len(store))]
        for store in stores:
            store.close()
        return rows
