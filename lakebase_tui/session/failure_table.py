"""What can go wrong on a connection, and what the user reads about it: every row of it.

After the login the SQLSTATE decides, and the text only where one code means several things: `STATEMENTS`.
What the client itself has to tell is known by its kind: `OURS`. Failed logins are in `login_failure_table`.

Every failed login and every loss has a next step. The error of a statement has one only where it helps: an
empty next step means that the server's own words say it all.
"""

from dataclasses import dataclass
from typing import NamedTuple

from lakebase_tui.session.failure_kinds import FailureKind


@dataclass(frozen=True, slots=True)
class Said:
    """What the server said on a connection. Every condition that is set must hold."""

    kind: FailureKind
    code: str
    """SQLSTATE, or the beginning of one: a class of them."""
    next_step: str = ""
    sentence: str = ""
    """Empty: the server's own words."""
    pattern: str = ""
    """Regular expression, case ignored, on the message; servers that speak other languages miss it."""
    fatal: bool = False
    """Only where it ended the session: a function may raise an error of any code."""


class Words(NamedTuple):
    """What to say of a failure of our own; {0} and {1} are filled in."""

    sentence: str
    """Empty: the server's own words."""
    next_step: str = ""


_K = FailureKind
_NEW_CONNECTION = "The next statement gets a new connection."
_READ_WRITE = "Alt+M makes the session read-write; on a read replica, connect to the read-write compute."
_NOT_PSQL = (
    r"Commands with a \ are psql's. Here F4 shows the schema, Ctrl+P tells all of an object, F1 lists keys."
)
_ALL_AGAIN = "Run it again, with the whole transaction that it was part of."
_REPORT = "Run it again; if it stays, report it with the server's words."

