"""Failures: a kind, one sentence and one next step, told from what was said; the words are in the tables."""

import re
from dataclasses import dataclass

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.failure_kinds import REFUSED_CREDENTIAL, RETRYABLE, FailureKind
from lakebase_tui.session.failure_table import OURS, STATEMENTS, Words
from lakebase_tui.session.login_failure_table import LOGINS
from lakebase_tui.sql.visible import visible

__all__ = [
    "REFUSED_CREDENTIAL",
    "RETRYABLE",
    "FailureKind",
    "SessionFailure",
    "Verdict",
    "classify_connect_error",
    "classify_server_error",
    "clause",
    "failure_of",
    "is_farewell",
    "sentence_of",
    "server_words",
    "words_for",
]

_CLOSED = frozenset({"57P01", "57P02"})


class SessionFailure(LakebaseTuiError):
    """The session has no connection, or a statement could not be sent on it.

    Args:
        kind: What went wrong.
        sentence: What happened.
        next_step: What to do about it.
    """

    def __init__(self, kind: FailureKind, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence, next_step)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What something that the server said on a connection means."""

    kind: FailureKind
    sentence: str
    next_step: str
    """Empty: the server's own words say it all."""


def words_for(kind: FailureKind, *values: str) -> Words:
    """What we say of a failure of our own, filled in; foreign text in it is made visible."""
    sentence, next_step = OURS[kind]
    shown = [visible(value) for value in values]
    return Words(sentence.format(*shown), next_step)


def failure_of(kind: FailureKind, *values: str) -> SessionFailure:
    """A failure of our own, ready to be raised; `values` are filled into its sentence."""
    return SessionFailure(kind, *words_for(kind, *values))


def classify_connect_error(text: str, sqlstate: str | None = None) -> SessionFailure:
    """Tell what a failed login was, from the whole text of the error.

    Args:
        text: `str()` of psycopg's error, all attempts included.
        sqlstate: The code where psycopg has one.
    """
    for row in LOGINS:
        if (found := re.search(row.pattern, text, re.IGNORECASE)) is None:
            continue
        if not row.sentence:
            return failure_of(row.kind)
        groups = [visible(group or "") for group in found.groups()]
        return SessionFailure(row.kind, row.sentence.format(*groups), row.next_step)
    if sqlstate in ("28P01", "28000"):
        return failure_of(FailureKind.PASSWORD_REFUSED)
    return failure_of(FailureKind.OTHER, clause(sentence_of(server_words(text))))


def classify_server_error(sqlstate: str, message: str, *, fatal: bool = False) -> Verdict:
    """Tell what an error on a connection means.

    Args:
        sqlstate: Its code; empty where libpq made it up.
        message: Its first line, without severity.
        fatal: Whether the server ended the session with it.
    """
    for row in STATEMENTS:
        if row.fatal <= fatal and sqlstate.startswith(row.code):
            if row.pattern and not re.search(row.pattern, message, re.IGNORECASE):
                continue
            return Verdict(row.kind, row.sentence or sentence_of(message), row.next_step)
    raise AssertionError("the last row takes everything")


def is_farewell(severity: str | None, sqlstate: str | None) -> bool:
    """Whether a notice says that the session ends.

    A server that stops at once, or after a crash, says so with no more than a warning.

    Args:
        severity: As the server names it in English.
        sqlstate: Its code.
    """
    return severity in ("FATAL", "PANIC") or (severity == "WARNING" and sqlstate in _CLOSED)


def sentence_of(words: str) -> str:
    """Somebody else's words as a sentence of ours, on one visible line."""
    words = visible(words.strip().rstrip("."))
    return f"{words[:1].upper()}{words[1:]}." if words else "No reason was given."


def clause(sentence: str) -> str:
    """A sentence as it goes on behind a colon."""
    return sentence[:1].lower() + sentence[1:]


def server_words(text: str) -> str:
    """The server's own message out of psycopg's: without addresses and prefixes, on one visible line."""
    lines = text.strip().splitlines()
    last = lines[0] if lines else ""
    found = re.search(r"(?:FATAL|ERROR|PANIC):\s+(.*)", text)
    if found:
        last = found.group(1)
    return visible(re.sub(r"^connection failed: ", "", last).strip())
