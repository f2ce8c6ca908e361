"""The user's transaction and its modes, as a workspace handles them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.widget import Widget

from lakebase_tui.query.executor import Executor
from lakebase_tui.query.transaction_options import TransactionOptions
from lakebase_tui.session.clock import now
from lakebase_tui.session.events import TransactionState
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.transaction import TransactionScreen, Wish
from lakebase_tui.ui.session_status import SessionStatus

_FAILED = "The transaction has failed and cannot be committed. Alt+X rolls it back."


class TransactionDesk:
    """Ends transactions, shows them, and keeps the modes over a change of session.

    Args:
        screen: Whose transactions they are.
        run: Runs statements, as if they had been typed.
        changed: Is called when the modes are others.
    """

    def __init__(
        self, screen: Widget, run: Callable[[Sequence[Piece]], None], changed: Callable[[], None]
    ) -> None:
        self.options = TransactionOptions()
        """How statements and transactions go together."""
        self._screen = screen
        self._run = run
        self._changed = changed
        self._executor: Executor | None = None
        self._status = SessionStatus()

    def serve(self, executor: Executor) -> None:
        """Another session's statements from now on."""
        self._executor = executor

    def told(self, status: SessionStatus) -> None:
        """The session said how its transaction stands."""
        self._status = status

    def commit(self) -> None:
        """Commit the open transaction; a failed one is the user's to roll back."""
        if self._status.transaction is TransactionState.FAILED:
            self._screen.notify(_FAILED, severity="warning")
        else:
            self._end("commit")

    def rollback(self) -> None:
        """Roll the open transaction back."""
        self._end("rollback")

    def show(self) -> None:
        """The transaction, its statements and the modes."""
        if self._executor is not None:
            age_s = now() - self._status.transaction_since
            state, log = self._status.transaction, self._executor.transaction
            self._screen.app.push_screen(TransactionScreen(state, age_s, self.options, log), self._fulfil)

    def _end(self, sql: str) -> None:
        if self._status.transaction is TransactionState.NONE:
            self._screen.notify("No transaction is open.")
        else:
            self._run([Piece(0, sql)])

    def _fulfil(self, wish: Wish | None) -> None:
        match wish:
            case Wish.COMMIT:
                self.commit()
            case Wish.ROLLBACK:
                self.rollback()
            case Wish.MODE:
                self._choose(replace(self.options, manual=not self.options.manual))
            case Wish.SAVEPOINTS:
                self._choose(replace(self.options, savepoints=not self.options.savepoints))

    def _choose(self, options: TransactionOptions) -> None:
        self.options = options
        if self._executor is not None:
            self._executor.options = options
        self._changed()