# The first row that matches wins; what is more special stands first.
STATEMENTS = (
    # The server ended the session.
    Said(
        _K.CONNECTION_GONE,
        "57P01",
        _NEW_CONNECTION,
        "The server was suspended, restarted or stopped, or somebody ended the session.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "57P02",
        _NEW_CONNECTION,
        "The server restarts, because another session of it crashed.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "57P03",
        "Try again in a moment.",
        "The server takes no connections at the moment.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "57P04",
        "Choose another database.",
        "The database of the session was dropped.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "57P05",
        "The next statement gets a new connection; idle_session_timeout says how long one may be idle.",
        "The server ends sessions that are idle for so long.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "25P03",
        "End transactions sooner, or set idle_in_transaction_session_timeout higher.",
        "The server ends sessions whose transaction is idle for so long.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "25P04",
        "Make the transaction shorter, or set transaction_timeout higher.",
        "The server ends sessions whose transaction takes so long.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE,
        "40001",
        "Run it again; a long query is better off on the read-write compute.",
        "The replica ended the session, which stood in the way of a change that it had to follow.",
        fatal=True,
    ),
    Said(
        _K.CONNECTION_GONE, "08", "Check the network; the next statement gets a new connection.", fatal=True
    ),
    Said(_K.CONNECTION_GONE, "", _NEW_CONNECTION, fatal=True),
    # It stopped a statement.
    Said(
        _K.STATEMENT_TIMEOUT,
        "57014",
        "Make it faster, or allow it more time with SET statement_timeout.",
        pattern="statement timeout",
    ),
    Said(
        _K.CANCELLED,
        "57014",
        "It was not cancelled from here: run it again, or ask who did.",
        pattern="user request",
    ),
    Said(_K.CANCELLED, "57014"),
    Said(
        _K.LOCKED,
        "55P03",
        "See in pg_stat_activity and pg_locks who holds the lock, or allow more time with SET lock_timeout.",
        pattern="lock timeout",
    ),
    Said(_K.LOCKED, "55P03", "See in pg_stat_activity and pg_locks who holds the lock, or try again."),
    Said(_K.IN_USE, "55006", "See in pg_stat_activity who uses it."),
    Said(
        _K.REPLICA_CONFLICT,
        "40001",
        "Run it again; a long query is better off on the read-write compute.",
        pattern="conflict with recovery",
    ),
    Said(_K.CONFLICT, "40001", _ALL_AGAIN),
    Said(_K.CONFLICT, "40P01", _ALL_AGAIN),
    # It has not what the statement needs.
    Said(_K.STORAGE_FULL, "53100", "Delete what is not needed, or raise the limit that the words name."),
    Said(_K.LIMIT, "53200", pattern="shared memory"),  # its hint names the setting
    Said(_K.OUT_OF_MEMORY, "53200", "Let it sort or join less at once, or use a bigger compute."),
    Said(_K.TOO_MANY, "53300", "Close other connections, or use a bigger compute."),
    Said(_K.LIMIT, "53400", "Let it sort or join less at once, or raise the limit that the words name."),
    Said(_K.LIMIT, "53", "Let it do less at once, or use a bigger compute."),
    Said(_K.LIMIT, "54"),
    # What the transaction allows.
    Said(_K.READ_ONLY, "25006", _READ_WRITE),
    Said(_K.FAILED_TRANSACTION, "25P02", "Run ROLLBACK, then go on: nothing else is taken until then."),
    Said(_K.TRANSACTION_STATE, "25001", "End the transaction first: this must run by itself."),
    Said(_K.TRANSACTION_STATE, "25"),
    # What it is about.
    Said(
        _K.NOT_PERMITTED,
        "42501",
        "Its owner can GRANT it to your current_user, or you SET ROLE to a role that may.",
    ),
    Said(
        _K.NAME_NOT_FOUND,
        "42P01",
        "If it is in another schema, name that, or add it to search_path.",
        # With a dot in it the schema was named.
        pattern=r'^relation "[^".]+" does not exist',
    ),
    Said(_K.NAME_NOT_FOUND, "42P01"),
    Said(_K.NAME_NOT_FOUND, "42703"),
    Said(_K.NAME_NOT_FOUND, "42883"),
    Said(_K.NAME_NOT_FOUND, "42704"),
    Said(
        _K.NAME_NOT_FOUND,
        "3F000",
        "SET search_path to a schema that is there and that you may use.",
        pattern="no schema has been selected",
    ),
    Said(_K.NAME_NOT_FOUND, "3F000"),
    Said(_K.NAME_NOT_FOUND, "26000", "PREPARE it again: it may have ended with an earlier connection."),
    Said(_K.NAME_NOT_FOUND, "34000", "DECLARE it again: a cursor ends with its transaction."),
    Said(_K.NO_SUCH_DATABASE, "3D000"),
    Said(_K.NOT_ACCEPTED, "42601", _NOT_PSQL, pattern=r'"\\"'),
    Said(_K.NOT_ACCEPTED, "42"),
    Said(_K.NOT_PERMITTED, "28"),
    Said(
        _K.NOT_SUPPORTED,
        "0A000",
        "Run DEALLOCATE ALL, and PREPARE it again.",
        pattern="cached plan must not change result type",
    ),
    Said(_K.NOT_SUPPORTED, "0A"),
    Said(_K.BAD_VALUE, "22"),
    Said(_K.CONSTRAINT, "23"),
    # What should not happen.
    Said(_K.NAME_NOT_FOUND, "58P01"),  # a file on the server that a COPY names
    Said(_K.SYSTEM, "58", _REPORT),
    Said(_K.INTERNAL, "XX", _REPORT),
    Said(_K.OTHER, ""),
)

