"""A CSV file through COPY: all of it, or nothing."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError, StatementFinished
from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.failures import FailingLine, ImportFailedError
from lakebase_tui.query.importing.locate import find_line, place_in
from lakebase_tui.query.importing.plan import ImportPlan
from lakebase_tui.query.importing.records import RecordSplitter
from lakebase_tui.query.importing.table import Execute
from lakebase_tui.query.pace import Pace
from lakebase_tui.query.streams import Streams
from lakebase_tui.session.failures import sentence_of

_REPORT_S = 0.1
_BOM_BYTES = 3
_REWRITE_RECORDS = 200


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is, in bytes of the file on disk."""

    bytes: int
    total_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Imported:
    """An import that is done."""

    rows: int | None
    """As the server counted them; None where it does not say."""
    bytes: int
    """Of the file on disk."""
    seconds: float


Report = Callable[[ImportProgress], None]


async def import_csv(file: CsvFile, plan: ImportPlan, execute: Execute, report: Report) -> Imported:
    """Send a file. Cancelling the task that waits for it undoes all of it.

    Args:
        file: The file.
        plan: What goes where.
        execute: Runs a statement; an open transaction is gone on with.
        report: Is told how far it is.

    Raises:
        ImportFailedError: It cannot be read, or the server did not take it; with the line, if it is known.
    """
    started = time.perf_counter()
    outcome = Outcome(OutcomeKind.NOT_RUN)
    failures: list[ImportFailedError] = []

    async def give(_index: int) -> AsyncIterator[bytes]:
        told = started
        try:
            async with aclosing(_data(file, plan)) as blocks:
                async for block in blocks:
                    yield block
                    now = time.perf_counter()
                    if now - told >= _REPORT_S:
                        told = now
                        report(ImportProgress(file.position, file.size, now - started))
        except ImportFailedError as error:
            failures.append(error)
            raise

    async with aclosing(execute([plan.statement()], Streams(copy_in=give))) as events:
        async for event in events:
            if isinstance(event, StatementFinished):
                outcome = event.outcome
    if failures:
        raise failures[0]
    if outcome.kind is not OutcomeKind.DONE:
        raise await _failure(outcome, file, plan)
    return Imported(outcome.row_count, file.size, time.perf_counter() - started)


async def _data(file: CsvFile, plan: ImportPlan) -> AsyncGenerator[bytes]:
    """What the server gets: the file as it is, or without the columns that are left out."""
    rewriter, splitter, pace = plan.rewriter(), RecordSplitter(plan.shape.dialect), Pace()
    skip = _BOM_BYTES if plan.shape.bom else 0
    async with aclosing(file.blocks()) as blocks:
        async for block in blocks:
            data, skip = block[skip:], 0
            if rewriter is None:
                yield data
                continue
            records = splitter.feed(data)
            for start in range(0, len(records), _REWRITE_RECORDS):
                yield b"".join(map(rewriter.rewrite, records[start : start + _REWRITE_RECORDS]))
                await pace.breathe()
    if rewriter is not None:
        yield b"".join(map(rewriter.rewrite, splitter.end()))


async def _failure(outcome: Outcome, file: CsvFile, plan: ImportPlan) -> ImportFailedError:
    if outcome.kind is OutcomeKind.CANCELLED:
        return ImportFailedError("The import was cancelled: nothing of the file was stored.")
    error = outcome.error or ServerError(f"The import ended as: {outcome.kind.value}")
    sentence = sentence_of(error.message)
    if error.detail:
        sentence = f"{sentence} {sentence_of(error.detail)}"
    stored = "" if outcome.kind is OutcomeKind.UNKNOWN else " Nothing of the file was stored."
    line = await _line(error, file, plan)
    return ImportFailedError(f"{sentence}{stored}", error.next_step, line)


async def _line(error: ServerError, file: CsvFile, plan: ImportPlan) -> FailingLine | None:
    place = place_in(error.context, plan.table.name, plan.targets)
    if place is None:
        return None
    try:
        return await find_line(file, plan, place)
    except ImportFailedError:  # it is gone meanwhile; what the server said is still true
        return None
