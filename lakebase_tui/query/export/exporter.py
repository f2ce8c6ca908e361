"""Export a result: the rows that are kept here, or all of them as they come from the server."""

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from operator import itemgetter

from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import Outcome, OutcomeKind, QueryEvent, StatementFinished
from lakebase_tui.query.export.copy_out import CopySink, copy_statement
from lakebase_tui.query.export.export_file import ExportFile, open_export
from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import Exported, ExportOrder, Report, Selection
from lakebase_tui.query.pace import Pace
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.query.statement_facts import may_be_cut
from lakebase_tui.query.streams import RowSink, Streams
from lakebase_tui.sql.visible import visible

Execute = Callable[[Sequence[str], Streams], AsyncGenerator[QueryEvent]]
"""`Executor.run` of the session."""

_SLICE_ROWS = 500
_SLICE_VALUES = 10_000
"""How much is written between two turns of the loop: rows, and fewer where they are wide."""
_NOT_IN_ENCODING = "22021"
_REMOVED = "What was written is removed."


def can_run_again(sql: str) -> bool:
    """Whether a statement may be run once more just to be exported: it changes nothing by itself."""
    return may_be_cut(sql)


async def export_rows(
    source: RowSource, order: ExportOrder, report: Report, selection: Selection | None = None
) -> Exported:
    """Write rows that are kept here; those that come meanwhile are not waited for.

    Args:
        source: The rows.
        order: Where to and how.
        report: Is told how far it is.
        selection: Which of them; None for all.

    Raises:
        TargetExistsError: There is a file, and it may not be replaced.
        TargetIsLinkError: It is a symbolic link, and may not be followed.
        ExportError: It cannot be written. Nothing of it is left.
    """
    rows = selection.rows if selection is not None else range(len(source))
    file = await open_export(order, len(rows), report)
    with _whole_or_nothing(file):
        pick, columns = _picker(source.columns, selection)
        file.begin(columns)
        pace = Pace()
        step = max(1, min(_SLICE_ROWS, _SLICE_VALUES // max(1, len(source.columns))))
        for start in range(rows.start, rows.stop, step):
            try:
                part = source.rows(start, min(start + step, rows.stop))
            except OSError as error:
                raise ExportError("Rows that were kept on disk can no longer be read.") from error
            await file.take(pick(part))
            await pace.breathe()
        return await file.finish()


async def export_statement(sql: str, execute: Execute, order: ExportOrder, report: Report) -> Exported:
    """Run a statement, and let its rows go into the file as they come.

    Cancelling the task that waits for it cancels the statement on the server.

    Args:
        sql: The statement; see `can_run_again`.
        execute: Runs it.
        order: Where to and how.
        report: Is told how far it is.

    Raises:
        TargetExistsError: There is a file, and it may not be replaced.
        TargetIsLinkError: It is a symbolic link, and may not be followed.
        ExportError: It cannot be written, or the statement failed. Nothing of it is left.
    """
    copy = copy_statement(sql, order)
    if copy is not None:
        file = await open_export(order, None, report)
        with _whole_or_nothing(file):
            outcome = await _copy(copy, execute, file, order)
            if outcome.error is None or outcome.error.sqlstate != _NOT_IN_ENCODING:
                _check(outcome, file)
                file.rows = outcome.row_count if outcome.row_count is not None else file.rows
                return await file.finish(with_end=False)
        # Bytes that are no characters, which only we can pass on as they are.
    file = await open_export(order, None, report)
    with _whole_or_nothing(file):
        _check(await _stream(sql, execute, file), file)
        return await file.finish()


async def _copy(copy: str, execute: Execute, file: ExportFile, order: ExportOrder) -> Outcome:
    sink = CopySink(file, order.csv)
    outcome = await _run(copy, execute, Streams(copy_out=lambda _: sink))
    if file.failure is None:
        await sink.flush()
    return outcome


async def _stream(sql: str, execute: Execute, file: ExportFile) -> Outcome:
    sinks: list[RowSink] = []

    def sink(_index: int, columns: Sequence[Column]) -> RowSink:
        sinks.append(_OneTooMany(file) if sinks else file)
        if len(sinks) == 1:
            file.begin(columns)
        return sinks[-1]

    outcome = await _run(sql, execute, Streams(rows=sink))
    if not sinks and outcome.kind is OutcomeKind.DONE:
        raise ExportError("The statement returns no rows to export.")
    return outcome


async def _run(sql: str, execute: Execute, streams: Streams) -> Outcome:
    outcome = Outcome(OutcomeKind.NOT_RUN)
    async with contextlib.aclosing(execute([sql], streams)) as events:
        async for event in events:
            if isinstance(event, StatementFinished):
                outcome = event.outcome
    return outcome


class _OneTooMany:
    """Where the rows of a second result would go."""

    def __init__(self, file: ExportFile) -> None:
        self._file = file

    async def take(self, rows: Sequence[Row]) -> None:
        self._file.failure = ExportError("The statement answers with several results.", "Export one of them.")
        raise self._file.failure


@contextlib.contextmanager
def _whole_or_nothing(file: ExportFile) -> Iterator[None]:
    """Whatever happens, an unfinished file is not left behind; a failure says so."""
    try:
        yield
    except ExportError as error:
        # Of the same class: who can answer the failure knows it by that.
        raise type(error)(f"{error.sentence} {_REMOVED}", error.next_step) from error
    finally:
        file.abandon()


def _check(outcome: Outcome, file: ExportFile) -> None:
    if file.failure is not None:
        raise file.failure
    if outcome.kind is OutcomeKind.DONE and outcome.complete:
        return
    if outcome.kind is OutcomeKind.CANCELLED:
        raise ExportError(f"The statement was cancelled after {file.rows:,} rows.")
    error = outcome.error
    if error is None:
        raise ExportError("The statement did not return all of its rows.")
    reason = visible(error.message.rstrip("."))
    raise ExportError(f"The statement failed after {file.rows:,} rows: {reason}.", error.next_step)


def _picker(
    columns: Sequence[Column], selection: Selection | None
) -> tuple[Callable[[Sequence[Row]], Sequence[Row]], Sequence[Column]]:
    """What takes the chosen columns out of rows, and these columns."""
    chosen = range(len(columns)) if selection is None else selection.columns
    picked = [columns[index] for index in chosen]
    if list(chosen) == list(range(len(columns))):
        return lambda rows: rows, picked
    if len(picked) == 1:
        only = chosen[0]
        return lambda rows: [(row[only],) for row in rows], picked
    if not picked:
        return lambda rows: [()] * len(rows), picked
    get = itemgetter(*chosen)
    return lambda rows: [get(row) for row in rows], picked
