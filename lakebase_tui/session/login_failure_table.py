"""What is said while a login fails, and what it means: by its text, since psycopg then knows no SQLSTATE.

Text comes from the server, the gateway before it, libpq and psycopg. Every row has a next step.
"""

from dataclasses import dataclass

from lakebase_tui.session.failure_kinds import FailureKind


@dataclass(frozen=True, slots=True)
class Login:
    """A login that failed with a text."""

    kind: FailureKind
    pattern: str
    """Regular expression, case ignored, on the text of all attempts."""
    sentence: str = ""
    """May use the pattern's groups as {0}, {1}. Empty: sentence and next step are those of `OURS`."""
    next_step: str = ""


_K = FailureKind

# The first row that matches wins; what is more special stands first.
LOGINS = (
    Login(
        _K.NOT_A_TOKEN,
        r"not a valid JWT encoding",
        "The server expected a database token and was sent something else.",
        "Choose OAuth for this role, or allow native passwords in the project's settings.",
    ),
    Login(
        _K.TOKEN_REFUSED,
        r"JWT token has expired|token (?:has )?expired|invalid authorization",
        "The server refused the database token as expired.",
        "Press Enter to try again with a new token; if it is refused again, sign in again.",
    ),
    Login(
        _K.ROLE_UNREGISTERED,
        r"no role security label was configured in postgres for role \"([^\"]*)\"",
        "Role {0} exists in Postgres but is not registered for OAuth.",
        "Create it with databricks_create_role() or in the Lakebase UI, or log in with a password.",
    ),
    Login(
        _K.WRONG_IDENTITY,
        r"token's identity did not match",
        "The token belongs to somebody else than the chosen role.",
        "Choose your own role, or sign in as the identity that owns this one.",
    ),
    Login(
        _K.POOLER,
        r"SASL authentication failed",
        "The pooled host takes native passwords only.",
        "Connect to the compute's own host, or choose a password role.",
    ),
    Login(
        _K.PASSWORD_REFUSED,
        r"password authentication failed for user [\"']([^\"']*)[\"']",
        "The server refused the login of {0}.",
        "Check the role and its password.",
    ),
    Login(
        _K.PASSWORD_REFUSED,
        r"no password supplied",
        "The server asks for a password and none was given.",
        "Give one with -W, PGPASSWORD or ~/.pgpass.",
    ),
    Login(
        _K.NOT_PERMITTED,
        r"role \"([^\"]*)\" is not permitted to log in",
        "Role {0} may not log in.",
        "Choose another role; this one exists to own or group things.",
    ),
    Login(
        _K.NOT_PERMITTED,
        r"permission denied for database \"([^\"]*)\"",
        "This role may not connect to database {0}.",
        "Ask its owner for GRANT CONNECT, or choose another database.",
    ),
    Login(
        _K.NO_SUCH_ROLE,
        r"role \"([^\"]*)\" does not exist",
        "There is no role {0} here.",
        "Choose another role.",
    ),
    Login(
        _K.NO_SUCH_DATABASE,
        r"database \"([^\"]*)\" does not exist",
        "There is no database {0} here.",
        "Choose another database.",
    ),
    Login(
        _K.NO_ENDPOINT_ID,
        r"Endpoint ID is not specified",
        "The gateway was not told which compute is meant.",
        "Connect by the compute's host name and give an address with --hostaddr only.",
    ),
    Login(
        _K.DISABLED,
        r"endpoint is disabled",
    ),
    Login(
        _K.NO_SUCH_COMPUTE,
        r"endpoint (?:cannot be found|could not be found)",
    ),
    Login(
        _K.NOT_ALLOWED_FROM_HERE,
        r"This IP address (\S+) is not allowed",
        "Connections from {0} are not allowed to this project.",
        "Ask a workspace admin to add the address to the IP access list, or use the VPN.",
    ),
    Login(
        _K.TOO_MANY,
        r"remaining connection slots|too many (?:clients|connections for)|sorry, too many",
        "The compute has no free connection.",
        "Close other clients or raise the compute's size, then try again.",
    ),
    Login(
        _K.WAKING,
        r"the database system is (?:starting up|not yet accepting|in recovery mode|shutting down)"
        r"|Couldn't connect to compute node|Failed to acquire permit|Too many connections attempts"
        r"|endpoint is (?:temporarily unavailable|idle)",
        "The compute did not wake up.",
        "Try again in a moment; its state is shown in the picker.",
    ),
    Login(
        _K.TLS,
        r"certificate verify failed|server certificate for|root certificate file|SSL error: certificate",
        "The server's certificate could not be verified.",
        "Nothing was sent. Give the right CA with --sslrootcert, or check the host.",
    ),
    Login(
        _K.BROKEN_OFF,
        r"SSL SYSCALL error|SSL connection has been closed|unexpected eof while reading"
        r"|server closed the connection unexpectedly|Connection reset by peer|EOF detected",
        "The connection broke while it was made.",
        "Check the network, then try again.",
    ),
    Login(
        _K.TLS,
        r"server does not support SSL|connection is insecure|SSL error"
        r"|no pg_hba.conf entry.*(?:no encryption|SSL off)",
        "No encrypted connection could be made.",
        "Check host and port; a Lakebase server always speaks TLS.",
    ),
    Login(
        _K.NAME_RESOLUTION,
        r"failed to resolve host|could not translate host name",
        "The host name could not be resolved.",
        "Check the network, or give the address with --hostaddr.",
    ),
    Login(
        _K.TIMEOUT,
        r"timeout expired|Connection timed out",
        "The server did not answer in time.",
        "Check network and firewall; a sleeping compute may need longer.",
    ),
    Login(
        _K.UNREACHABLE,
        r"Connection refused|No route to host|Network is unreachable|No such file or directory",
        "No connection could be made.",
        "Check host, port and network.",
    ),
)
