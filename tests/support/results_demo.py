"""Results and a status line, composed as the workspace composes them, on sample rows."""

from textual.app import ComposeResult

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.session.failure_kinds import FailureKind
from lakebase_tui.ui.theming import DEFAULT_THEME
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.status_bar import StatusBar, StatusView
from lakebase_tui.ui.widgets.status_reading import Reading
from tests.support.frames import ThemedApp
from tests.support.rows import ListSource

FAILURE = ServerError(
    'column "totl" does not exist',
    sqlstate="42703",
    hint='Perhaps you meant to reference the column "orders.total".',
    position=7,
    next_step="Correct the name in the editor, then press F5.",
    kind=FailureKind.NAME_NOT_FOUND,
)
NOTICE = ServerError('relation "orders" already exists, skipping', severity="NOTICE", sqlstate="42P07")
STATUS = StatusView(
    compute="primary",
    state="active",
    size="1-4 CU",
    role="ana@example.com",
    access="read-write",
    uses_token=True,
    token_deadline=2_530.5,
    reading=Reading(rows=12_345, first_row_s=0.031, elapsed_s=0.084),
    position="1:1",
)


class ResultsDemo(ThemedApp):
    """A run of four statements: rows, an update, rows that were cut short, and a failure."""

    CSS = """
    ResultTabs { border: round $line; padding: 0 1; height: 1fr; }
    ResultTabs:focus-within { border: round $accent; }
    """

    def __init__(self, theme: str = DEFAULT_THEME, status: StatusView = STATUS) -> None:
        super().__init__(theme)
        self.status = status

    def compose(self) -> ComposeResult:
        yield ResultTabs()
        yield StatusBar(now=lambda: 0.0)

    def on_mount(self) -> None:
        tabs = self.query_one(ResultTabs)
        tabs.begin(["revenue", "orders", "orders", "orders"])
        tabs.started(0)
        tabs.columns_known(0, ListSource())
        tabs.rows_arrived(0, 8)
        tabs.finished(0, Outcome(OutcomeKind.DONE, "SELECT 8", 8, 0.084, 0.031))
        tabs.started(1)
        tabs.notice(1, NOTICE)
        tabs.finished(1, Outcome(OutcomeKind.DONE, "UPDATE 3", 3, 0.012))
        tabs.started(2)
        tabs.columns_known(2, ListSource())
        tabs.paused(2, 8)
        tabs.finished(2, Outcome(OutcomeKind.DONE, "", 8, 0.4, 0.02, complete=False))
        tabs.grid.focus()
        self.query_one(StatusBar).show(self.status)

    def fail_last(self) -> None:
        """The fourth statement fails."""
        tabs = self.query_one(ResultTabs)
        tabs.started(3)
        tabs.finished(3, Outcome(OutcomeKind.FAILED, elapsed_s=0.003, error=FAILURE))
