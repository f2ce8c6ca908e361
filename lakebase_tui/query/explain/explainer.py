"""Ask for a plan on the user's own session, and leave nothing behind: no change, and no open transaction."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lakebase_tui.query.edit.door import Answer, Door
from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.explain.explainable import Explainable, script_for
from lakebase_tui.query.explain.findings import findings_of
from lakebase_tui.query.explain.measures import Measured, measure
from lakebase_tui.query.explain.node_rules import Finding
from lakebase_tui.query.explain.plan_json import PlanFormatError, plan_of_text

_NO_PARAMETER: Final = "42P02"
_TRIES: Final = 3
"""How often a rollback is asked for: a cancel that is meant for the statement can hit it."""
_LEFT_OPEN: Final = "The transaction could not be rolled back: do that before anything else."


@dataclass(frozen=True, slots=True)
class Explained:
    """A plan, and how it was come by."""

    sql: str
    """The statement."""
    measured: Measured
    findings: tuple[Finding, ...]
    undone: bool = False
    """Whether what it did was rolled back."""
    notices: Sequence[ServerError] = ()
    """What the server said meanwhile."""

    @property
    def analyzed(self) -> bool:
        """Whether the statement was run."""
        return self.measured.plan.analyzed


@dataclass(frozen=True, slots=True)
class NotExplained:
    """There is no plan; nothing was changed."""

    sql: str
    outcome: Outcome
    """How it ended. The position of its error is one in what the user typed."""
    left: str = ""
    """What is left to do, as a sentence; empty unless our transaction could not be ended."""
    notices: Sequence[ServerError] = ()


Result = Explained | NotExplained


class Explainer:
    """Explains statements on one session, whatever modes the user chose for their own.

    Args:
        door: To the user's session: its search_path, role and temporary tables count.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    async def explain(self, what: Explainable, *, analyze: bool) -> Result:
        """Explain a statement.

        In a transaction of the user's it is done behind a savepoint, so that not even an error ends that. A
        statement that is run, and that may change anything, is rolled back. To stop it, call `stop`; a task
        that awaits this ends, when cancelled, once all is rolled back.

        Args:
            what: The statement.
            analyze: Whether to run it, and measure.

        Raises:
            BusyError: A statement is still running; nothing was sent.
        """
        running = asyncio.ensure_future(self._explain(what, analyze))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await self._door.stop()
            await asyncio.wait([running])
            raise

    async def stop(self) -> None:
        """Cancel what runs on the server; returns when it has ended. What it did is rolled back."""
        await self._door.stop()

    async def _explain(self, what: Explainable, analyze: bool) -> Result:
        result = await self._attempt(what, analyze)
        if (
            analyze
            or not isinstance(result, NotExplained)
            or _sqlstate(result) != _NO_PARAMETER
            or result.left
        ):
            return result
        # Parameters without values: PostgreSQL 16 and later plan for any value.
        generic = await self._attempt(what, analyze, any_value=True)
        return generic if isinstance(generic, Explained) else result

    async def _attempt(self, what: Explainable, analyze: bool, *, any_value: bool = False) -> Result:
        within = self._door.in_transaction
        script = script_for(what, analyze=analyze, in_transaction=within, any_value=any_value)
        *opened, answer = await self._door.run([*script.before, script.explain])
        refused = next((each for each in opened if not each.done), None)
        # Without our savepoint there is nothing to go back to in the user's transaction.
        left = await self._undo(script.after if refused is None or not within else ())
        if refused is not None:
            return NotExplained(what.sql, _without_position(refused.outcome), left)
        if not answer.done or left:
            outcome = _placed(answer.outcome, len(script.prefix), what)
            return NotExplained(what.sql, outcome, left, answer.notices)
        # A plan of thousands of partitions takes a while to read and to judge.
        return await asyncio.to_thread(_read, what, answer, analyze and bool(script.before))

    async def _undo(self, statements: Sequence[str]) -> str:
        """Take back what was done. Returns what is left open, as a sentence; mostly nothing."""
        for _ in range(_TRIES):
            if not statements or not self._door.in_transaction:
                return ""
            if all(answer.done for answer in await self._door.run(statements)):
                return ""
        return _LEFT_OPEN if self._door.in_transaction else ""


def explained_of(
    sql: str, text: str, *, undone: bool = False, notices: Sequence[ServerError] = ()
) -> Explained:
    """Read, measure and judge a plan; also one that the user asked for himself.

    Args:
        sql: The statement.
        text: The answer of `EXPLAIN (FORMAT JSON)`.
        undone: Whether what the statement did was rolled back.
        notices: What the server said meanwhile.

    Raises:
        PlanFormatError: It is no plan.
    """
    measured = measure(plan_of_text(text))
    return Explained(sql, measured, findings_of(measured), undone, notices)


def _read(what: Explainable, answer: Answer, undone: bool) -> Result:
    text = "\n".join(row[0] or "" for row in answer.rows if row)
    try:
        return explained_of(what.sql, text, undone=undone, notices=tuple(answer.notices))
    except PlanFormatError as error:
        said = ServerError(error.sentence, next_step=error.next_step)
        return NotExplained(what.sql, Outcome(OutcomeKind.FAILED, error=said), notices=answer.notices)


def _sqlstate(result: NotExplained) -> str:
    error = result.outcome.error
    return error.sqlstate if error is not None else ""


def _placed(outcome: Outcome, prefix: int, what: Explainable) -> Outcome:
    """The outcome with the place of its error as the user typed it, without what we put before."""
    if outcome.kind is OutcomeKind.NOT_RUN:  # cancelled before it was its turn
        return replace(outcome, kind=OutcomeKind.CANCELLED)
    error = outcome.error
    if error is None or error.position is None:
        return outcome
    position = error.position - prefix
    return _with_position(outcome, error, position + what.offset if position >= 0 else None)


def _without_position(outcome: Outcome) -> Outcome:
    return outcome if outcome.error is None else _with_position(outcome, outcome.error, None)


def _with_position(outcome: Outcome, error: ServerError, position: int | None) -> Outcome:
    # What libpq laid out shows our own prefix, and points into that line.
    return replace(outcome, error=replace(error, position=position, text=""))
