"""The server's errors and notices in our words: offsets from 0, and advice where we have some."""

from psycopg import pq
from psycopg.errors import Diagnostic
from psycopg.pq.abc import PGresult

from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import ServerError
from lakebase_tui.session.failures import (
    FailureKind,
    SessionFailure,
    classify_server_error,
    words_for,
)

QUERY_CANCELED = "57014"


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
    text = result.error_message.decode(codec, "surrogateescape")
    message = field(fields.MESSAGE_PRIMARY) or text.strip()
    fatal = field(fields.SEVERITY_NONLOCALIZED) in ("FATAL", "PANIC")
    verdict = classify_server_error(sqlstate, message, fatal=fatal)
    return ServerError(
        message=message,
        severity=field(fields.SEVERITY) or "ERROR",
        sqlstate=sqlstate,
        detail=field(fields.MESSAGE_DETAIL),
        hint=field(fields.MESSAGE_HINT),
        position=offset_in(sql, field(fields.STATEMENT_POSITION), sent, codec),
        context="\n".join(part for part in context if part),
        next_step=verdict.next_step,
        kind=verdict.kind,
        text=text if sqlstate else "",
    )


def our_error(kind: FailureKind, *values: str, severity: str = "FATAL") -> ServerError:
    """A failure of our own as it is shown; `values` are filled into its sentence."""
    sentence, next_step = words_for(kind, *values)
    return ServerError(sentence, severity=severity, next_step=next_step, kind=kind)


def error_from(error: LakebaseTuiError, kind: FailureKind | None = None) -> ServerError:
    """What was raised before or while a statement was sent, as it is shown.

    Args:
        error: Its words are shown as they are.
        kind: What it means, where its class does not say.
    """
    if isinstance(error, SessionFailure):
        kind = error.kind
    elif isinstance(error, ControlPlaneFailure):
        kind = FailureKind.CONTROL_PLANE
    return ServerError(error.sentence, next_step=error.next_step, kind=kind)


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
