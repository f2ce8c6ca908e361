"""One message to the server: sent, its results printed, its end told."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

from lakebase_tui.headless.endings import ConnectionLostError
from lakebase_tui.headless.input import LineReader
from lakebase_tui.headless.printing import Printer
from lakebase_tui.headless.source import RunSource
from lakebase_tui.headless.talk import Talk
from lakebase_tui.query.events import (
    NoticeArrived,
    Outcome,
    OutcomeKind,
    QueryEvent,
    ResultEnded,
    StatementFinished,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.streams import Streams
from lakebase_tui.query.transaction_log import TransactionLog
from lakebase_tui.sql.classify import classify

_LOST = (OutcomeKind.UNKNOWN, OutcomeKind.ROLLED_BACK)


class Messages:
    """Sends messages of one session, one after the other.

    Args:
        source: Gives the connection.
        printer: Prints results.
        talk: Tells errors and notices.
    """

    def __init__(self, source: RunSource, printer: Printer, talk: Talk) -> None:
        self._source = source
        self._printer = printer
        self._talk = talk
        self._executor = Executor(source, page_rows=None)
        self._executor.transaction = TransactionLog(keep=False)

    async def send(self, sql: str, copied: LineReader, *, inline: bool, quietly: bool = False) -> bool:
        """Send a message and print what comes of it.

        Args:
            sql: One statement, or several that are one message.
            copied: Where the data of a `COPY ... FROM STDIN` comes from.
            inline: Whether that data stands there for this statement alone, below it in its script.
            quietly: Print no command tags.

        Returns:
            Whether all of it succeeded; if not, the reason has been told.

        Raises:
            ConnectionLostError: The session is gone; the reason has been told.
            OutputClosedError: Nobody reads the results any more.
        """
        asked = False

        def copy_in(index: int) -> AsyncIterator[bytes]:
            nonlocal asked
            asked = True
            return copied.copy_data()

        streams = Streams(self._printer.rows, self._printer.copy_out, copy_in)
        outcome = await self._run(sql, streams, quietly)
        if inline and not asked and classify(sql).is_copy == "in":
            # It failed before it took its data. psql runs that as statements; nobody can want it.
            async for _ in copied.copy_data():
                pass
        await self._tell(outcome)
        return outcome.kind is OutcomeKind.DONE and outcome.complete

    async def _run(self, sql: str, streams: Streams, quietly: bool) -> Outcome:
        outcome = Outcome(OutcomeKind.NOT_RUN)
        self._printer.begin_message(quietly=quietly)
        async with aclosing(self._executor.run([sql], streams)) as events:
            try:
                async for event in events:
                    self._printer.set_idle(False)
                    if isinstance(event, StatementFinished):
                        outcome = event.outcome
                    else:
                        await self._take(event)
                    self._printer.set_idle(True)
            finally:
                self._printer.abandon()
        return outcome

    async def _take(self, event: QueryEvent) -> None:
        if isinstance(event, ResultEnded):
            await self._printer.result_ended(event)
        elif isinstance(event, NoticeArrived):
            self._talk.server(event.notice)

    async def _tell(self, outcome: Outcome) -> None:
        await self._printer.break_off()
        await self._printer.output.flush()
        lost = outcome.kind in _LOST or (outcome.kind is not OutcomeKind.DONE and self._source.lost)
        if outcome.error is not None:
            # After a loss the advice is for somebody who goes on; nothing goes on here.
            self._talk.server(replace(outcome.error, hint="", next_step="") if lost else outcome.error)
        if lost:
            raise ConnectionLostError("The connection is lost.")
