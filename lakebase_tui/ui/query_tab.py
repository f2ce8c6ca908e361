"""One tab of the workspace: a buffer, its own session, and the results of what was run there."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as TextualMessage
from textual.timer import Timer

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.completion import Completions
from lakebase_tui.config.buffers import Buffer
from lakebase_tui.config.sql_files import SqlFile
from lakebase_tui.query.events import (
    Outcome,
    QueryEvent,
    StatementFinished,
    StatementUndone,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import Notified, SessionEvent
from lakebase_tui.session.session import Session
from lakebase_tui.sql.statements import split_statements
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.completion_desk import CompletionDesk
from lakebase_tui.ui.editor_desk import EditorDesk
from lakebase_tui.ui.guard_desk import GuardDesk
from lakebase_tui.ui.parameter_gate import ParameterGate
from lakebase_tui.ui.pieces import Piece, pieces_of
from lakebase_tui.ui.result_area import ResultArea
from lakebase_tui.ui.result_desk import ResultDesk
from lakebase_tui.ui.result_edits import ResultEdits, pending_words
from lakebase_tui.ui.services import Services
from lakebase_tui.ui.session_status import SessionStatus
from lakebase_tui.ui.statement_runs import StatementRuns
from lakebase_tui.ui.status_view import cancelling_words, status_view, waiting_words
from lakebase_tui.ui.tab_record import TabRecord
from lakebase_tui.ui.tab_words import moved_words
from lakebase_tui.ui.transaction_desk import TransactionDesk
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.sql_editor import SqlEditor
from lakebase_tui.ui.widgets.status_line import StatusView

if TYPE_CHECKING:
    from lakebase_tui.ui.vim.vim_desk import VimDesk

_numbers = count(1)
_NOTHING_KNOWN = Catalogue()


class QueryTab(Vertical):
    """Where one buffer is written, run and read. The session comes by `use`; the buffer outlives it.

    Args:
        buffer: What to begin with.
        services: What all tabs share.
        changed: Is called when the tab's title or what the status line says of it is another.
    """

    DEFAULT_CSS = """
    QueryTab {
        & > EditorDesk { height: 2fr; min-height: 4; }
        & > ResultArea { height: 3fr; min-height: 4; }
        &.results-only > EditorDesk { display: none; }
    }
    """

    class FileOpened(TextualMessage):
        """A file is to be shown in a tab of its own."""

        def __init__(self, tab: "QueryTab", file: SqlFile) -> None:
            super().__init__()
            self.set_sender(tab)
            self.file = file

    class FileTold(TextualMessage):
        """The text is of another file, or differs from it, or no longer: what is kept of it is another."""

    class StatementEnded(TextualMessage):
        """A statement of the tab's has ended, or its end reads differently now."""

        def __init__(self, tab: "QueryTab", piece: Piece, outcome: Outcome) -> None:
            super().__init__()
            self.set_sender(tab)
            self.tab = tab
            self.piece = piece
            self.outcome = outcome

        @property
        def control(self) -> "QueryTab":
            """The tab."""
            return self.tab

    def __init__(self, buffer: Buffer, services: Services, changed: Callable[["QueryTab"], None]) -> None:
        super().__init__(id=f"query-tab-{next(_numbers)}")
        self.key = buffer.key
        """Tells its buffer from those of other tabs."""
        self.editor = SqlEditor(buffer.text, id="editor")
        """Where its statements are written."""
        self.writing = EditorDesk(
            self.editor,
            self._file_told,
            self._opened_elsewhere,
            path=Path(buffer.path) if buffer.path else None,
            stamp=buffer.stamp,
        )
        """The editor with its file."""
        self.area = ResultArea(self.editor, self._start, lambda: self.busy, partial(changed, self))
        """What came of them."""
        self._services = services
        self._completion: CompletionDesk | None = None
        self._vim: VimDesk | None = None
        self._buffer = buffer
        self._changed = partial(changed, self)
        self._session: Session | None = None
        self.runs = StatementRuns(self, self.edits, self._began, self._happened, self.area.runs_shown.end)
        self.runs.blocked = lambda: self.area.plans.busy
        self.runs.gates.append(ParameterGate(self, services.values))
        guard = services.settings.guard
        self.runs.gates.append(GuardDesk(self, guard, lambda: self._session, lambda: self._status.path))
        """What runs, and what stands against it."""
        self.record = TabRecord(self, services)
        """What ran here before, and what is kept to run again."""
        self.transactions = TransactionDesk(self, self.runs.start, self._changed)
        """The transaction and its modes."""
        self._status = SessionStatus()
        self._waits: Timer | None = None
        self._drawn = False
        self._failure: tuple[str, str] | None = None

    def compose(self) -> ComposeResult:
        """The editor above the results."""
        self.writing.border_subtitle = "F5 run  F6 run all"
        yield self.writing
        yield self.area

    def on_mount(self) -> None:
        """Go to where its writer was."""
        self._drawn = True
        menu = self.screen.query_one(CompletionMenu)
        self._completion = CompletionDesk(
            self.editor, menu, self._completions, self._services.settings.editor
        )
        self.editor.key_takers.append(self._completion)
        if self._services.settings.editor.vim:
            self._make_modal()
        self._waits = self.set_interval(0.5, self._draw_waiting, pause=True)
        self.editor.move_cursor(self._buffer.cursor, center=True)
        if self._session is not None and self.runs.executor is not None:
            self.area.serve(self._session, self.runs.executor)
        if self._failure is not None:
            self.connection_failed(*self._failure)

    @property
    def session(self) -> Session | None:
        """The session in use."""
        return self._session

    @property
    def session_status(self) -> SessionStatus:
        """What is known of it."""
        return self._status

    @property
    def buffer(self) -> Buffer:
        """The text as it is now, to be kept."""
        target = self._session.target.label if self._session is not None else self._buffer.target
        # The document's own text: a crash while statements are found must not take the text with it.
        text, cursor = self.editor.document.text, self.editor.cursor_location
        return Buffer(text, self.key, target, cursor, str(self.writing.path or ""), stamp=self.writing.stamp)

    @property
    def title(self) -> str:
        """What the tab is called."""
        path = self.writing.path
        return f"query {self.key}" if path is None else path.name

    @property
    def modified(self) -> bool:
        """Whether the text differs from its file; one without a file is never modified."""
        return self.writing.modified

    @property
    def edits(self) -> ResultEdits:
        """The results, which can be changed."""
        return self.area.edits

    @property
    def results(self) -> ResultTabs:
        """The results by statement."""
        return self.area.results

    @property
    def desk(self) -> ResultDesk:
        """The results with what one does with them."""
        return self.edits.desk

    @property
    def status_view(self) -> StatusView | None:
        """What the status line says while the tab is on show; None: nothing yet."""
        if self._session is None or not self._drawn:
            return None
        return status_view(
            self._session.target,
            self._status,
            self.area.runs_shown.reading,
            read_only=self._session.read_only,
            position=self.area.position if self.results.reader is not None else "",
            options=self.transactions.options,
        )

    # -- the session ------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether a statement runs; a result that waits for its reader does not count."""
        return self.runs.busy or self.area.plans.busy

    def unsaved(self) -> str:
        """What closing the tab would lose of its text, as a sentence; empty where all is in a file."""
        if self.writing.path is not None:
            return f"{visible(self.title)} is not saved." if self.modified else ""
        return "Its text is not in a file." if self.editor.document.text.strip() else ""

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
        if self._session is not None:
            await self.runs.let_go(in_transaction=self._session.in_transaction())

    def use(self, session: Session) -> None:
        """Work on another session from now on; buffer and results stay."""
        if self._session is None and (words := moved_words(self.title, self._buffer, session.target.label)):
            self.notify(words, severity="warning", markup=False)
        self._session = session
        executor = Executor(session, options=self.transactions.options)
        self.runs.serve(executor)
        self.transactions.serve(executor)
        if self._drawn:
            self.area.serve(session, executor)
        self._changed()

    def session_changed(self, event: SessionEvent | None, status: SessionStatus) -> None:
        """The session told of something; None when only what is known of it is handed over."""
        self._status = status
        if isinstance(event, Notified):
            self.area.messages.notified(event)
        self.transactions.told(status)
        self._changed()
        self._draw_waiting()

    def connection_failed(self, sentence: str, next_step: str) -> None:
        """The first login failed; the next run tries again."""
        if not self._drawn:  # it was refused before there was a place to say so
            self._failure = (sentence, next_step)
            return
        self.area.connection_failed(sentence, next_step)

    # -- running ----------------------------------------------------------------------------------

    def run_statement(self) -> None:
        """Run the selection if there is one, else the statement at the cursor."""
        self.runs.start(self.in_hand())

    def explain(self, *, analyze: bool) -> None:
        """Show the plan of the selection or the statement at the cursor; with `analyze`, run it for that."""
        pieces = self.in_hand()
        if len(pieces) == 1:
            self.area.plans.explain(pieces[0], analyze=analyze)
        else:
            self.notify("Put the cursor into one statement, or select one, to see its plan.")

    def in_hand(self) -> list[Piece]:
        """The selection if there is one, else the statement at the cursor."""
        editor = self.editor
        selected = editor.selected_text
        if selected.strip():
            return pieces_of(selected, split_statements(selected), editor.selection_offset)
        statement = editor.statement_at_cursor()
        return pieces_of(editor.text, [statement] if statement else [])

    def run_all(self) -> None:
        """Run every statement of the buffer."""
        self.runs.start(pieces_of(self.editor.text, self.editor.all_statements()))

    def _start(self, pieces: Sequence[Piece]) -> None:
        self.runs.start(pieces)

    def _began(self, pieces: Sequence[Piece]) -> None:
        self.record.began()
        self.editor.clear_error()
        self.area.runs_shown.begin(pieces)

    def _happened(self, executor: Executor, pieces: Sequence[Piece], event: QueryEvent) -> None:
        self.area.happened(executor, pieces, event)
        if isinstance(event, StatementFinished | StatementUndone):
            self.record.ended(event.index, pieces[event.index], event.outcome)
            self.post_message(self.StatementEnded(self, pieces[event.index], event.outcome))

    def cancel(self) -> None:
        """Ask the server to stop; a second time, break the connection."""
        if self.area.plans.cancel():
            return
        if self.runs.cancel():
            self._draw_waiting()
        else:
            self.app.workers.cancel_group(self.app, "open")  # a first login that nobody wants to wait for

    def on_worker_state_changed(self) -> None:
        """Whether the tab is busy shows in its title."""
        self._changed()

    def on_result_area_editor_wanted(self) -> None:
        """To the place that a message is about."""
        self.focus_editor()

    # -- writing ----------------------------------------------------------------------------------

    def _file_told(self, path: Path | None, modified: bool) -> None:
        self._changed()
        self.post_message(self.FileTold())

    def _opened_elsewhere(self, file: SqlFile) -> None:
        self.post_message(self.FileOpened(self, file))

    def _make_modal(self) -> None:
        # Loaded for those who want it: the others start without.
        from lakebase_tui.ui.vim.vim_desk import VimDesk

        self.editor.modal = True
        close = partial(self.call_later, self.app.run_action, "screen.close_tab")
        self._vim = VimDesk(self.writing, self.writing, self._services.registers, lambda _: close())

    @property
    def types_as_vim(self) -> bool:
        """Whether letters are text in Vim's sense: Escape leads out of that."""
        return self._vim is not None and self._vim.keys.typing

    def complete(self) -> None:
        """Offer what could stand at the cursor."""
        if self._completion is not None:
            self._completion.ask()

    def _completions(self, text: str, cursor: int) -> Completions:
        session, libraries = self._session, self._services.libraries
        if session is None:
            return self._services.completer.complete(text, cursor, _NOTHING_KNOWN, ())
        path = self._status.path or libraries.path_of(session)
        return self._services.completer.complete(text, cursor, libraries.of(session).catalogue, path)

    # -- moving about -----------------------------------------------------------------------------

    def focus_editor(self) -> None:
        """To the editor; at once where it is on show, since the next key may be under way."""
        if self.has_class("results-only"):
            self.remove_class("results-only")
            self.editor.focus()
        else:
            self.screen.set_focus(self.editor)

    def begin_statement(self, sql: str) -> None:
        """Put a statement on lines of its own behind the one at the cursor, and run nothing."""
        editor, text = self.editor, self.editor.text
        statement = editor.statement_at_cursor()
        at = statement.end if statement is not None else len(text.rstrip())
        if text[at : at + 1] == ";":
            at += 1
        before = "" if not text[:at].strip() else "\n\n" if text[:at].rstrip().endswith(";") else ";\n\n"
        place = editor.analysis.location_of(at)
        editor.replace(before + sql, place, place, maintain_selection_offset=False)

    def toggle_editor(self) -> None:
        """Give the results the whole height, or give it back."""
        self.toggle_class("results-only")
        (self.results.focus_content if self.has_class("results-only") else self.editor.focus)()

    def _draw_waiting(self) -> None:
        """Count the seconds that a login or a cancel takes, beside what was there before."""
        if self._session is None or self._waits is None:
            return
        words = waiting_words(self._session.target, self._status, now())
        since = self.runs.cancelling_since
        if since is not None:
            words = words or cancelling_words(since, now())
        (self._waits.resume if words or since is not None else self._waits.pause)()
        self.results.waiting(words)
