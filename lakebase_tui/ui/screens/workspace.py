"""Editor above, results below, the truth in the last line: messages become calls, events become pictures."""

from collections.abc import Sequence
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static
from textual.worker import Worker

from lakebase_tui.config.buffers import Buffer
from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import ColumnsKnown, Outcome, OutcomeKind, ServerError, StatementFinished
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import SessionEvent
from lakebase_tui.session.session import Session
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.statements import split_statements
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.pieces import Piece, pieces_of
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_edits import ResultEdits, pending_words
from lakebase_tui.ui.result_pane import ResultPane
from lakebase_tui.ui.result_side import ResultSide
from lakebase_tui.ui.run_display import RunDisplay
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.screens.copy_in import streams_for
from lakebase_tui.ui.session_messages import message_of
from lakebase_tui.ui.session_status import SessionStatus
from lakebase_tui.ui.status_view import cancelling_words, status_view, waiting_words
from lakebase_tui.ui.transaction_desk import TransactionDesk
from lakebase_tui.ui.widgets.grid_messages import CursorMoved
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from lakebase_tui.ui.widgets.status_bar import StatusBar


class WorkspaceScreen(Screen[None]):
    """Where queries are written and read.

    The session comes by `use`; the buffer outlives it.

    Args:
        buffer: What to begin with.
    """

    CSS_PATH = "workspace.tcss"
    BINDINGS = [
        Binding(
            "f5,ctrl+j,ctrl+enter,alt+enter",
            "run",
            "Run the statement at the cursor, or the selection",
            id="query.run",
        ),
        Binding("f6,shift+f5", "run_all", "Run all", id="query.run_all"),
        Binding("alt+c", "commit", "Commit", id="transaction.commit", show=False, priority=True),
        Binding("alt+x", "rollback", "Roll back", id="transaction.rollback", show=False, priority=True),
        Binding("ctrl+t", "transaction", "Transaction and its modes", id="transaction.show", show=False),
        Binding("escape", "cancel", "Cancel what runs", id="query.cancel"),
        # With priority: keys that are on their way already are for the pane that gets the focus.
        Binding("f2", "focus_editor", "Editor", id="focus.editor", priority=True),
        Binding("f3", "focus_results", "Results", id="focus.results", priority=True),
        Binding("ctrl+pagedown,alt+right", "next_result", "Next result", id="results.next"),
        Binding("ctrl+pageup,alt+left", "previous_result", "Previous result", id="results.previous"),
        Binding("f9", "import_csv", "Import a CSV file", id="query.import", show=False),
        Binding("f10", "toggle_editor", "Results in full", id="view.results"),
    ]

    def __init__(self, buffer: Buffer = Buffer("")) -> None:  # noqa: B008  # frozen
        super().__init__()
        self._buffer = buffer
        self._session: Session | None = None
        self._executor: Executor | None = None
        self._transactions = TransactionDesk(self, self._start, self._draw_status)
        self._status = SessionStatus()
        self._waits: Timer | None = None
        self._side: ResultSide | None = None
        self._query: Worker[None] | None = None
        self._cancelled_at: float | None = None
        self._position = ""
        self._drawn = False
        self._failure: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        """Title, editor, results, status."""
        yield Static(id="title")
        with Vertical(id="panes"):
            editor = SqlEditor(self._buffer.text, id="editor")
            editor.border_title = "scratch"
            editor.border_subtitle = "F5 run  F6 run all"
            yield editor
            yield ResultEdits(id="results")
        yield StatusBar(now=now, id="status")

    def on_mount(self) -> None:
        """The editor has the focus."""
        self._drawn = True
        self._waits = self.set_interval(0.5, self._draw_waiting, pause=True)
        self.editor.focus()
        self.editor.move_cursor(self._buffer.cursor, center=True)
        self._draw_title()
        self._draw_status()
        if self._session is not None and self._executor is not None:
            self.side.serve(self._session, self._executor)
        if self._failure is not None:
            self.connection_failed(*self._failure)

    @property
    def session(self) -> Session | None:
        """The session in use."""
        return self._session

    @property
    def editor(self) -> SqlEditor:
        """The SQL editor."""
        return self.query_one("#editor", SqlEditor)

    @property
    def results(self) -> ResultTabs:
        """The results."""
        return self.desk.pane.tabs

    @property
    def desk(self) -> ResultDesk:
        """The results with what one does with them."""
        return self.edits.desk

    @property
    def edits(self) -> ResultEdits:
        """The results, which can be changed."""
        return self.query_one("#results", ResultEdits)

    @property
    def side(self) -> ResultSide:
        """What a run shows, and what results want of the session."""
        if self._side is None:
            warn = partial(self.notify, severity="warning", markup=False)
            display = RunDisplay(self.results, self.editor, self._draw_status, warn)
            self._side = ResultSide(self, self.edits, display, self._start, lambda: self.busy)
        return self._side

    # -- the session ------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a statement runs; a result that waits for its reader does not count."""
        waiting = self._executor is not None and self._executor.paused
        return self._query is not None and self._query.is_running and not waiting

    def loses(self, doing: str) -> str:
        """What `doing` would lose, as a question; empty where it loses nothing."""
        said = []
        if self._session is not None and self._session.in_transaction():
            said.append(f"A transaction is open. {doing} rolls it back.")
        if self._drawn and (pending := self.edits.pending):
            said.append(pending_words(pending, doing))
        return " ".join(said)

    async def let_go(self) -> None:
        """End what runs or waits on the server, so that the session can be left."""
        if self._executor is None or self._session is None:
            return
        if self._executor.paused and not self._session.in_transaction():
            await self._executor.release()
        else:
            await self._executor.cancel()

    def use(self, session: Session) -> None:
        """Work on another session from now on; buffer and results stay."""
        self._session = session
        self._executor = Executor(session, options=self._transactions.options)
        self._transactions.serve(self._executor)
        if self._drawn:
            self._draw_title()
            self.side.serve(session, self._executor)

    def session_changed(self, event: SessionEvent | None, status: SessionStatus) -> None:
        """The session told of something; None when only what is known is handed over."""
        self._status = status
        self._transactions.told(status)
        if event is not None and (told := message_of(event)) is not None:
            self.notify(told.text, severity="warning" if told.warns else "information", markup=False)
        self._draw_status()
        self._draw_waiting()

    def connection_failed(self, sentence: str, next_step: str) -> None:
        """The first login failed; the next run tries again."""
        if not self._drawn:  # it was refused before there was a place to say so
            self._failure = (sentence, next_step)
            return
        self.results.begin(["connection"])
        error = ServerError(sentence, severity="FATAL", next_step=next_step)
        self.results.finished(0, Outcome(OutcomeKind.FAILED, error=error))

    # -- running ----------------------------------------------------------------------------------

    def action_run(self) -> None:
        """Run the selection if there is one, else the statement at the cursor."""
        editor = self.editor
        selected = editor.selected_text
        if selected.strip():
            self._start(pieces_of(selected, split_statements(selected), editor.selection_offset))
            return
        statement = editor.statement_at_cursor()
        self._start(pieces_of(editor.text, [statement] if statement else []))

    def action_run_all(self) -> None:
        """Run every statement of the buffer."""
        editor = self.editor
        self._start(pieces_of(editor.text, editor.all_statements()))

    def action_commit(self) -> None:
        """Commit the open transaction."""
        self._transactions.commit()

    def action_rollback(self) -> None:
        """Roll the open transaction back."""
        self._transactions.rollback()

    def action_transaction(self) -> None:
        """The transaction, its statements and the modes."""
        self._transactions.show()

    def _start(self, pieces: Sequence[Piece]) -> None:
        if self._executor is None or self._session is None:
            self.notify("There is no connection yet.", severity="warning")
            return
        if not pieces:
            self.notify("There is no statement here. Type one, then press F5.")
            return
        if self.busy:
            self.notify("A statement is running. Esc cancels it.", severity="warning")
            return
        if pending := self.edits.pending:
            question = ConfirmScreen(pending_words(pending, "Running"), agree="Run", refuse="Stay")
            self.app.push_screen(question, lambda agreed: self._go(pieces) if agreed else None)
        else:
            self._go(pieces)

    def _go(self, pieces: Sequence[Piece]) -> None:
        if self._executor is not None:
            self._cancelled_at = None
            self.editor.clear_error()
            self._query = self._run(self._executor, pieces)

    @work(group="query")
    async def _run(self, executor: Executor, pieces: Sequence[Piece]) -> None:
        streams = await streams_for(self.app, [piece.text for piece in pieces])
        if streams is None:
            return
        await executor.release()
        self.side.display.begin(pieces)
        async for event in executor.run([piece.text for piece in pieces], streams):
            self.side.display.show(executor, event)
            if isinstance(event, ColumnsKnown):
                self._describe(event.index, event.columns)
            elif isinstance(event, StatementFinished):
                self.side.finished()
        self.side.display.end()
        if any(classify(piece.text).ddl for piece in pieces):
            self.side.schema_changed()

    @work(group="describe")
    async def _describe(self, index: int, columns: Sequence[Column]) -> None:
        await self.side.describe(index, columns)

    @work(group="cancel")
    async def action_cancel(self) -> None:
        """Ask the server to stop; a second time, break the connection."""
        if self._query is None or not self._query.is_running:
            self.app.workers.cancel_group(self.app, "open")  # a first login that nobody wants to wait for
            return
        if self._executor is None:
            return
        if self._cancelled_at is not None:
            if cancelling_words(self._cancelled_at, now()):  # a double press is no wish to break anything
                await self._executor.drop()
            return
        self._cancelled_at = now()
        self._draw_waiting()
        await self._executor.cancel()

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

    def action_import_csv(self) -> None:
        """Read a CSV file into a table."""
        self.side.import_csv()

    def on_result_desk_summed(self, event: ResultDesk.Summed) -> None:
        """The status line says what the selected cells come to."""
        self.side.display.select(event.words)

    def on_result_tabs_tab_changed(self) -> None:
        """The status line tells of the result on show."""
        self._draw_status()

    def on_result_grid_cursor_moved(self, event: CursorMoved) -> None:
        """The status line says where the cursor is."""
        self._position = f"{event.row + 1:,}:{event.column + 1}"
        self._draw_status()

    def on_sql_editor_line_breaks_replaced(self, event: SqlEditor.LineBreaksReplaced) -> None:
        """Pasted text is not changed in silence."""
        words = f"{event.count:,} unusual line breaks were pasted as plain ones."
        self.notify(words, severity="warning", markup=False)

    # -- moving about -----------------------------------------------------------------------------

    def action_focus_editor(self) -> None:
        """To the editor; at once where it is on show, since the next key may be under way."""
        panes = self.query_one("#panes")
        if panes.has_class("results-only"):
            panes.remove_class("results-only")
            self.editor.focus()
        else:
            self.set_focus(self.editor)

    def action_focus_results(self) -> None:
        """To the results."""
        self.results.focus_content()

    def action_toggle_editor(self) -> None:
        """Give the results the whole height, or give it back."""
        panes = self.query_one("#panes", Vertical)
        panes.toggle_class("results-only")
        (self.action_focus_results if panes.has_class("results-only") else self.editor.focus)()

    def action_next_result(self) -> None:
        """The next result tab."""
        self.results.next()

    def action_previous_result(self) -> None:
        """The previous result tab."""
        self.results.previous()

    # -- drawing ----------------------------------------------------------------------------------

    def _draw_title(self) -> None:
        if self._session is None:
            return
        target = self._session.target
        left = Content.assemble(
            (f" {visible(target.label)} ", "bold $branch"), (f" {visible(target.database)}", "$dim")
        )
        self.query_one("#title", Static).update(left)

    def _draw_status(self) -> None:
        if self._session is not None and self._drawn:
            view = status_view(
                self._session.target,
                self._status,
                self.side.display.reading,
                read_only=self._session.read_only,
                position=self._position,
                options=self._transactions.options,
            )
            self.query_one("#status", StatusBar).show(view)

    def _draw_waiting(self) -> None:
        """Count the seconds that a login or a cancel takes, beside what was there before."""
        if self._session is None or self._waits is None:
            return
        words = waiting_words(self._session.target, self._status, now())
        cancelling = self._cancelled_at is not None and self.busy
        if cancelling and self._cancelled_at is not None:
            words = words or cancelling_words(self._cancelled_at, now())
        (self._waits.resume if words or cancelling else self._waits.pause)()
        self.results.waiting(words)
