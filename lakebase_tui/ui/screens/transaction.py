"""The transaction: its state and age, its statements, and how the next ones begin and fail."""

from enum import Enum

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.transaction_log import Ending, TransactionLog
from lakebase_tui.query.transaction_options import TransactionOptions
from lakebase_tui.session.events import TransactionState
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.clipboard.copying_out import copy_out
from lakebase_tui.ui.formatting import counted, duration

_LINE = 200
"""Most characters shown of a statement."""


class Wish(Enum):
    """What the user wants done."""

    COMMIT = "commit"
    ROLLBACK = "rollback"
    MODE = "mode"
    SAVEPOINTS = "savepoints"


class TransactionScreen(ModalScreen[Wish | None]):
    """Dismisses with what is to be done.

    Args:
        state: What the server said last.
        age_s: How long it has been so, in seconds.
        options: The modes.
        log: The statements.
    """

    BINDINGS = [
        Binding("c", "wish('COMMIT')", "Commit", id="transaction.screen.commit"),
        Binding("x", "wish('ROLLBACK')", "Roll back", id="transaction.screen.rollback"),
        Binding("m", "wish('MODE')", "Begin transactions by hand, or not", id="transaction.mode"),
        Binding("s", "wish('SAVEPOINTS')", "Savepoint before each statement", id="transaction.savepoints"),
        Binding("y", "copy", "Copy the statements", id="transaction.copy"),
        Binding("escape,ctrl+t,q", "close", "Close", id="transaction.close"),
    ]
    DEFAULT_CSS = """
    TransactionScreen { align: center middle; }
    TransactionScreen > VerticalScroll {
        width: 100; max-width: 95%; height: auto; max-height: 85%; padding: 1 2;
        border: round $primary; background: $panel;
    }
    TransactionScreen Static { height: auto; }
    """

    def __init__(
        self, state: TransactionState, age_s: float, options: TransactionOptions, log: TransactionLog
    ) -> None:
        super().__init__()
        self._state = state
        self._age_s = age_s
        self._options = options
        self._log = log

    def compose(self) -> ComposeResult:
        """State and modes, then the statements."""
        with VerticalScroll() as scroll:
            scroll.border_title = "Transaction"
            scroll.border_subtitle = "c commit  x roll back  m mode  s savepoints  y copy  esc close"
            yield Static(self._head(), markup=False)
            yield Static(self._statements(), markup=False)

    def _head(self) -> Content:
        options = self._options
        mode = (
            "manual: a statement begins a transaction, you end it"
            if options.manual
            else ("auto: a statement outside of a transaction is committed at once")
        )
        guard = (
            "on: an error undoes its own statement only"
            if options.savepoints
            else ("off: an error fails the whole transaction")
        )
        return Content.assemble(
            ("state       ", "$dim"),
            self._state_words(),
            ("\nmode        ", "$dim"),
            mode,
            ("\nsavepoints  ", "$dim"),
            f"{guard}\n",
        )

    def _state_words(self) -> tuple[str, str]:
        match self._state:
            case TransactionState.OPEN:
                return f"open for {duration(self._age_s)}", "$status-warn"
            case TransactionState.FAILED:
                return f"failed {duration(self._age_s)} ago: only ROLLBACK is possible", "$error"
            case TransactionState.NONE:
                last = f", the last one was {self._log.ending.value}" if self._log.steps else ""
                return f"none{last}", "$status-warn" if self._log.lost else "$foreground"

    def _statements(self) -> Content:
        if not self._log.steps:
            return Content.styled("No statement has run in a transaction yet.", "$dim")
        lines = [Content.styled("its statements" if self._open else "the last one's statements", "$dim")]
        for number, step in enumerate(self._log.steps, 1):
            text = visible(" ".join(step.sql.split()))
            cut = f"{text[:_LINE]}…" if len(text) > _LINE else text
            good = step.kind is OutcomeKind.DONE
            end = "" if good else f"  {step.kind.value}"
            lines.append(Content.assemble((f"{number:>3}  ", "$dim"), cut, (end, "$status-warn")))
        return Content("\n").join(lines)

    @property
    def _open(self) -> bool:
        return self._log.ending is Ending.OPEN

    def action_wish(self, name: str) -> None:
        """Close, and have it done."""
        self.dismiss(Wish[name])

    def action_copy(self) -> None:
        """The statements, to the clipboard."""
        if not self._log.steps:
            self.notify("There is no statement to copy.")
            return
        copy_out(self.app, self._log.script(), counted(len(self._log.steps), "statement"))

    def action_close(self) -> None:
        """Back to where we were."""
        self.dismiss(None)
