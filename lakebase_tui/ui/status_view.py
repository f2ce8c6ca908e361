"""From a session's status and the numbers of a run to what the status line says."""

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.query.transaction_options import TransactionOptions
from lakebase_tui.session.events import SessionState, TransactionState
from lakebase_tui.session.target import Auth, ConnectionTarget
from lakebase_tui.ui.formatting import duration
from lakebase_tui.ui.session_status import SessionStatus
from lakebase_tui.ui.widgets.status_line import StatusView
from lakebase_tui.ui.widgets.status_reading import Reading

_CUTS = {
    OutcomeKind.CANCELLED: "cancelled",
    OutcomeKind.FAILED: "failed",
    OutcomeKind.ROLLED_BACK: "connection lost",
    OutcomeKind.UNKNOWN: "connection lost",
}


def reading_of(outcome: Outcome, kept: int | None) -> Reading:
    """What the status line says of a statement that has ended, and of which `kept` rows are there."""
    done = outcome.kind is OutcomeKind.DONE
    rows = kept if kept is not None else outcome.row_count if done else None
    full = done and not outcome.complete and outcome.error is not None
    return Reading(
        rows=rows if done or rows else None,
        cut="no room for more" if full else _CUTS.get(outcome.kind, ""),
        partly=not outcome.complete,
        first_row_s=outcome.first_row_s,
        elapsed_s=outcome.elapsed_s,
    )


def waiting_words(target: ConnectionTarget, status: SessionStatus, now: float) -> str:
    """What a login waits for, for how many seconds, and the way out; nothing when none is under way."""
    if status.state not in (SessionState.WAKING, SessionState.CONNECTING):
        return ""
    what = "waking" if status.state is SessionState.WAKING else "connecting to"
    return f"{what} {target.compute_id or target.host}  {max(0, int(now - status.since))} s  Esc gives up"


def cancelling_words(since: float, now: float) -> str:
    """That a server is asked to stop, for how many seconds, and the way out; nothing in the first second."""
    seconds = int(now - since)
    return f"cancelling {seconds} s  Esc breaks the connection" if seconds else ""


def awake_words(status: SessionStatus, now: float) -> str:
    """How long this session has kept the compute awake, and when that ends; nothing if it never sleeps."""
    suspend_s = status.suspend_s
    if suspend_s is None or status.awake.since is None:
        return ""
    held = f"for {duration(status.awake.held_s(now, suspend_s))} by this session"
    left = status.awake.sleeps_in_s(now, suspend_s)
    if left is None:
        return f"{held}; it sleeps {duration(suspend_s)} after the statement or transaction ends"
    return (
        f"{held}; it sleeps in {duration(left)} unless something runs" if left else f"{held}; asleep by now"
    )


def status_view(
    target: ConnectionTarget,
    status: SessionStatus,
    reading: Reading,
    *,
    read_only: bool,
    position: str,
    options: TransactionOptions,
) -> StatusView:
    """What the status line says.

    Args:
        target: Where the session is.
        status: What the session told.
        reading: How far the result on show is read.
        read_only: Whether the server takes no writes.
        position: Row and column of the grid's cursor, or nothing.
        options: How statements and transactions go together.
    """
    open_transaction = status.transaction is not TransactionState.NONE
    return StatusView(
        compute=target.compute_id or target.host,
        state=status.compute_state,
        state_since=status.since,
        size=_size(status),
        role=f"{target.role} as {status.role}" if status.role else target.role,
        access="read-only" if read_only else "read-write",
        uses_token=target.auth is Auth.OAUTH,
        token_deadline=status.expires_at,
        token_renewing=status.renewing,
        pinned=", ".join(status.pins),
        transaction=status.transaction.value,
        transaction_since=status.transaction_since if open_transaction else None,
        manual=options.manual,
        savepoints=options.savepoints,
        reading=reading,
        position=position,
    )


def _size(status: SessionStatus) -> str:
    if status.compute is None or status.compute.max_cu is None:
        return ""
    low, high = status.compute.min_cu, status.compute.max_cu
    return f"{high:g} CU" if low is None or low == high else f"{low:g}–{high:g} CU"  # noqa: RUF001  # a range
