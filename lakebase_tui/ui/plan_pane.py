"""Plans in a tab of their own beside the results."""

from collections.abc import Callable, Sequence

from textual.widget import Widget

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.events import ServerError
from lakebase_tui.ui.explain_desk import ExplainDesk
from lakebase_tui.ui.message_desk import MessageDesk
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.widgets.plan_view import PlanView
from lakebase_tui.ui.widgets.result_tab import Title
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.side_pane import SidePane
from lakebase_tui.ui.widgets.sql_editor import SqlEditor


class PlanPane:
    """Explains statements of one tab.

    Args:
        tab: On whose behalf questions are asked.
        results: Beside which plans have their pane.
        editor: Where errors are marked.
        messages: Keep what the server says meanwhile.
        door: To the session in use; None while there is none.
        busy: Whether a statement of the user's runs.
    """

    def __init__(
        self,
        tab: Widget,
        results: ResultTabs,
        editor: SqlEditor,
        messages: MessageDesk,
        *,
        door: Callable[[], Door | None],
        busy: Callable[[], bool],
    ) -> None:
        self._results = results
        self._editor = editor
        self._messages = messages
        self._view = PlanView(id="tab-plan")
        self._asked = False
        self._takes_focus = True
        self._side = SidePane(self._view, self._title, lambda: None)
        self._piece: Piece | None = None
        self._desk = ExplainDesk(
            tab,
            self._view,
            door,
            busy=busy,
            reveal=self._reveal,
            mark_error=editor.mark_error,
            heard=self._heard,
        )

    def mount(self) -> None:
        """The results are on the screen: the pane goes beside them."""
        self._results.add_pane(self._side)

    @property
    def busy(self) -> bool:
        """Whether a plan is being made: statements of the user's have to wait."""
        return self._desk.busy

    def explain(self, piece: Piece, *, analyze: bool) -> None:
        """Show the plan of a statement; with `analyze`, run it and measure."""
        self._editor.clear_error()
        self._piece = piece
        self._desk.explain(piece, analyze=analyze)

    def show_text(self, sql: str, text: str) -> None:
        """Show a plan that the user asked for himself; the focus stays where it is.

        Args:
            sql: The statement.
            text: What `EXPLAIN (FORMAT JSON)` answered.
        """
        self._takes_focus = False
        try:
            self._desk.show_text(sql, text)
        finally:
            self._takes_focus = True

    def cancel(self) -> bool:
        """Stop making a plan; False: none is being made."""
        return self._desk.cancel()

    def _title(self) -> Title | None:
        return [("Plan", "name")] if self._asked else None

    def _heard(self, notices: Sequence[ServerError]) -> None:
        for notice in notices:
            self._messages.say(notice, self._piece)

    def _reveal(self) -> None:
        self._asked = True
        self._results.pane_changed(self._side)
        self._results.show_pane(self._side)
        if self._takes_focus:
            self._view.focus_content()
