"""The history as a workspace handles it: what ran goes in, what is wanted comes out."""

from collections.abc import Callable
from datetime import UTC, datetime

from textual.widget import Widget

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.query.history.entries import ran_on
from lakebase_tui.query.history.history import History, Ticket
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.ui.screens.history import HistoryScreen, Wish

_OFF = "The history is off. The settings turn it on: enabled = true in [history]."


class HistoryDesk:
    """Keeps statements, and shows what was kept.

    Args:
        tab: On whose behalf it is shown.
        history: What keeps them; None where the user wants none.
        insert: Puts a text where the cursor of the editor is.
        run: Runs a text, as if it had been typed.
    """

    def __init__(
        self,
        tab: Widget,
        history: History | None,
        insert: Callable[[str], None],
        run: Callable[[str], None],
    ) -> None:
        self._tab = tab
        self._history = history
        self._insert = insert
        self._run = run

    def note(
        self, text: str, outcome: Outcome, target: ConnectionTarget, *, hidden: bool = False
    ) -> Ticket | None:
        """Keep a statement that has ended.

        Args:
            text: As it was sent.
            outcome: How it ended; one that was not run is not kept.
            target: Where it ran, with the database and the role that hold by now.
            hidden: Whether the user does not want it kept: it was typed behind a blank.

        Returns:
            What `amend` finds it by; None where it was not kept.
        """
        if self._history is None or hidden or outcome.kind is OutcomeKind.NOT_RUN or not text.strip():
            return None
        return self._history.add(ran_on(target, text, outcome, datetime.now(UTC)))

    def amend(self, ticket: Ticket | None, outcome: Outcome) -> None:
        """A statement's end turned out to be another."""
        if self._history is not None and ticket is not None:
            self._history.amend(ticket, outcome.kind)

    def show(self, target: ConnectionTarget | None) -> None:
        """Open the history.

        Args:
            target: Where the user is; None while that is open.
        """
        if self._history is None:
            self._tab.notify(_OFF, severity="warning", markup=False)
            return
        label, database = (target.label, target.database) if target is not None else ("", "")
        self._tab.app.push_screen(HistoryScreen(self._history, target=label, database=database), self._fulfil)

    def _fulfil(self, wish: Wish | None) -> None:
        if wish is not None:
            (self._run if wish.run else self._insert)(wish.text)
