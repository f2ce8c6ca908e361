"""Plans in a tab of their own beside the results."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.events import ServerError
from lakebase_tui.ui.message_desk import MessageDesk
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.widgets.result_tab import Title
from lakebase_tui.ui.widgets.result_tabs import ResultTabs
from lakebase_tui.ui.widgets.side_pane import SidePane
from lakebase_tui.ui.widgets.sql_editor import SqlEditor

if TYPE_CHECKING:
    from lakebase_tui.ui.explain_desk import ExplainDesk
    from lakebase_tui.ui.widgets.plan_view import PlanView


class PlanPane:
    """Explains statements of one tab. What shows plans is made for the first of them: no start waits for it.

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
        self._tab = tab
        self._results = results
        self._editor = editor
        self._messages = messages
        self._door = door
        self._is_busy = busy
        self._asked = False
        self._takes_focus = True
        self._side: SidePane | None = None
        self._piece: Piece | None = None
        self._desk: ExplainDesk | None = None
        self._opening = asyncio.Lock()
        self._begins = False
        self._worker: Worker[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a plan is being made: statements of the user's have to wait."""
        return self._begins or (self._desk is not None and self._desk.busy)

    def explain(self, piece: Piece, *, analyze: bool) -> None:
        """Show the plan of a statement; with `analyze`, run it and measure."""
        self._editor.clear_error()
        self._begins = True
        self._worker = self._tab.run_worker(partial(self._explain, piece, analyze), group="plan")

    def show_text(self, sql: str, text: str) -> None:
        """Show a plan that the user asked for himself; the focus stays where it is.

        Args:
            sql: The statement.
            text: What `EXPLAIN (FORMAT JSON)` answered.
        """
        self._worker = self._tab.run_worker(partial(self._show_text, sql, text), group="plan-text")

    def cancel(self) -> bool:
        """Stop making a plan; False: none is being made."""
        return self._desk is not None and self._desk.cancel()

    async def _explain(self, piece: Piece, analyze: bool) -> None:
        try:
            desk = await self._opened()
        finally:
            self._begins = False
        self._piece = piece
        desk.explain(piece, analyze=analyze)

    async def _show_text(self, sql: str, text: str) -> None:
        desk = await self._opened()
        self._takes_focus = False
        try:
            desk.show_text(sql, text)
        finally:
            self._takes_focus = True

    async def _opened(self) -> "ExplainDesk":
        async with self._opening:
            if self._desk is None:
                self._desk = await self._open()
        return self._desk

    async def _open(self) -> "ExplainDesk":
        from lakebase_tui.ui.explain_desk import ExplainDesk
        from lakebase_tui.ui.widgets.plan_view import PlanView

        view = PlanView(id="tab-plan")
        self._side = SidePane(view, self._title, lambda: None)
        await self._results.add_pane(self._side)
        return ExplainDesk(
            self._tab,
            view,
            self._door,
            busy=self._is_busy,
            reveal=partial(self._reveal, view),
            mark_error=self._editor.mark_error,
            heard=self._heard,
        )

    def _title(self) -> Title | None:
        return [("Plan", "name")] if self._asked else None

    def _heard(self, notices: Sequence[ServerError]) -> None:
        for notice in notices:
            self._messages.say(notice, self._piece)

    def _reveal(self, view: "PlanView") -> None:
        assert self._side is not None
        self._asked = True
        self._results.pane_changed(self._side)
        self._results.show_pane(self._side)
        if self._takes_focus:
            view.focus_content()
