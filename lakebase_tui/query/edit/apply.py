"""Apply what is pending: all of it, in one transaction, each statement to exactly one row, or nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.edit.changeset import Changeset
from lakebase_tui.query.edit.conflicts import RowConflict, conflicts_of
from lakebase_tui.query.edit.door import Answer, Door
from lakebase_tui.query.edit.look import merged
from lakebase_tui.query.edit.statements import PendingStatement, statements
from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.rows import Row

SAVEPOINT: Final = "lakebase_tui_edits"
_NO_TRANSACTION: Final = "25P01"
_SERIALIZATION: Final = ("40001",)
_AGAIN: Final = "Nothing was changed; all of it is still pending."


@dataclass(frozen=True, slots=True)
class Applied:
    """Every statement touched its row."""

    rows: Mapping[int, Row | None]
    """By row its values as the server returned them, by place in the result; None for one that is deleted."""
    committed: bool
    """False: in the transaction that the user has open, or is to end."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rows were no longer as they were seen, or not touched; nothing was changed."""

    rows: Sequence[RowConflict]


@dataclass(frozen=True, slots=True)
class Failed:
    """The server refused a statement, or could not be asked."""

    sentence: str
    next_step: str = _AGAIN
    statement: PendingStatement | None = None
    error: ServerError | None = None
    certain: bool = True
    """False: the connection was lost at COMMIT; nobody knows whether all of it was changed, or nothing."""


Result = Applied | Conflict | Failed


async def apply(door: Door, changes: Changeset) -> Result:
    """Apply a changeset once.

    In a transaction of the user's it is applied within that one, behind a savepoint, and stays uncommitted;
    in manual mode it begins a transaction that the user ends. To stop it, cancel what the executor runs: it
    is then rolled back, and told as failed. A task that awaits this ends, when cancelled, once that is done.

    Args:
        door: To the user's session.
        changes: What is pending; not changed here, see `PendingRows.settle`.

    Raises:
        BusyError: A statement is still running; nothing was sent.
    """
    running = asyncio.ensure_future(_apply(door, changes))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await door.stop()
        await asyncio.wait([running])
        raise


async def _apply(door: Door, changes: Changeset) -> Result:
    pending = statements(changes)
    own = not door.in_transaction
    keep_open = own and door.manual
    opening = "BEGIN" if own else f"SAVEPOINT {SAVEPOINT}"
    opened, *answers = await door.run([opening, *(statement.sql for statement in pending)])
    if not opened.done:
        return _failed(opened.outcome, None, await _undo(door, own=own) if own else "")
    problem = await _problem_of(door, changes, pending, answers, own=own)
    if problem is not None:
        return problem
    rows = {
        statement.row: _returned(changes, statement, answer)
        for statement, answer in zip(pending, answers, strict=True)
    }
    if keep_open:
        return Applied(rows, committed=False)
    [closed] = await door.run(["COMMIT" if own else f"RELEASE SAVEPOINT {SAVEPOINT}"])
    return await _closing(door, closed, rows, own=own)


async def _problem_of(
    door: Door,
    changes: Changeset,
    pending: Sequence[PendingStatement],
    answers: Sequence[Answer],
    *,
    own: bool,
) -> Conflict | Failed | None:
    """Undo all where one statement failed, or touched another number of rows than one, and say why."""
    pairs = list(zip(pending, answers, strict=True))
    stopped = next(((each, answer) for each, answer in pairs if not answer.done), None)
    missed = {
        each.row: answer.outcome.row_count or 0
        for each, answer in pairs
        if answer.done and answer.outcome.row_count != 1
    }
    if stopped is None and not missed:
        return None
    left = await _undo(door, own=own)
    error = stopped[1].outcome.error if stopped is not None else None
    if stopped is not None and error is not None and error.sqlstate in _SERIALIZATION:
        missed[stopped[0].row] = 0
    if missed and not left:
        found = await _explained(door, changes, missed)
        real = [each for each in found if each.differs]
        if stopped is None or real:
            return Conflict(found if stopped is None else real)
    if stopped is None:
        return Failed("A statement did not touch exactly one row.", left)
    return _failed(stopped[1].outcome, stopped[0], left)


async def _explained(door: Door, changes: Changeset, missed: Mapping[int, int]) -> Sequence[RowConflict]:
    try:
        return await conflicts_of(changes, missed, door.ask)
    except LakebaseTuiError:
        # Why is no longer to be found out, but that these rows were not touched is known.
        return [RowConflict(row, "unknown", touched) for row, touched in missed.items()]


async def _closing(door: Door, closed: Answer, rows: Mapping[int, Row | None], *, own: bool) -> Result:
    outcome = closed.outcome
    if outcome.kind is OutcomeKind.UNKNOWN:
        words = outcome.error.message if outcome.error is not None else "The connection was lost at COMMIT."
        return Failed(words, "Run the query again to see whether it was.", error=outcome.error, certain=False)
    if not closed.done:
        return _failed(outcome, None, await _undo(door, own=own))
    # A COMMIT that finds no transaction, or a failed one, is answered without an error.
    nothing_open = any(notice.sqlstate == _NO_TRANSACTION for notice in closed.notices)
    if own and (nothing_open or outcome.command_tag != "COMMIT"):
        return Failed("The transaction was rolled back before its COMMIT.")
    return Applied(rows, committed=own)


def _failed(outcome: Outcome, statement: PendingStatement | None, left: str) -> Failed:
    error = outcome.error
    if outcome.kind is OutcomeKind.CANCELLED:
        return Failed("Cancelled.", left or _AGAIN, statement, error)
    if error is None:
        return Failed(f"The statement ended otherwise: {outcome.kind.value}.", left or _AGAIN, statement)
    steps = [error.next_step if outcome.kind is OutcomeKind.ROLLED_BACK else "", left or _AGAIN]
    return Failed(error.message, " ".join(step for step in steps if step), statement, error)


async def _undo(door: Door, *, own: bool) -> str:
    """Take back what was done. Returns what is left open, as a sentence; mostly nothing."""
    if not door.in_transaction:
        return ""
    back = ["ROLLBACK"] if own else [f"ROLLBACK TO SAVEPOINT {SAVEPOINT}", f"RELEASE SAVEPOINT {SAVEPOINT}"]
    answers = await door.run(back)
    if all(answer.done for answer in answers) or not door.in_transaction:
        return ""
    return "The transaction could not be rolled back: do that before anything else."


def _returned(changes: Changeset, statement: PendingStatement, answer: Answer) -> Row | None:
    if statement.kind == "delete" or not answer.rows:
        return None
    seen = changes.seen(statement.row)
    return merged(changes.editable, answer.rows[0], seen.values if seen is not None else ())
