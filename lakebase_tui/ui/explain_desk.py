"""F7 and Shift+F7: ask for the plan of a statement, and keep plans to compare the next one with."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual.widget import Widget
from textual.worker import Worker

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.events import ServerError
from lakebase_tui.query.executor import BusyError
from lakebase_tui.query.explain.explainable import Explainable, NoPlanError, explainable
from lakebase_tui.query.explain.explainer import Explained, Explainer, Result, explained_of
from lakebase_tui.query.explain.plan_json import PlanFormatError
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.plan_words import rolled_back_question
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.widgets.plan_view import PlanView

_KEPT: Final = 30
_RUNNING: Final = "A statement is running. Esc cancels it."


@dataclass(frozen=True, slots=True)
class _Kept:
    explained: Explained
    at: datetime

    @property
    def about(self) -> str:
        """Which plan it is, beside one of the same statement."""
        return f"the plan of {self.at:%H:%M:%S}"


class ExplainDesk:
    """Explains statements on the session of a workspace, one at a time.

    Args:
        screen: Asks before something is run that writes.
        view: Shows the plans.
        door: To the session in use; None while there is none.
        busy: Whether a statement of the user's runs.
        reveal: Brings the view to the front.
        mark_error: Marks a place in the editor: its offset and length.
        heard: Takes what the server said meanwhile.
    """

    def __init__(
        self,
        screen: Widget,
        view: PlanView,
        door: Callable[[], Door | None],
        *,
        busy: Callable[[], bool],
        reveal: Callable[[], None],
        mark_error: Callable[[int, int], None],
        heard: Callable[[Sequence[ServerError]], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._door = door
        self._is_busy = busy
        self._reveal = reveal
        self._mark_error = mark_error
        self._heard = heard
        self._kept: deque[_Kept] = deque(maxlen=_KEPT)
        self._explainer: Explainer | None = None
        self._worker: Worker[None] | None = None
        self._stopping: Worker[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a plan is being made: statements of the user's have to wait."""
        return self._worker is not None and not self._worker.is_finished

    def explain(self, piece: Piece, *, analyze: bool = False) -> None:
        """Show the plan of a statement.

        Args:
            piece: The statement, and where it stands in the buffer.
            analyze: Whether to run it and measure; asks first where it may change something.
        """
        door = self._door()
        if door is None:
            self._warn("There is no connection yet.")
            return
        try:
            what = explainable(piece.text)
        except NoPlanError as error:
            self._warn(f"{error.sentence} {error.next_step}".strip())
            return
        if not (analyze and what.writes):
            self._start(door, piece, what, analyze)
            return
        question = rolled_back_question(what, in_transaction=door.in_transaction)
        self._screen.app.push_screen(
            ConfirmScreen(question, agree="Run and roll back", refuse="Stay"),
            lambda agreed: self._start(door, piece, what, analyze) if agreed else None,
        )

    def show_text(self, sql: str, text: str) -> None:
        """Show a plan that the user asked for himself.

        Args:
            sql: The statement.
            text: What `EXPLAIN (FORMAT JSON)` answered.
        """
        try:
            explained = explained_of(sql, text)
        except PlanFormatError as error:
            self._warn(f"{error.sentence} {error.next_step}".strip())
            return
        self._show_plan(explained)
        self._reveal()

    def cancel(self) -> bool:
        """Stop what runs; what it did is rolled back. False: nothing does."""
        if not self.busy or self._explainer is None:
            return False
        if self._stopping is None or self._stopping.is_finished:
            self._stopping = self._screen.run_worker(self._explainer.stop, group="explain-cancel")
        return True

    def _start(self, door: Door, piece: Piece, what: Explainable, analyze: bool) -> None:
        if self.busy or self._is_busy():
            self._warn(_RUNNING)
            return
        self._explainer = explainer = Explainer(door)

        async def run() -> None:
            await self._explain(explainer, piece, what, analyze)

        self._worker = self._screen.run_worker(run, group="explain")

    async def _explain(self, explainer: Explainer, piece: Piece, what: Explainable, analyze: bool) -> None:
        self._view.explaining(f"EXPLAIN{' ANALYZE' if analyze else ''} of {piece.label}")
        self._reveal()
        try:
            result = await explainer.explain(what, analyze=analyze)
        except BusyError as error:
            self._view.refuse(error.sentence, error.next_step)
            return
        self._show(piece, result)

    def _show(self, piece: Piece, result: Result) -> None:
        if result.notices:
            self._heard(result.notices)
        if isinstance(result, Explained):
            self._show_plan(result)
            return
        self._view.fail(result)
        if result.left:
            self._warn(result.left)
        error = result.outcome.error
        if error is not None and error.position is not None:
            self._mark_error(*piece.word_at(error.position))

    def _show_plan(self, explained: Explained) -> None:
        before = self._before(explained)
        if before is None:
            self._view.show(explained)
        else:
            self._view.show(explained, before.explained, _about(before, explained))
        self._kept.append(_Kept(explained, datetime.now()))

    def _before(self, explained: Explained) -> _Kept | None:
        """The plan to compare with: the last of the same statement, run or not as this one."""

        def fits(kept: _Kept) -> tuple[bool, bool]:
            same = _words(kept.explained.sql) == _words(explained.sql)
            return same, kept.explained.analyzed is explained.analyzed

        # Of those that fit as well, the first is taken: the newest stands first.
        return max(reversed(self._kept), key=fits, default=None)

    def _warn(self, words: str) -> None:
        self._screen.notify(words, severity="warning", markup=False)


def _about(kept: _Kept, explained: Explained) -> str:
    if _words(kept.explained.sql) == _words(explained.sql):
        return kept.about
    return f"{kept.about}, of another statement: {' '.join(_words(kept.explained.sql))[:40]}"


def _words(sql: str) -> list[str]:
    """A statement without its line breaks and indents."""
    return sql.split()
