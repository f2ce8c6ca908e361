"""Every row of what Postgres and the gateway say when a login fails, as psycopg hands it over: text only."""

import pytest

from lakebase_tui.session.failures import RETRYABLE, FailureKind, classify_connect_error

_PREFIX = 'connection failed: connection to server at "203.0.113.7", port 5432 failed: '
_TAIL = (
    "\nMultiple connection attempts failed. All failures were:\n"
    "- host: 'ep-x.example', port: '5432', hostaddr: '203.0.113.7': "
)

ROWS = [
    ("FATAL:  Provided authentication token is not a valid JWT encoding", FailureKind.NOT_A_TOKEN),
    ("FATAL:  JWT token has expired (exp=1700000000)", FailureKind.TOKEN_REFUSED),
    ("ERROR:  password authentication failed for user 'ana@example.com'", FailureKind.PASSWORD_REFUSED),
    ('FATAL:  password authentication failed for user "app"', FailureKind.PASSWORD_REFUSED),
    (
        "FATAL:  An oauth token was supplied but no role security label was configured in postgres"
        ' for role "app"',
        FailureKind.ROLE_UNREGISTERED,
    ),
    ("FATAL:  token's identity did not match", FailureKind.WRONG_IDENTITY),
    ('FATAL:  role "nobody" does not exist', FailureKind.NO_SUCH_ROLE),
    ('FATAL:  database "nothing" does not exist', FailureKind.NO_SUCH_DATABASE),
    ("FATAL:  SASL authentication failed", FailureKind.POOLER),
    ("ERROR:  Endpoint ID is not specified. Either upgrade the client library", FailureKind.NO_ENDPOINT_ID),
    ("ERROR:  Control plane request failed: endpoint is disabled", FailureKind.DISABLED),
    ("ERROR:  Control plane request failed: endpoint cannot be found", FailureKind.NO_SUCH_COMPUTE),
    ("ERROR:  Control plane request failed: endpoint is temporarily unavailable", FailureKind.WAKING),
    ("ERROR:  Couldn't connect to compute node", FailureKind.WAKING),
    ("ERROR:  Failed to acquire permit to connect to the database", FailureKind.WAKING),
    ("ERROR:  Too many connections attempts", FailureKind.WAKING),
    (
        "ERROR:  This IP address 198.51.100.4 is not allowed to connect to this endpoint",
        FailureKind.NOT_ALLOWED_FROM_HERE,
    ),
    (
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        FailureKind.TOO_MANY,
    ),
    ('FATAL:  too many connections for role "app"', FailureKind.TOO_MANY),
    ("FATAL:  the database system is starting up", FailureKind.WAKING),
    ("server does not support SSL, but SSL was required", FailureKind.TLS),
]


@pytest.mark.parametrize("many", [False, True], ids=["one address", "several addresses"])
@pytest.mark.parametrize(("said", "kind"), ROWS, ids=[said[:40] for said, _ in ROWS])
def test_a_refusal_is_known_by_its_words(said: str, kind: FailureKind, many: bool) -> None:
    text = f"{_PREFIX}timeout of the first address{_TAIL}{said}" if many else f"{_PREFIX}{said}"
    failure = classify_connect_error(text)
    assert failure.kind is kind
    assert failure.sentence.endswith(".")
    assert failure.next_step.endswith(".")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "failed to resolve host 'ep-x.example': [Errno -2] Name or service not known",
            FailureKind.NAME_RESOLUTION,
        ),
        ("connection timeout expired", FailureKind.TIMEOUT),
        (
            'connection to server at "203.0.113.7", port 5432 failed: Connection refused',
            FailureKind.UNREACHABLE,
        ),
    ],
)
def test_what_the_client_itself_says(text: str, kind: FailureKind) -> None:
    failure = classify_connect_error(text)
    assert failure.kind is kind
    assert kind in RETRYABLE
    assert failure.next_step


def test_only_what_can_pass_is_tried_again() -> None:
    again = {kind for said, kind in ROWS if classify_connect_error(_PREFIX + said).kind in RETRYABLE}
    assert again == {FailureKind.WAKING, FailureKind.TOO_MANY}
