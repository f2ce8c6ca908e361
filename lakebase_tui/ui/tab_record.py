"""What ran in a tab goes into the history; what is wanted of it, or was saved, comes back to the editor."""

from dataclasses import replace
from typing import TYPE_CHECKING

from lakebase_tui.query.events import Outcome
from lakebase_tui.query.history.history import Ticket
from lakebase_tui.sql.statements import split_statements
from lakebase_tui.ui.history_desk import HistoryDesk
from lakebase_tui.ui.parameter_gate import asked
from lakebase_tui.ui.pieces import Piece, pieces_of
from lakebase_tui.ui.saved_queries_desk import SavedQueriesDesk
from lakebase_tui.ui.services import Services

if TYPE_CHECKING:
    from lakebase_tui.ui.query_tab import QueryTab


class TabRecord:
    """Remembers for one tab.

    Args:
        tab: The tab.
        services: What all tabs share.
    """

    def __init__(self, tab: "QueryTab", services: Services) -> None:
        self._tab = tab
        self._history = HistoryDesk(tab, services.history, self._insert, self._run)
        self._saved = SavedQueriesDesk(tab, services.queries, services.values, self._insert, self._run)
        self._tickets: dict[int, Ticket | None] = {}

    def began(self) -> None:
        """Statements are about to run."""
        self._tickets.clear()

    def ended(self, index: int, piece: Piece, outcome: Outcome) -> None:
        """A statement of the run has ended, or its end reads differently now."""
        session = self._tab.session
        if session is None:
            return
        if index in self._tickets:
            self._history.amend(self._tickets[index], outcome)
            return
        role = self._tab.session_status.role
        target = replace(session.target, role=role) if role else session.target
        hidden = self._stands_behind_blank(piece)
        self._tickets[index] = self._history.note(piece.text, outcome, target, hidden=hidden)

    def _stands_behind_blank(self, piece: Piece) -> bool:
        """Whether its line begins with a blank, as shells have it for what is not to be remembered."""
        text = self._tab.editor.text
        if not text.startswith(piece.written, piece.start):
            return False
        line_start = text.rfind("\n", 0, piece.start) + 1
        return text[line_start : line_start + 1] == " " and not text[line_start : piece.start].strip()

    def show_history(self) -> None:
        """What ran before."""
        session = self._tab.session
        self._history.show(session.target if session is not None else None)

    def show_saved(self) -> None:
        """What was saved; the statement in hand can be saved, too."""
        pieces = self._tab.in_hand()
        self._saved.show(pieces[0].text if len(pieces) == 1 else "")

    def _insert(self, text: str) -> None:
        editor = self._tab.editor
        editor.replace(text, *editor.selection, maintain_selection_offset=False)
        self._tab.focus_editor()

    def _run(self, text: str) -> None:
        self._tab.runs.start(asked(pieces_of(text, split_statements(text))))
