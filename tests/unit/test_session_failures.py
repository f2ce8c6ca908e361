"""What a refused login says, and what we make of it."""

import pytest

from lakebase_tui.session.failures import RETRYABLE, FailureKind, classify_connect_error

_PREFIX = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '

CASES = [
    ("ERROR:  Provided authentication token is not a valid JWT encoding", FailureKind.NOT_A_TOKEN),
    ("ERROR:  JWT token has expired (exp=1764000000)", FailureKind.TOKEN_REFUSED),
    ("ERROR:  password authentication failed for user 'ana@example.com'", FailureKind.PASSWORD_REFUSED),
    ('FATAL:  password authentication failed for user "ana"', FailureKind.PASSWORD_REFUSED),
    (
        "FATAL:  An oauth token was supplied but no role security label was configured in postgres for role"
        ' "app"',
        FailureKind.ROLE_UNREGISTERED,
    ),
    ("ERROR:  token's identity did not match", FailureKind.WRONG_IDENTITY),
    ('FATAL:  role "nobody" does not exist', FailureKind.NO_SUCH_ROLE),
    ('FATAL:  database "nope" does not exist', FailureKind.NO_SUCH_DATABASE),
    ("ERROR:  SASL authentication failed", FailureKind.POOLER),
    ("ERROR:  Endpoint ID is not specified.", FailureKind.NO_ENDPOINT_ID),
    ("ERROR:  Control plane request failed: endpoint is disabled", FailureKind.DISABLED),
    ("ERROR:  Control plane request failed: endpoint cannot be found", FailureKind.NO_SUCH_COMPUTE),
    ("ERROR:  Control plane request failed: endpoint is temporarily unavailable", FailureKind.WAKING),
    ("ERROR:  Couldn't connect to compute node", FailureKind.WAKING),
    ("ERROR:  Failed to acquire permit to connect to the database", FailureKind.WAKING),
    ("ERROR:  Too many connections attempts", FailureKind.WAKING),
    ("ERROR:  This IP address 10.1.2.3 is not allowed to connect", FailureKind.NOT_ALLOWED_FROM_HERE),
    (
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        FailureKind.TOO_MANY,
    ),
    ('FATAL:  too many connections for role "app"', FailureKind.TOO_MANY),
    ("FATAL:  the database system is starting up", FailureKind.WAKING),
    ("server does not support SSL, but SSL was required", FailureKind.TLS),
    ("SSL error: certificate verify failed", FailureKind.TLS),
    ('server certificate for "a" does not match host name "b"', FailureKind.TLS),
    ("failed to resolve host 'ep-x': [Errno -2] Name or service not known", FailureKind.NAME_RESOLUTION),
    ("timeout expired", FailureKind.TIMEOUT),
    ("Connection refused\n\tIs the server running on that host?", FailureKind.UNREACHABLE),
    ('FATAL:  role "archive" is not permitted to log in', FailureKind.NOT_PERMITTED),
]


@pytest.mark.parametrize(("words", "kind"), CASES)
def test_each_refusal_has_its_kind_a_sentence_and_a_next_step(words: str, kind: FailureKind) -> None:
    failure = classify_connect_error(_PREFIX + words)
    assert failure.kind is kind
    assert failure.sentence.endswith(".")
    assert failure.next_step


def test_the_last_of_several_attempts_counts_too() -> None:
    text = _PREFIX + "Connection refused\nMultiple connection attempts failed. All failures were:\n"
    failure = classify_connect_error(text + '- host a: FATAL:  database "nope" does not exist')
    assert failure.kind is FailureKind.NO_SUCH_DATABASE


def test_what_a_server_says_cannot_drive_the_terminal() -> None:
    failure = classify_connect_error(_PREFIX + "FATAL:  \x1b]52;c;ZXZpbA==\x07boo")
    assert "\x1b" not in str(failure)
    assert "boo" in str(failure)


def test_wrong_passwords_and_names_are_not_tried_again() -> None:
    final = {
        FailureKind.PASSWORD_REFUSED,
        FailureKind.NO_SUCH_DATABASE,
        FailureKind.TLS,
        FailureKind.DISABLED,
    }
    assert not final & RETRYABLE