OURS = {
    # There is no connection.
    _K.TOKEN_REFUSED: Words(
        "The server refused a freshly made token for role {0}.",
        "Check that this role is registered for OAuth (databricks_create_role) and that it is yours.",
    ),
    _K.PASSWORD_REFUSED: Words("The server refused the login.", "Check the role and its password."),
    _K.BAD_SETTINGS: Words("The connection settings are not valid: {0}", "Correct the URL or the options."),
    _K.DISABLED: Words(
        "The compute is disabled, and a connection does not wake it.",
        "Enable it in the Lakebase UI, or choose another compute.",
    ),
    _K.STARTING: Words(
        "The compute is still being made and takes no connections yet.",
        "Try again when the picker shows it as active.",
    ),
    _K.NO_SUCH_COMPUTE: Words(
        "The compute does not exist any more.",
        "Choose another compute; the branch may have been deleted.",
    ),
    # There was one.
    _K.CONNECTION_GONE: Words("The connection was lost.", _NEW_CONNECTION),
    _K.NOT_WOKEN: Words(
        "There is no connection now, and none is made for this.", "Run a statement: it wakes the compute."
    ),
    _K.TIMEOUT: Words("The server did not answer in time.", "Try again in a moment."),
    _K.NO_ANSWER: Words("The server did not react, so the connection was dropped.", _NEW_CONNECTION),
    _K.LOST_IN_TRANSACTION: Words(
        "Not sent, and the transaction is rolled back: {0}",
        "Run the transaction again from its BEGIN; the next statement gets a new connection.",
    ),
    _K.LOST_IN_SCRIPT: Words(
        "Not sent, because the statements before it ran on a connection that is gone: {0}",
        "What ran before it stands. Run the rest when you have looked: that makes a new connection.",
    ),
    _K.LOST_UNSENT: Words("The connection was lost before the statement was sent.", "Run it again."),
    _K.LOST_BEFORE_COMMIT: Words(
        "The connection was lost before COMMIT was sent: the transaction is rolled back.",
        "Run it again from its BEGIN.",
    ),
    _K.LOST_ROLLED_BACK: Words(
        "The connection was lost while the statement ran.",
        "The transaction it was part of is rolled back: nothing of it is stored.",
    ),
    _K.LOST_UNKNOWN: Words(
        "The connection was lost while the statement ran.",
        "It may or may not have taken effect: look before you run it again.",
    ),
    _K.LOST_READING: Words(
        "The connection was lost while the statement ran.",
        "It only reads, so nothing was changed; the rows that came are kept. Run it again for all of them.",
    ),
    _K.COMMITTED_UNHEARD: Words(
        "The connection was lost before the answer came, but the server says: committed.",
        "It is stored; go on.",
    ),
    _K.ROLLED_BACK_UNHEARD: Words(
        "The connection was lost during COMMIT, and the server says: rolled back.",
        "The transaction it was part of is rolled back: nothing of it is stored.",
    ),
    _K.UNDONE_AFTER: Words(
        "This had run, and was rolled back when the connection of its transaction was lost.",
        "Run the transaction again from its BEGIN.",
    ),
    _K.DOUBTFUL_AFTER: Words(
        "This had run; whether its transaction was committed is not known.",
        "Look before you run it again.",
    ),
    _K.LOST_ANEW: Words(
        "The new connection broke while the session was made anew; the statement was not sent.",
        "Run it again.",
    ),
    _K.STATE_LOST: Words(
        "Not sent, because this went with the old connection: {0}.",
        "Make it again, or run the statement once more to do without it.",
    ),
    # There is one, and the statement did not run well.
    _K.NUL_CHARACTER: Words(
        "The statement holds a NUL character at position {0}; it was not sent.",
        "PostgreSQL would read no further than that: remove it.",
    ),
    _K.NO_SUCH_CHARACTER: Words(
        "The connection's encoding {0} has no {1}; nothing was sent.",
        "Run SET client_encoding = 'UTF8' first.",
    ),
    _K.COPY_WITHOUT_DATA: Words(
        "COPY FROM STDIN waits for data of the client, and there is none.",
        "Choose a file to copy in, or use INSERT.",
    ),
    _K.NOT_SENT: Words("Not sent, because {0} before it failed: {1}.", "Run it again."),
    _K.CANCELLED: Words("Cancelled before it was sent."),
    _K.UNDONE_ALONE: Words(
        "",
        "Only this statement is undone, by its savepoint: the transaction goes on.",
    ),
    _K.NO_ROOM: Words(
        "There is no room for more rows: {0}.",
        "The rows read so far are kept; free some disk space, or set TMPDIR to a larger disk.",
    ),
    _K.OTHER: Words("The connection failed: {0}", "Try again."),
}
