"""What the server says on a connection is known by its SQLSTATE, and what we say ourselves by its kind."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.session import failures
from lakebase_tui.session.failure_table import OURS, STATEMENTS
from lakebase_tui.session.failures import (
    FailureKind,
    Verdict,
    classify_server_error,
    failure_of,
    is_farewell,
)
from lakebase_tui.sql.visible import is_clean

K = FailureKind

ENDS = [
    ("57P01", "terminating connection due to administrator command", "suspended, restarted"),
    ("57P02", "terminating connection because of crash of another server process", "crashed"),
    ("57P03", "the database system is shutting down", "no connections at the moment"),
    ("57P04", "terminating connection due to dropped database", "was dropped"),
    ("57P05", "terminating connection due to idle-session timeout", "that are idle"),
    ("25P03", "terminating connection due to idle-in-transaction timeout", "transaction is idle"),
    ("25P04", "terminating connection due to transaction timeout", "transaction takes"),
    ("40001", "terminating connection due to conflict with recovery", "replica"),
    ("08000", "connection exception", "Connection exception."),
    ("08001", "unable to establish connection", "Unable"),
    ("08003", "connection does not exist", "Connection does not exist."),
    ("08004", "connection was rejected", "Connection was rejected."),
    ("08006", "connection failure", "Connection failure."),
    ("08P01", "invalid frontend message type 0", "Invalid frontend message type 0."),
    ("XX000", "cache lookup failed", "Cache lookup failed."),
    ("", "server closed the connection unexpectedly", "Server closed the connection unexpectedly."),
]

ERRORS = [
    ("57014", "canceling statement due to statement timeout", K.STATEMENT_TIMEOUT, "statement_timeout"),
    ("57014", "canceling statement due to user request", K.CANCELLED, "not cancelled from here"),
    ("57014", "Anfrage wird abgebrochen", K.CANCELLED, ""),
    ("55P03", "canceling statement due to lock timeout", K.LOCKED, "lock_timeout"),
    ("55P03", 'could not obtain lock on relation "t"', K.LOCKED, "try again"),
    ("55006", 'database "d" is being accessed by other users', K.IN_USE, "pg_stat_activity"),
    ("40001", "could not serialize access due to concurrent update", K.CONFLICT, "whole transaction"),
    ("40001", "canceling statement due to conflict with recovery", K.REPLICA_CONFLICT, "read-write compute"),
    ("40P01", "deadlock detected", K.CONFLICT, "whole transaction"),
    ("53100", "could not extend file", K.STORAGE_FULL, "Delete"),
    ("53200", "out of memory", K.OUT_OF_MEMORY, "bigger compute"),
    ("53200", "out of shared memory", K.LIMIT, ""),
    ("53300", "too many connections", K.TOO_MANY, "Close other"),
    ("53400", "temporary file size exceeds temp_file_limit", K.LIMIT, "raise the limit"),
    ("53000", "insufficient resources", K.LIMIT, "do less"),
    ("54001", "stack depth limit exceeded", K.LIMIT, ""),
    ("25006", "cannot execute INSERT in a read-only transaction", K.READ_ONLY, "read-write compute"),
    ("25P02", "current transaction is aborted", K.FAILED_TRANSACTION, "ROLLBACK"),
    ("25001", "VACUUM cannot run inside a transaction block", K.TRANSACTION_STATE, "End the transaction"),
    ("25P01", "there is no transaction in progress", K.TRANSACTION_STATE, ""),
    ("42501", "permission denied for table t", K.NOT_PERMITTED, "GRANT"),
    ("42P01", 'relation "orders" does not exist', K.NAME_NOT_FOUND, "search_path"),
    ("42P01", 'relation "sales.orders" does not exist', K.NAME_NOT_FOUND, ""),
    ("42P01", 'missing FROM-clause entry for table "o"', K.NAME_NOT_FOUND, ""),
    ("42703", 'column "totl" does not exist', K.NAME_NOT_FOUND, ""),
    ("42883", "function f() does not exist", K.NAME_NOT_FOUND, ""),
    ("42704", 'type "t" does not exist', K.NAME_NOT_FOUND, ""),
    ("3F000", "no schema has been selected to create in", K.NAME_NOT_FOUND, "search_path"),
    ("3F000", 'schema "s" does not exist', K.NAME_NOT_FOUND, ""),
    ("26000", 'prepared statement "p" does not exist', K.NAME_NOT_FOUND, "PREPARE"),
    ("34000", 'cursor "c" does not exist', K.NAME_NOT_FOUND, "DECLARE"),
    ("3D000", 'database "d" does not exist', K.NO_SUCH_DATABASE, ""),
    ("42601", 'syntax error at or near "selec"', K.NOT_ACCEPTED, ""),
    ("42601", 'syntax error at or near "\\"', K.NOT_ACCEPTED, "F4 shows the schema"),
    ("28000", "no user mapping", K.NOT_PERMITTED, ""),
    ("0A000", "cached plan must not change result type", K.NOT_SUPPORTED, "DEALLOCATE"),
    ("0A000", "cross-database references are not implemented", K.NOT_SUPPORTED, ""),
    ("22P02", "invalid input syntax for type integer", K.BAD_VALUE, ""),
    ("23505", "duplicate key value violates unique constraint", K.CONSTRAINT, ""),
    ("58P01", 'could not open file "/x" for reading', K.NAME_NOT_FOUND, ""),
    ("58030", "could not read block 1", K.SYSTEM, "report it"),
    ("XX000", "cache lookup failed", K.INTERNAL, "report it"),
    ("P0001", "raised by a function", K.OTHER, ""),
    # A function may raise an error with any code: that ends no session.
    ("57P01", "raised by a function", K.OTHER, ""),
    ("08006", "could not connect to the foreign server", K.OTHER, ""),
]


@pytest.mark.parametrize(("code", "said", "told"), ENDS, ids=[code for code, _, _ in ENDS])
def test_a_fatal_error_is_the_end_of_the_connection(code: str, said: str, told: str) -> None:
    verdict = classify_server_error(code, said, fatal=True)
    assert verdict.kind is K.CONNECTION_GONE
    assert told in verdict.sentence
    assert verdict.next_step.endswith(".")


@pytest.mark.parametrize(("code", "said", "kind", "step"), ERRORS)
def test_an_error_has_a_kind_and_advice_only_where_it_helps(
    code: str, said: str, kind: FailureKind, step: str
) -> None:
    verdict = classify_server_error(code, said)
    assert verdict.kind is kind
    assert verdict.sentence == f"{said[0].upper()}{said[1:]}."
    assert (step in verdict.next_step) if step else verdict.next_step == ""


def verdicts() -> list[Verdict | None]:
    cases = [(code, said, True) for code, said, _ in ENDS] + [
        (code, said, False) for code, said, *_ in ERRORS
    ]
    found: list[Verdict | None] = []
    for code, said, fatal in cases:
        try:
            found.append(classify_server_error(code, said, fatal=fatal))
        except AssertionError:
            found.append(None)
    return found


@pytest.mark.parametrize("row", STATEMENTS, ids=[f"{row.code} {row.pattern[:20]}" for row in STATEMENTS])
def test_no_row_is_without_a_case(row: object, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verdicts()
    monkeypatch.setattr(failures, "STATEMENTS", [other for other in STATEMENTS if other is not row])
    assert verdicts() != whole


@given(st.text(string.ascii_uppercase + string.digits, max_size=5), st.text(), st.booleans())
def test_any_error_becomes_one_clean_sentence(code: str, said: str, fatal: bool) -> None:
    verdict = classify_server_error(code, said, fatal=fatal)
    assert len(verdict.sentence) > 1
    assert verdict.sentence.endswith(".")
    assert is_clean(verdict.sentence)
    assert (verdict.kind is K.CONNECTION_GONE) is fatal


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.name)
def test_a_failure_of_our_own_is_a_sentence_and_a_step(kind: FailureKind) -> None:
    failure = failure_of(kind, "the \x1breason.", "more")
    assert failure.kind is kind
    assert is_clean(failure.sentence)
    assert failure.sentence.endswith(".") or kind is K.UNDONE_ALONE  # what failed has its own words
    assert failure.next_step.endswith(".") or kind is K.CANCELLED  # as the user wished


@pytest.mark.parametrize(
    ("severity", "code", "expected"),
    [
        ("FATAL", "57P05", True),
        ("PANIC", "XX000", True),
        ("WARNING", "57P02", True),
        ("WARNING", "57P01", True),
        ("WARNING", "01000", False),
        ("NOTICE", "57P01", False),
        (None, None, False),
    ],
)
def test_a_server_that_stops_at_once_takes_leave_with_a_warning(
    severity: str | None, code: str | None, expected: bool
) -> None:
    assert is_farewell(severity, code) is expected
