"""Why a session could not be had: kinds, the words they are known by, and what to do next.

A refused login reaches psycopg without an SQLSTATE, whatever the server sent, so connect failures are
told apart by their text. After login SQLSTATEs are reliable.
"""

import re
from dataclasses import dataclass
from enum import Enum

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible


class FailureKind(Enum):
    """What went wrong, as far as the next decision needs to know."""

    TOKEN_REFUSED = "token refused"
    PASSWORD_REFUSED = "password refused"
    NOT_A_TOKEN = "not a token"
    ROLE_UNREGISTERED = "role not registered"
    WRONG_IDENTITY = "wrong identity"
    NO_SUCH_ROLE = "no such role"
    NO_SUCH_DATABASE = "no such database"
    NOT_PERMITTED = "not permitted"
    POOLER = "pooler"
    NO_ENDPOINT_ID = "no endpoint id"
    DISABLED = "compute disabled"
    STARTING = "compute starting"
    NO_SUCH_COMPUTE = "no such compute"
    NOT_ALLOWED_FROM_HERE = "address not allowed"
    TOO_MANY = "too many connections"
    WAKING = "compute waking"
    UNREACHABLE = "unreachable"
    NAME_RESOLUTION = "name resolution"
    TIMEOUT = "timeout"
    TLS = "tls"
    LOST_IN_TRANSACTION = "lost in a transaction"
    LOST_IN_SCRIPT = "lost between statements"
    STATE_LOST = "session state lost"
    CANCELLED = "given up"
    CONTROL_PLANE = "control plane"
    OTHER = "other"


RETRYABLE = frozenset(
    {
        FailureKind.WAKING,
        FailureKind.UNREACHABLE,
        FailureKind.NAME_RESOLUTION,
        FailureKind.TIMEOUT,
        FailureKind.TOO_MANY,
    }
)
"""Kinds for which a later attempt of the same login can succeed."""

REFUSED_CREDENTIAL = frozenset({FailureKind.TOKEN_REFUSED, FailureKind.PASSWORD_REFUSED})
"""Kinds for which a fresh token is worth one more login."""


class SessionFailure(LakebaseTuiError):
    """The session has no connection.

    Args:
        kind: What went wrong.
        sentence: What happened.
        next_step: What to do about it.
    """

    def __init__(self, kind: FailureKind, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence, next_step)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: str
    kind: FailureKind
    sentence: str
    """May use the pattern's groups as {0}, {1}; empty: the server's own words."""
    next_step: str


_MINT_AGAIN = "Press Enter to try again with a new token; if it is refused again, sign in again."

