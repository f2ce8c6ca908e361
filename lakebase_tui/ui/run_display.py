"""A run on screen: its events become tabs, marks in the editor, and what the status line says."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from lakebase_tui.query.events import (
    ColumnsKnown,
    NoticeArrived,
    OutcomeKind,
    Paused,
    QueryEvent,
    RowsArrived,
    StatementFinished,
    StatementStarted,
    StatementUndone,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.session.clock import now
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.status_view import reading_of
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from lakebase_tui.ui.widgets.status_reading import Reading

KEPT = "Ctrl+T shows the statements of the lost transaction, y copies them."
_EVERY_S = 0.25
"""How often the status line counts rows that arrive."""


class RunDisplay:
    """Shows one run after the other.

    Args:
        results: Their tabs.
        editor: Where errors are marked.
        changed: Is called when the status line reads differently.
        warn: Tells the user of something that no pane shows.
    """

    def __init__(
        self,
        results: ResultTabs,
        editor: SqlEditor,
        changed: Callable[[], None],
        warn: Callable[[str], None],
    ) -> None:
        self._results = results
        self._editor = editor
        self._changed = changed
        self._warn = warn
        self._pieces: Sequence[Piece] = ()
        self._stores: list[ResultStore] = []
        self._outdated: list[ResultStore] = []
        self._readings: dict[int, Reading] = {}
        self._index = 0
        self._drawn_at = -math.inf

    @property
    def reading(self) -> Reading:
        """How far the statement that runs is, else the result on show."""
        last = self._readings.get(self._index, Reading())
        return last if last.running else self._readings.get(self._results.active, last)

    def piece(self, index: int) -> Piece | None:
        """A statement of the run on show."""
        return self._pieces[index] if index < len(self._pieces) else None

    def statement(self, index: int) -> str | None:
        """The text of a statement of the run on show."""
        piece = self.piece(index)
        return piece.text if piece is not None else None

    def leave(self) -> None:
        """Another session: the results stay, but they are not its own."""
        self._readings, self._pieces = {}, ()
        self._results.forget_edits()

    def begin(self, pieces: Sequence[Piece]) -> None:
        """These statements are about to run."""
        self._outdated, self._stores = self._outdated + self._stores, []
        self._pieces = pieces
        self._readings = {}
        self._results.begin([piece.label for piece in pieces])

    def end(self) -> None:
        """They have ended: their results have taken the former ones' place."""
        for store in self._outdated:
            store.close()
        self._outdated = []

    def show(self, executor: Executor, event: QueryEvent) -> None:
        """Show what happened."""
        match event:
            case StatementStarted(index):
                self._index = index
                self._results.started(index)
                self._read(index, Reading(running=True, since=now()))
            case ColumnsKnown(index):
                if (store := executor.stores.get(index)) is not None:
                    self._stores.append(store)
                    self._results.columns_known(index, store)
            case RowsArrived(index, total):
                self._results.rows_arrived(index, total)
                self._count(executor, index, total)
            case Paused(index, total, lease_s):
                self._results.paused(index, total)
                self._read(index, Reading(rows=total, more=True, held_until=now() + lease_s))
            case NoticeArrived(index, notice):
                self._results.notice(index, notice)
            case StatementFinished():
                self._finish(executor, event)
            case StatementUndone(index, outcome):
                self._results.finished(index, outcome)

    def _read(self, index: int, reading: Reading) -> None:
        self._readings[index] = reading
        self._drawn_at = now()
        self._changed()

    def _count(self, executor: Executor, index: int, total: int) -> None:
        store = executor.stores.get(index)
        before = self._readings.get(index, Reading())
        since = before.since if before.since is not None else now()
        read = store.byte_count if store is not None else 0
        reading = Reading(rows=total, running=True, byte_count=read, since=since)
        if before.rows is None or now() - self._drawn_at >= _EVERY_S:
            self._read(index, reading)
        else:
            self._readings[index] = reading

    def _finish(self, executor: Executor, event: StatementFinished) -> None:
        outcome, index = event.outcome, event.index
        self._results.finished(index, outcome)
        if outcome.kind is not OutcomeKind.NOT_RUN:
            store = executor.stores.get(index)
            self._read(index, reading_of(outcome, len(store) if store is not None else None))
        if outcome.error is not None and outcome.error.position is not None:
            piece = self._pieces[index]
            # A preview, or what was edited meanwhile, does not stand there.
            if self._editor.text.startswith(piece.written, piece.start):
                self._editor.mark_error(*piece.word_at(outcome.error.position))
        if outcome.kind in (OutcomeKind.ROLLED_BACK, OutcomeKind.UNKNOWN) and executor.transaction.lost:
            self._warn(KEPT)

    def select(self, words: tuple[str, ...]) -> None:
        """Say what the selected cells of the result on show come to, the longest form first."""
        shown = self._results.active
        if shown in self._readings and self._readings[shown].selection != words:
            self._readings[shown] = replace(self._readings[shown], selection=words)
            self._changed()
