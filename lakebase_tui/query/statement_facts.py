"""What must be known of a statement before it is sent. In doubt the careful answer."""

from lakebase_tui.session.failures import FailureKind, failure_of
from lakebase_tui.sql.classify import classify


def may_be_cut(sql: str) -> bool:
    """Whether it only reads, so that cancelling it half-way undoes nothing that the user asked for.

    FETCH is not among these: it moves a cursor.
    """
    facts = classify(sql)
    return facts.returns_rows is True and facts.writes is False and facts.kind != "fetch"


def ends_transaction(sql: str) -> bool:
    """Whether, after a loss, nobody knows if the transaction was committed."""
    return classify(sql).transaction in ("commit", "prepare transaction")


def refuse_unsendable(sql: str) -> None:
    """Stop what must not reach the server.

    Raises:
        SessionFailure: A NUL character, where libpq would cut the statement off, or COPY through the client.
    """
    if "\0" in sql:
        raise failure_of(FailureKind.NUL_CHARACTER, str(sql.index("\0") + 1))
    if classify(sql).is_copy is not None:
        raise failure_of(FailureKind.COPY_THROUGH_CLIENT)