# In order: the first match wins, over the whole text of the error.
_RULES = (
    _Rule(
        r"not a valid JWT encoding",
        FailureKind.NOT_A_TOKEN,
        "The server expected a database token and was sent something else.",
        "Choose OAuth for this role, or allow native passwords in the project's settings.",
    ),
    _Rule(
        r"JWT token has expired|token (?:has )?expired|invalid authorization",
        FailureKind.TOKEN_REFUSED,
        "The server refused the database token as expired.",
        _MINT_AGAIN,
    ),
    _Rule(
        r"no role security label was configured in postgres for role \"([^\"]*)\"",
        FailureKind.ROLE_UNREGISTERED,
        "Role {0} exists in Postgres but is not registered for OAuth.",
        "Create it with databricks_create_role() or in the Lakebase UI, or log in with a password.",
    ),
    _Rule(
        r"token's identity did not match",
        FailureKind.WRONG_IDENTITY,
        "The token belongs to somebody else than the chosen role.",
        "Choose your own role, or sign in as the identity that owns this one.",
    ),
    _Rule(
        r"SASL authentication failed",
        FailureKind.POOLER,
        "The pooled host takes native passwords only.",
        "Connect to the compute's own host, or choose a password role.",
    ),
    _Rule(
        r"password authentication failed for user [\"']([^\"']*)[\"']",
        FailureKind.PASSWORD_REFUSED,
        "The server refused the login of {0}.",
        "Check the role and its password.",
    ),
    _Rule(
        r"no password supplied",
        FailureKind.PASSWORD_REFUSED,
        "The server asks for a password and none was given.",
        "Give one with -W, PGPASSWORD or ~/.pgpass.",
    ),
    _Rule(
        r"role \"([^\"]*)\" is not permitted to log in",
        FailureKind.NOT_PERMITTED,
        "Role {0} may not log in.",
        "Choose another role; this one exists to own or group things.",
    ),
    _Rule(
        r"permission denied for database \"([^\"]*)\"",
        FailureKind.NOT_PERMITTED,
        "This role may not connect to database {0}.",
        "Ask its owner for GRANT CONNECT, or choose another database.",
    ),
    _Rule(
        r"role \"([^\"]*)\" does not exist",
        FailureKind.NO_SUCH_ROLE,
        "There is no role {0} here.",
        "Choose another role.",
    ),
    _Rule(
        r"database \"([^\"]*)\" does not exist",
        FailureKind.NO_SUCH_DATABASE,
        "There is no database {0} here.",
        "Choose another database.",
    ),
    _Rule(
        r"Endpoint ID is not specified",
        FailureKind.NO_ENDPOINT_ID,
        "The gateway was not told which compute is meant.",
        "Connect by the compute's host name and give an address with --hostaddr only.",
    ),
    _Rule(
        r"endpoint is disabled",
        FailureKind.DISABLED,
        "The compute is disabled, and a connection does not wake it.",
        "Enable it in the Lakebase UI, or choose another compute.",
    ),
    _Rule(
        r"endpoint (?:cannot be found|could not be found)",
        FailureKind.NO_SUCH_COMPUTE,
        "The compute does not exist any more.",
        "Choose another compute; the branch may have been deleted.",
    ),
    _Rule(
        r"This IP address (\S+) is not allowed",
        FailureKind.NOT_ALLOWED_FROM_HERE,
        "Connections from {0} are not allowed to this project.",
        "Ask a workspace admin to add the address to the IP access list, or use the VPN.",
    ),
    _Rule(
        r"remaining connection slots|too many (?:clients|connections for)|sorry, too many",
        FailureKind.TOO_MANY,
        "The compute has no free connection.",
        "Close other clients or raise the compute's size, then try again.",
    ),
    _Rule(
        r"the database system is (?:starting up|not yet accepting|in recovery mode|shutting down)"
        r"|Couldn't connect to compute node|Failed to acquire permit|Too many connections attempts"
        r"|endpoint is (?:temporarily unavailable|idle)",
        FailureKind.WAKING,
        "The compute did not wake up.",
        "Try again in a moment; its state is shown in the picker.",
    ),
    _Rule(
        r"certificate verify failed|server certificate for|root certificate file|SSL error: certificate",
        FailureKind.TLS,
        "The server's certificate could not be verified.",
        "Nothing was sent. Give the right CA with --sslrootcert, or check the host.",
    ),
    _Rule(
        r"server does not support SSL|SSL (?:error|SYSCALL)|no pg_hba.conf entry.*(?:no encryption|SSL off)",
        FailureKind.TLS,
        "No encrypted connection could be made.",
        "Check host and port; a Lakebase server always speaks TLS.",
    ),
    _Rule(
        r"failed to resolve host|could not translate host name",
        FailureKind.NAME_RESOLUTION,
        "The host name could not be resolved.",
        "Check the network, or give the address with --hostaddr.",
    ),
    _Rule(
        r"timeout expired|Connection timed out",
        FailureKind.TIMEOUT,
        "The server did not answer in time.",
        "Check network and firewall; a sleeping compute may need longer.",
    ),
    _Rule(
        r"Connection refused|No route to host|Network is unreachable|No such file or directory"
        r"|server closed the connection unexpectedly|Connection reset by peer|EOF detected",
        FailureKind.UNREACHABLE,
        "No connection could be made.",
        "Check host, port and network.",
    ),
)


def classify_connect_error(text: str, sqlstate: str | None = None) -> SessionFailure:
    """Tell what a failed login was, from the whole text of the error.

    Args:
        text: `str()` of psycopg's error, all attempts included.
        sqlstate: The code where psycopg has one.
    """
    for rule in _RULES:
        found = re.search(rule.pattern, text, re.IGNORECASE)
        if found:
            groups = [visible(group or "") for group in found.groups()]
            return SessionFailure(rule.kind, rule.sentence.format(*groups), rule.next_step)
    if sqlstate in ("28P01", "28000"):
        return SessionFailure(
            FailureKind.PASSWORD_REFUSED, "The server refused the login.", "Check role and password."
        )
    return SessionFailure(FailureKind.OTHER, f"The connection failed: {server_words(text)}", "Try again.")


def server_words(text: str) -> str:
    """The server's own message out of psycopg's: without addresses and prefixes, on one visible line."""
    lines = text.strip().splitlines()
    last = lines[0] if lines else ""
    found = re.search(r"(?:FATAL|ERROR|PANIC):\s+(.*)", text)
    if found:
        last = found.group(1)
    return visible(re.sub(r"^connection failed: ", "", last).strip())
