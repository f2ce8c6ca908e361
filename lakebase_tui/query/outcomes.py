"""What became of a statement, decided from what was seen of it. No I/O."""

from dataclasses import dataclass, replace

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.query.server_error import QUERY_CANCELED
from lakebase_tui.session.transaction_fate import TransactionFate

_ROLLED_BACK_STEP = "The transaction it was part of is rolled back: nothing of it is stored."
_UNDONE_STEP = "Only this statement is undone, by its savepoint: the transaction goes on."
_UNKNOWN_STEP = "It may or may not have taken effect: look before you run it again."


@dataclass(slots=True)
class Seen:
    """What was seen of one statement, gathered while it ran."""

    in_transaction: bool = False
    """An explicit transaction was open when it was sent."""
    ends_transaction: bool = False
    lost: bool = False
    finished: bool = False
    """The server said that it is done."""
    cancel_asked: bool = False
    """By the user."""
    cut: bool = False
    """Rows were left behind."""
    error: ServerError | None = None
    trouble: ServerError | None = None
    """Ours, not the server's: no room for the rows."""
    undone: bool = False
    """Its savepoint was rolled back to: the transaction goes on as it was before it."""
    xid: int | None = None
    """Number of the transaction that it was to commit, where it has one."""
    command_tag: str = ""
    row_count: int | None = None


def outcome_of(seen: Seen, *, elapsed_s: float, first_row_s: float | None) -> Outcome:
    """Decide how it ended."""
    kind, error = _kind_and_error(seen)
    return Outcome(
        kind=kind,
        command_tag=seen.command_tag,
        row_count=seen.row_count,
        elapsed_s=elapsed_s,
        first_row_s=first_row_s,
        error=error,
        complete=kind is OutcomeKind.DONE and not seen.cut,
    )


def after_fate(outcome: Outcome, fate: TransactionFate) -> Outcome:
    """An unknown outcome, once the server was asked what became of the transaction."""
    if fate is TransactionFate.COMMITTED:
        words = "The connection was lost before the answer came, but the server says: committed."
        return replace(
            outcome, kind=OutcomeKind.DONE, command_tag="COMMIT", error=ServerError(words, severity="WARNING")
        )
    if fate is TransactionFate.ABORTED:
        words = "The connection was lost during COMMIT, and the server says: rolled back."
        error = ServerError(words, severity="FATAL", next_step=_ROLLED_BACK_STEP)
        return replace(outcome, kind=OutcomeKind.ROLLED_BACK, error=error)
    return outcome


def store_state_of(outcome: Outcome) -> StoreState:
    """What to write on the rows of a statement that ended so."""
    if outcome.kind is OutcomeKind.DONE:
        return StoreState.COMPLETE if outcome.complete else StoreState.TRUNCATED
    return StoreState.CANCELLED if outcome.kind is OutcomeKind.CANCELLED else StoreState.FAILED


def _kind_and_error(seen: Seen) -> tuple[OutcomeKind, ServerError | None]:
    error = seen.error
    if seen.lost and (error is not None or not seen.finished):
        rolled_back = seen.in_transaction and not seen.ends_transaction
        loss = ServerError(
            message="The connection was lost while the statement ran.",
            severity="FATAL",
            sqlstate=error.sqlstate if error else "",
            detail=error.message if error else "",
            next_step=_ROLLED_BACK_STEP if rolled_back else _UNKNOWN_STEP,
        )
        return (OutcomeKind.ROLLED_BACK if rolled_back else OutcomeKind.UNKNOWN), loss
    if error is None:
        return OutcomeKind.DONE, seen.trouble
    if seen.undone:
        error = replace(error, next_step=_UNDONE_STEP)
    if error.sqlstate != QUERY_CANCELED:
        return OutcomeKind.FAILED, error
    if seen.cancel_asked:
        failed = seen.in_transaction and not seen.undone
        step = "The transaction has failed: run ROLLBACK, then go on." if failed else error.next_step
        return OutcomeKind.CANCELLED, replace(error, next_step=step)
    if seen.cut:
        return OutcomeKind.DONE, seen.trouble
    return OutcomeKind.FAILED, error
