"""The kinds of failures, and what a kind says about the next decision."""

from enum import Enum


class FailureKind(Enum):
    """What went wrong, as far as the next decision, or a reader at a glance, needs to know."""

    # A login.
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
    BROKEN_OFF = "broken off"
    NAME_RESOLUTION = "name resolution"
    TIMEOUT = "timeout"
    NOT_WOKEN = "not woken"
    TLS = "tls"
    BAD_SETTINGS = "connection settings"
    CONTROL_PLANE = "control plane"

    # A connection that was there.
    CONNECTION_GONE = "connection gone"
    NO_ANSWER = "no answer"
    LOST_IN_TRANSACTION = "lost in a transaction"
    LOST_IN_SCRIPT = "lost between statements"
    LOST_UNSENT = "lost before sending"
    LOST_BEFORE_COMMIT = "lost before commit"
    LOST_ROLLED_BACK = "lost and rolled back"
    LOST_UNKNOWN = "lost, outcome unknown"
    LOST_READING = "lost while reading"
    COMMITTED_UNHEARD = "lost after commit"
    ROLLED_BACK_UNHEARD = "lost during commit"
    UNDONE_AFTER = "undone by a loss"
    DOUBTFUL_AFTER = "in doubt after a loss"
    LOST_ANEW = "lost again"
    STATE_LOST = "session state lost"

    # A statement.
    NUL_CHARACTER = "NUL character"
    NO_SUCH_CHARACTER = "no such character"
    COPY_WITHOUT_DATA = "copy without data"
    NOT_SENT = "not sent"
    UNDONE_ALONE = "undone by its savepoint"
    CANCELLED = "cancelled"
    STATEMENT_TIMEOUT = "statement timeout"
    LOCKED = "locked"
    CONFLICT = "conflict with others"
    REPLICA_CONFLICT = "conflict on the replica"
    READ_ONLY = "read-only"
    FAILED_TRANSACTION = "failed transaction"
    TRANSACTION_STATE = "state of the transaction"
    NAME_NOT_FOUND = "name not found"
    NOT_ACCEPTED = "statement not accepted"
    NOT_SUPPORTED = "not supported"
    BAD_VALUE = "value not accepted"
    CONSTRAINT = "constraint"
    IN_USE = "in use"
    STORAGE_FULL = "storage full"
    OUT_OF_MEMORY = "out of memory"
    LIMIT = "limit reached"
    SYSTEM = "system error"
    INTERNAL = "internal error"
    NO_ROOM = "no room for rows"
    OTHER = "other"


RETRYABLE = frozenset(
    {
        FailureKind.WAKING,
        FailureKind.UNREACHABLE,
        FailureKind.BROKEN_OFF,
        FailureKind.NAME_RESOLUTION,
        FailureKind.TIMEOUT,
        FailureKind.TOO_MANY,
    }
)
"""Kinds for which a later attempt of the same login can succeed."""

REFUSED_CREDENTIAL = frozenset({FailureKind.TOKEN_REFUSED, FailureKind.PASSWORD_REFUSED})
"""Kinds for which a fresh token is worth one more login."""
