"""What became of a statement, decided from what was seen of it. No I/O."""

from dataclasses import dataclass, replace

from lakebase_tui.query.events import Outcome, OutcomeKind, ServerError
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.query.server_error import QUERY_CANCELED, our_error
from lakebase_tui.session.failures import FailureKind, classify_server_error, words_for
from lakebase_tui.session.transaction_fate import TransactionFate

_IN_FAILED_TRANSACTION = "25P02"


@dataclass(slots=True)
class Seen:
    """What was seen of one statement, gathered while it ran."""

    in_transaction: bool = False
    """An explicit transaction was open when it was sent."""
    ends_transaction: bool = False
    only_reads: bool = False
    lost: bool = False
    finished: bool = False
    """The server said that it is done."""
    cancel_asked: bool = False
    """By the user."""
    cut: bool = False
    """Rows were left behind."""
    error: ServerError | None = None
    farewell: ServerError | None = None
    """The warning with which a server ended the session, where that was all it said."""
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
        error = our_error(FailureKind.COMMITTED_UNHEARD, severity="WARNING")
        return replace(outcome, kind=OutcomeKind.DONE, command_tag="COMMIT", error=error)
    if fate is TransactionFate.ABORTED:
        error = our_error(FailureKind.ROLLED_BACK_UNHEARD)
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
        return (OutcomeKind.ROLLED_BACK if rolled_back else OutcomeKind.UNKNOWN), _loss(seen, rolled_back)
    if error is None:
        return OutcomeKind.DONE, seen.trouble
    if seen.undone:
        error = replace(error, next_step=words_for(FailureKind.UNDONE_ALONE).next_step)
    if error.sqlstate != QUERY_CANCELED:
        return OutcomeKind.FAILED, error
    if seen.cancel_asked:
        return OutcomeKind.CANCELLED, _cancelled(seen, error)
    if seen.cut:
        return OutcomeKind.DONE, seen.trouble
    return OutcomeKind.FAILED, error


def _loss(seen: Seen, rolled_back: bool) -> ServerError:
    """The loss itself; why it came about stands below it, in the server's words, with what they mean."""
    kind = FailureKind.LOST_READING if seen.only_reads else FailureKind.LOST_UNKNOWN
    if rolled_back:
        kind = FailureKind.LOST_ROLLED_BACK
    told = our_error(kind)
    error = seen.error
    if seen.farewell is not None and (error is None or not error.sqlstate):
        error = seen.farewell
    if error is None:
        return told
    if error.kind is FailureKind.NO_ANSWER:  # dropped by us, on the user's wish
        return replace(told, detail=error.message)
    why = classify_server_error(error.sqlstate, error.message, fatal=True)
    return replace(told, sqlstate=error.sqlstate, detail=error.message, hint=error.hint or why.next_step)


def _cancelled(seen: Seen, error: ServerError) -> ServerError:
    """The user's own cancel needs no advice, unless it left a failed transaction behind."""
    if seen.undone:
        return error
    failed = classify_server_error(_IN_FAILED_TRANSACTION, "").next_step
    return replace(error, next_step=failed if seen.in_transaction else "", kind=FailureKind.CANCELLED)
