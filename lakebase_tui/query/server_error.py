"""The server's errors and notices in our words: offsets from 0, and advice where we have some."""

from psycopg import pq
from psycopg.errors import Diagnostic
from psycopg.pq.abc import PGresult

from lakebase_tui.query.events import ServerError

QUERY_CANCELED = "57014"

_NEXT_STEPS = {
    "25P02": "The transaction has failed: run ROLLBACK, then go on.",
    "25006": "This connection is read-only: connect to a read-write compute, or turn read-only off.",
    "53100": "The server's disk or the branch's storage limit is full.",
    "53300": "Too many connections: close some, or use a bigger compute.",
    "40001": "Another transaction came in between: run the whole transaction again.",
    "40P01": "Two transactions waited for each other: run the whole transaction again.",
    "55P03": "Something else holds the lock: wait for it, or look in pg_stat_activity who that is.",
}


def offset_in(
    sql: str, position: int | str | None, sent: bytes | None = None, codec: str = "utf-8"
) -> int | None:
    """Turn the server's position (from 1) into a character offset (from 0) in the statement.

    Args:
        sql: The statement as it was sent.
        position: As the server gave it.
        sent: The statement's bytes, when the server counted bytes (SQL_ASCII) and not characters.
        codec: How `sent` was encoded.

    Returns:
        None when there was no position, or one outside of the statement.
    """
    try:
        offset = int(position or 0) - 1
    except ValueError:
        return None
    if offset >= 0 and sent is not None:
        offset = len(sent[:offset].decode(codec, "surrogateescape"))
    return offset if 0 <= offset <= len(sql) else None


def error_from_result(
    result: PGresult, sql: str, *, codec: str = "utf-8", sent: bytes | None = None
) -> ServerError:
    """Read an error result; where the server said nothing (a broken connection), libpq's words."""

    def field(code: pq.DiagnosticField) -> str:
        return (result.error_field(code) or b"").decode(codec, "surrogateescape")

    fields = pq.DiagnosticField
    sqlstate = field(fields.SQLSTATE)
    context = [field(fields.CONTEXT)]
    inner = field(fields.INTERNAL_QUERY)
    if inner:
        context.append(f"in: {inner}")
    message = field(fields.MESSAGE_PRIMARY) or result.error_message.decode(codec, "surrogateescape").strip()
    return ServerError(
        message=message,
        severity=field(fields.SEVERITY) or "ERROR",
        sqlstate=sqlstate,
        detail=field(fields.MESSAGE_DETAIL),
        hint=field(fields.MESSAGE_HINT),
        position=offset_in(sql, field(fields.STATEMENT_POSITION), sent, codec),
        context="\n".join(part for part in context if part),
        next_step=_NEXT_STEPS.get(sqlstate, ""),
    )


def notice_from(diagnostic: Diagnostic, sql: str) -> ServerError:
    """Read a NOTICE, WARNING or the like."""
    return ServerError(
        message=diagnostic.message_primary or "",
        severity=diagnostic.severity or "NOTICE",
        sqlstate=diagnostic.sqlstate or "",
        detail=diagnostic.message_detail or "",
        hint=diagnostic.message_hint or "",
        position=offset_in(sql, diagnostic.statement_position),
        context=diagnostic.context or "",
    )
