"""The server's errors and notices in our words: offsets from 0, and advice where we have some."""

from dataclasses import replace

from psycopg import pq
from psycopg.pq.abc import PGresult

from lakebase_tui.control_plane.failures import ControlPlaneFailure
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import ServerError
from lakebase_tui.query.text_encoding import UTF8, TextEncoding
from lakebase_tui.session.failures import (
    FailureKind,
    SessionFailure,
    classify_server_error,
    words_for,
)

QUERY_CANCELED = "57014"
_NAMES = (
    ("Schema", pq.DiagnosticField.SCHEMA_NAME),
    ("Table", pq.DiagnosticField.TABLE_NAME),
    ("Column", pq.DiagnosticField.COLUMN_NAME),
    ("Type", pq.DiagnosticField.DATATYPE_NAME),
    ("Constraint", pq.DiagnosticField.CONSTRAINT_NAME),
)


def offset_in(sql: str, position: int | str | None, encoding: TextEncoding = UTF8) -> int | None:
    """Turn the server's position (from 1) into a character offset (from 0) in the statement.

    Args:
        sql: The statement as it was sent.
        position: As the server gave it.
        encoding: How the statement was sent.

    Returns:
        None when there was no position, or one outside of the statement.
    """
    try:
        offset = int(position or 0) - 1
    except ValueError:
        return None
    if offset > 0 and encoding.counts_bytes:
        offset = len(encoding.decode(encoding.encode(sql)[:offset]))
    return offset if 0 <= offset <= len(sql) else None


def error_from_result(result: PGresult, sql: str, encoding: TextEncoding = UTF8) -> ServerError:
    """Read an error result; where the server said nothing (a broken connection), libpq's words.

    Args:
        result: An error.
        sql: The statement.
        encoding: What the connection speaks.
    """
    said = notice_from(result, sql, encoding)
    text = encoding.decode(bytes(result.error_message))
    message = said.message or text.strip()
    fatal = severity_of(result) in ("FATAL", "PANIC")
    verdict = classify_server_error(said.sqlstate, message, fatal=fatal)
    return replace(
        said,
        message=message,
        severity=said.severity or "ERROR",
        next_step=verdict.next_step,
        kind=verdict.kind,
        text=text if said.sqlstate else "",
    )


def notice_from(result: PGresult, sql: str, encoding: TextEncoding = UTF8) -> ServerError:
    """Read a NOTICE, WARNING or the like.

    Args:
        result: As libpq hands it over.
        sql: The statement.
        encoding: What the connection speaks.
    """
    fields = pq.DiagnosticField

    def field(code: pq.DiagnosticField) -> str:
        return encoding.decode(bytes(result.error_field(code) or b""))

    context = [field(fields.CONTEXT)]
    inner = field(fields.INTERNAL_QUERY)
    if inner:
        context.append(f"in: {inner}")
    named = [(name, field(code)) for name, code in _NAMES]
    source = ":".join(filter(None, (field(fields.SOURCE_FILE), field(fields.SOURCE_LINE))))
    named.append(("Source", ", ".join(filter(None, (field(fields.SOURCE_FUNCTION), source)))))
    return ServerError(
        message=field(fields.MESSAGE_PRIMARY),
        severity=field(fields.SEVERITY),
        sqlstate=field(fields.SQLSTATE),
        detail=field(fields.MESSAGE_DETAIL),
        hint=field(fields.MESSAGE_HINT),
        position=offset_in(sql, field(fields.STATEMENT_POSITION), encoding),
        context="\n".join(part for part in context if part),
        fields=tuple((name, value) for name, value in named if value),
    )


def severity_of(result: PGresult) -> str:
    """How bad an error or notice is, in English whatever the server's language."""
    return (result.error_field(pq.DiagnosticField.SEVERITY_NONLOCALIZED) or b"").decode("ascii", "replace")


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
