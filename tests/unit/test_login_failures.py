"""A failed login is known by its words: every row, as psycopg hands it over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.local.refusals import Reason, refusal
from lakebase_tui.session import failures
from lakebase_tui.session.failures import RETRYABLE, FailureKind, classify_connect_error
from lakebase_tui.session.login_failure_table import LOGINS
from lakebase_tui.sql.visible import is_clean

K = FailureKind

_PREFIX = 'connection failed: connection to server at "203.0.113.7", port 5432 failed: '
_SEVERAL = (
    f"{_PREFIX}some other trouble\nMultiple connection attempts failed. All failures were:\n"
    "- host: 'ep-x.example', port: '5432', hostaddr: '203.0.113.7': "
)

ROWS = [
    ("ERROR:  Provided authentication token is not a valid JWT encoding", K.NOT_A_TOKEN, "database token"),
    ("ERROR:  JWT token has expired (exp=1764000000)", K.TOKEN_REFUSED, "expired"),
    ("FATAL:  invalid authorization", K.TOKEN_REFUSED, "expired"),
    (
        "FATAL:  An oauth token was supplied but no role security label was configured in postgres"
        ' for role "app"',
        K.ROLE_UNREGISTERED,
        "Role app ",
    ),
    ("ERROR:  token's identity did not match", K.WRONG_IDENTITY, "somebody else"),
    ("ERROR:  SASL authentication failed", K.POOLER, "pooled host"),
    ("ERROR:  password authentication failed for user 'ana@b.c'", K.PASSWORD_REFUSED, "login of ana@b.c"),
    ('FATAL:  password authentication failed for user "app"', K.PASSWORD_REFUSED, "login of app"),
    ("fe_sendauth: no password supplied", K.PASSWORD_REFUSED, "asks for a password"),
    ('FATAL:  role "archive" is not permitted to log in', K.NOT_PERMITTED, "Role archive"),
    ('FATAL:  permission denied for database "hr"', K.NOT_PERMITTED, "database hr"),
    ('FATAL:  role "nobody" does not exist', K.NO_SUCH_ROLE, "role nobody"),
    ('FATAL:  database "nope" does not exist', K.NO_SUCH_DATABASE, "database nope"),
    ("ERROR:  Endpoint ID is not specified. Upgrade the client", K.NO_ENDPOINT_ID, "which compute"),
    ("ERROR:  Control plane request failed: endpoint is disabled", K.DISABLED, "is disabled"),
    ("ERROR:  Control plane request failed: endpoint cannot be found", K.NO_SUCH_COMPUTE, "any more"),
    ("ERROR:  Control plane request failed: endpoint is temporarily unavailable", K.WAKING, "wake up"),
    ("ERROR:  endpoint is idle, retry request", K.WAKING, "wake up"),
    ("ERROR:  Couldn't connect to compute node", K.WAKING, "wake up"),
    ("ERROR:  Failed to acquire permit to connect to the database", K.WAKING, "wake up"),
    ("ERROR:  Too many connections attempts", K.WAKING, "wake up"),
    ("FATAL:  the database system is starting up", K.WAKING, "wake up"),
    ("FATAL:  the database system is not yet accepting connections", K.WAKING, "wake up"),
    ("ERROR:  This IP address 10.1.2.3 is not allowed to connect", K.NOT_ALLOWED_FROM_HERE, "10.1.2.3"),
    (
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        K.TOO_MANY,
        "no free connection",
    ),
    ('FATAL:  too many connections for role "app"', K.TOO_MANY, "no free connection"),
    ("FATAL:  sorry, too many clients already", K.TOO_MANY, "no free connection"),
    ("SSL error: certificate verify failed", K.TLS, "certificate"),
    ('server certificate for "a" does not match host name "b"', K.TLS, "certificate"),
    ("SSL error: wrong version number", K.TLS, "encrypted"),
    ("SSL SYSCALL error: EOF detected", K.BROKEN_OFF, "broke"),
    ("SSL error: unexpected eof while reading", K.BROKEN_OFF, "broke"),
    ("SSL connection has been closed unexpectedly", K.BROKEN_OFF, "broke"),
    ("server does not support SSL, but SSL was required", K.TLS, "encrypted"),
    ("ERROR:  connection is insecure (try using `sslmode=require`)", K.TLS, "encrypted"),
    ("failed to resolve host 'ep-x': [Errno -2] Name or service not known", K.NAME_RESOLUTION, "resolved"),
    ("connection timeout expired", K.TIMEOUT, "in time"),
    ("Connection refused\n\tIs the server running on that host?", K.UNREACHABLE, "No connection"),
    ("server closed the connection unexpectedly", K.BROKEN_OFF, "broke"),
]


@pytest.mark.parametrize("before", [_PREFIX, _SEVERAL], ids=["one address", "several"])
@pytest.mark.parametrize(("said", "kind", "told"), ROWS, ids=[said[:40] for said, _, _ in ROWS])
def test_a_failed_login_is_known_by_its_words(said: str, kind: FailureKind, told: str, before: str) -> None:
    failure = classify_connect_error(before + said)
    assert failure.kind is kind
    assert told in failure.sentence
    assert failure.sentence.endswith(".")
    assert failure.next_step.endswith(".")


@pytest.mark.parametrize("row", LOGINS, ids=[row.pattern[:30] for row in LOGINS])
def test_no_row_is_without_a_case(row: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "LOGINS", [other for other in LOGINS if other is not row])
    told = [str(classify_connect_error(_PREFIX + said)) for said, _, _ in ROWS]
    monkeypatch.undo()
    assert told != [str(classify_connect_error(_PREFIX + said)) for said, _, _ in ROWS]


@pytest.mark.parametrize(
    "reason", [each for each in Reason if each is not Reason.PROTOCOL], ids=lambda reason: reason.name
)
def test_whatever_the_gateway_says_is_known(reason: Reason) -> None:
    said = refusal(reason, user="app", exp=1)
    kind = classify_connect_error(f"{_PREFIX}{said.severity}:  {said.message}").kind
    assert kind is not K.OTHER
    assert kind is classify_connect_error(said.message).kind


def test_only_what_can_pass_is_tried_again() -> None:
    again = {kind for _, kind, _ in ROWS if kind in RETRYABLE}
    assert again == {K.WAKING, K.TOO_MANY, K.NAME_RESOLUTION, K.TIMEOUT, K.UNREACHABLE, K.BROKEN_OFF}


@pytest.mark.parametrize("sqlstate", ["28P01", "28000"])
def test_a_refusal_in_another_language_is_known_where_there_is_a_code(sqlstate: str) -> None:
    failure = classify_connect_error("FATAL:  Passwort-Authentifizierung fehlgeschlagen", sqlstate)
    assert failure.kind is K.PASSWORD_REFUSED


@given(st.text(), st.sampled_from(["", "FATAL:  ", "ERROR:  role ", _SEVERAL]))
def test_any_text_becomes_one_clean_sentence_and_a_step(text: str, before: str) -> None:
    failure = classify_connect_error(before + text)
    assert len(failure.sentence) > 1
    assert failure.sentence.endswith(".")
    assert is_clean(failure.sentence)
    assert failure.next_step
