"""What was run in a tab and what came of it: results, messages and plans, with what they ask for."""

from collections.abc import Callable, Sequence
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import (
    ColumnsKnown,
    NoticeArrived,
    Outcome,
    OutcomeKind,
    QueryEvent,
    ServerError,
    StatementFinished,
    StatementUndone,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.result_store import ResultStore
from lakebase_tui.session.session import Session
from lakebase_tui.sql.classify import classify
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.message_desk import MessageDesk
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.plan_pane import PlanPane
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_edits import ResultEdits
from lakebase_tui.ui.result_pane import ResultPane
from lakebase_tui.ui.result_side import ResultSide
from lakebase_tui.ui.run_display import RunDisplay
from lakebase_tui.ui.widgets.cell_view import CellView
from lakebase_tui.ui.widgets.grid_messages import CursorMoved
from lakebase_tui.ui.widgets.messages_pane import MessagesPane
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.sql_editor import SqlEditor


class ResultArea(Vertical):
    """Results by statement, and beside them messages and plans.

    Args:
        editor: Where the statements come from, and errors are marked.
        run: Runs statements, as if they had been typed.
        busy: Whether a statement runs.
        changed: Is called when the status line reads differently.
    """

    DEFAULT_CSS = """
    ResultArea {
        padding: 0 1;
        border: round $line;
        &:focus-within { border: round $accent; }
        & > ResultEdits { height: 1fr; }
    }
    """

    class EditorWanted(Message):
        """The cursor stands at a place in the editor that the user wants to see."""

    def __init__(
        self,
        editor: SqlEditor,
        run: Callable[[Sequence[Piece]], None],
        busy: Callable[[], bool],
        changed: Callable[[], None],
    ) -> None:
        super().__init__()
        self.edits = ResultEdits(id="results")
        """The results, which can be changed."""
        self.messages = MessageDesk(self.results, editor)
        """What servers said."""
        self.plans = PlanPane(
            self,
            self.results,
            editor,
            self.messages,
            door=lambda: self.edits.server.door if self.edits.server is not None else None,
            busy=busy,
        )
        """Plans of statements."""
        self.position = ""
        """Row and column of the grid's cursor, or nothing."""
        warn = partial(self.notify, severity="warning", markup=False)
        self.runs_shown = RunDisplay(self.results, editor, changed, warn)
        self.side = ResultSide(self, self.edits, self.runs_shown, run, busy)
        """What results want of the session."""
        self._changed = changed
        self._executor: Executor | None = None

    def compose(self) -> ComposeResult:
        """The results; the rest stands in tabs among theirs."""
        yield self.edits

    def on_mount(self) -> None:
        """The tabs are there."""
        self.messages.mount()

    @property
    def results(self) -> ResultTabs:
        """The results by statement."""
        return self.edits.desk.pane.tabs

    def serve(self, session: Session, executor: Executor) -> None:
        """Results ask this session from now on; those on show are of another."""
        self._executor = executor
        self.side.serve(session, executor)

    # -- a run ------------------------------------------------------------------------------------

    def happened(self, executor: Executor, pieces: Sequence[Piece], event: QueryEvent) -> None:
        """Something happened to the statements of a run."""
        self.runs_shown.show(executor, event)
        match event:
            case ColumnsKnown(index, columns):
                self._describe(index, columns)
            case NoticeArrived(index, notice):
                self.messages.say(notice, pieces[index])
            case StatementFinished(index, outcome) | StatementUndone(index, outcome):
                self.side.finished()
                if outcome.error is not None:
                    self.messages.say(outcome.error, pieces[index])
                self._show_plan(executor.stores.get(index), pieces[index])

    def _show_plan(self, store: ResultStore | None, piece: Piece) -> None:
        """A plan as JSON is read better as a plan; the rows stay beside it."""
        if store is None or len(store) != 1 or classify(piece.text).kind != "explain":
            return
        [[text, *_]] = store.rows(0, 1)
        if text is not None and text.startswith("["):
            self.plans.show_text(piece.text, text)

    @work(group="describe")
    async def _describe(self, index: int, columns: Sequence[Column]) -> None:
        await self.side.describe(index, columns)

    def connection_failed(self, sentence: str, next_step: str) -> None:
        """The first login failed."""
        self.results.begin(["connection"])
        error = ServerError(sentence, severity="FATAL", next_step=next_step)
        self.results.finished(0, Outcome(OutcomeKind.FAILED, error=error))

    def on_worker_state_changed(self) -> None:
        """A plan is being made, or is there: whether the tab is busy shows in its title."""
        self._changed()

    # -- what results ask for ---------------------------------------------------------------------

    def on_result_grid_end_reached(self) -> None:
        """The reader came near the end of a page: fetch the next."""
        if self._executor is not None:
            self._executor.fetch_more(self.results.active)

    def on_result_grid_last_row_asked(self) -> None:
        """The reader wants the last row: fetch all."""
        self.side.last_row_asked()

    def on_result_pane_sort_asked(self, event: ResultPane.SortAsked) -> None:
        """Rows cannot be sorted where they are."""
        self.side.sort(event.index, event.keys, event.why)

    def on_result_desk_export_asked(self) -> None:
        """The result on show is to be written to a file."""
        self.side.export()

    def on_result_desk_summed(self, event: ResultDesk.Summed) -> None:
        """The status line says what the selected cells come to."""
        self.runs_shown.select(event.words)

    def on_result_tabs_tab_changed(self) -> None:
        """The status line tells of the result on show."""
        self._changed()

    def on_result_grid_cursor_moved(self, event: CursorMoved) -> None:
        """The status line says where the cursor is."""
        self.position = f"{event.row + 1:,}:{event.column + 1}"
        self._changed()

    def on_messages_pane_jumped(self, event: MessagesPane.Jumped) -> None:
        """To the place in the editor that a message is about."""
        if self.messages.jump(event.message):
            self.post_message(self.EditorWanted())

    def on_message_view_jumped(self) -> None:
        """To the place that the error on show is about."""
        if self.messages.jump_to_error(self.runs_shown.piece(self.results.active)):
            self.post_message(self.EditorWanted())

    def on_messages_pane_cleared(self) -> None:
        """There is nothing left to see."""
        self.messages.changed()

    def on_cell_view_copy_wanted(self, event: CellView.CopyWanted) -> None:
        """Messages are to be copied."""
        copy_out(self.app, event.text, event.what)
