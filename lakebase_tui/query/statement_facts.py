"""What must be known of a statement before it is sent. In doubt the careful answer."""

from lakebase_tui.session.effects import may_change_session
from lakebase_tui.session.failures import FailureKind, failure_of
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.scanner import Kind, scan


def may_be_cut(sql: str) -> bool:
    """Whether a part of its rows is of use: it returns rows, and changes nothing by itself.

    FETCH is not among these: it moves a cursor.
    """
    facts = classify(sql)
    return facts.returns_rows is True and facts.writes is False and facts.kind != "fetch"


def only_reads(sql: str) -> bool:
    """Whether cancelling or losing it half-way undoes nothing: no function that it calls may write either."""
    if classify(sql).is_copy == "out":
        query = _copied_query(sql)
        return query is None or only_reads(query)
    return may_be_cut(sql) and not may_change_session(sql) and "nextval" not in sql.lower()


def _copied_query(sql: str) -> str | None:
    """What stands in the parentheses of `COPY (...) TO STDOUT`; None for a table, which has other ones."""
    depth = start = 0
    words = 0
    for token in scan(sql):
        words += token.kind is Kind.WORD and depth == 0
        if token.kind is Kind.OPEN:
            if words != 1:
                return None
            start = start if depth else token.end
            depth += 1
        elif token.kind is Kind.CLOSE:
            depth -= 1
            if depth == 0:
                return sql[start : token.start]
    return None


def ends_transaction(sql: str) -> bool:
    """Whether, after a loss, nobody knows if the transaction was committed."""
    return classify(sql).transaction in ("commit", "prepare transaction")


def copies_in(sql: str) -> bool:
    """Whether it is a `COPY ... FROM STDIN`, which waits for data of ours."""
    return classify(sql).is_copy == "in"


def refuse_unsendable(sql: str, *, copies_in: bool = False) -> None:
    """Stop what must not reach the server.

    Args:
        sql: The statement.
        copies_in: Whether there is data for a `COPY ... FROM STDIN`.

    Raises:
        SessionFailure: A NUL character, where libpq would cut the statement off, or a COPY without its data.
    """
    if "\0" in sql:
        raise failure_of(FailureKind.NUL_CHARACTER, str(sql.index("\0") + 1))
    if not copies_in and classify(sql).is_copy == "in":
        raise failure_of(FailureKind.COPY_WITHOUT_DATA)
