"""Which error means what, and what the user reads about it: one table."""

import re
from dataclasses import dataclass
from enum import Enum


class FailureKind(Enum):
    """What went wrong, as far as the program must tell it apart."""

    NOT_CONFIGURED = "no login"
    BAD_PROFILE = "profile cannot be used"
    LOGIN_EXPIRED = "login expired"
    UNAUTHENTICATED = "login refused"
    PERMISSION = "no permission"
    NOT_FOUND = "not found"
    DISABLED_FEATURE = "Lakebase is not enabled"
    RATE_LIMITED = "too many requests"
    UNREACHABLE = "workspace unreachable"
    TIMEOUT = "no answer in time"
    SERVICE = "error of the service"
    CONFLICT = "conflict"
    INVALID = "request refused"
    INTERNAL = "internal error"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked, as whom, and about what: the words to fill into a sentence."""

    host: str
    auth: str
    profile: str | None = None
    about: str = ""
    """Resource name, or empty for the workspace itself."""
    cli_found: bool = True
    """Whether the Databricks CLI is installed; it matters only for logins that it keeps."""
    secrets: tuple[str, ...] = ()
    """Texts that must never be shown."""


@dataclass(frozen=True, slots=True)
class Facts:
    """An error reduced to what the table looks at."""

    own: frozenset[str]
    """Class names of the error, its error code among them."""
    chain: frozenset[str]
    """The same for the error and all that led to it."""
    text: str
    """Cleaned words of the service or the SDK."""
    all_text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of error: how to know it, and what to say. Every condition that is set must hold."""

    kind: FailureKind
    sentence: str
    next_step: str
    own: frozenset[str] = frozenset()
    """Any of these classes or codes on the error itself."""
    chain: frozenset[str] = frozenset()
    """Any of these classes anywhere in the chain of causes."""
    text: str = ""
    """Regular expression on the text, case ignored."""
    auth: str = ""
    """Only for this auth type."""
    cli_missing: bool = False
    """Only when the Databricks CLI is not installed."""

    def matches(self, facts: Facts, asked: Asked) -> bool:
        """Whether this row speaks of that error."""
        if self.own and not self.own & facts.own:
            return False
        if self.chain and not self.chain & facts.chain:
            return False
        if self.auth and self.auth != asked.auth:
            return False
        if self.cli_missing and asked.cli_found:
            return False
        return not self.text or re.search(self.text, facts.all_text, re.IGNORECASE) is not None


def _row(
    kind: FailureKind,
    sentence: str,
    next_step: str = "",
    *,
    own: str = "",
    chain: str = "",
    text: str = "",
    auth: str = "",
    cli_missing: bool = False,
) -> Row:
    names = frozenset(own.split()), frozenset(chain.split())
    return Row(kind, sentence, next_step, *names, text, auth, cli_missing)


_NETWORK = r"no such host|dial tcp|connection refused|network is unreachable|i/o timeout|tls handshake"
_REACH = "Check the network (VPN, proxy) and the host, then try again."
_K = FailureKind

# The first row that matches wins; what is more special stands first.
TABLE: tuple[Row, ...] = (
    # Setting up the login.
    _row(
        _K.BAD_PROFILE,
        "{Login} sets two kinds of login at once: {two}.",
        "Keep one of them, or say which with auth_type.",
        text="more than one authorization method configured",
    ),
    _row(
        _K.BAD_PROFILE,
        "{Login} names a host that is no workspace URL: {host}.",
        "Write it as https://<your workspace>.",
        chain="InvalidURL LocationParseError InvalidSchema",
    ),
    _row(
        _K.UNREACHABLE,
        "The Databricks CLI could not reach {host} to renew the login.",
        _REACH,
        text=rf"cannot get access token[\s\S]*({_NETWORK})",
    ),
    _row(
        _K.LOGIN_EXPIRED,
        "The login of {login} was made for other scopes than the ones configured.",
        "Run: {again} --scopes <the scopes of the profile>",
        text="do not match the configured scopes",
    ),
    _row(
        _K.LOGIN_EXPIRED,
        "The login of {login} has expired.",
        "Run: {again}",
        text=r"refresh token is invalid|token could not be retrieved|cannot get access token"
        r"|stored credentials from older|invalid_grant",
    ),
    _row(
        _K.NOT_CONFIGURED,
        "The Databricks CLI gave an answer that holds no token.",
        "Update the Databricks CLI, then run: {again}",
        text="cannot unmarshal CLI result",
    ),
    _row(
        _K.NOT_CONFIGURED,
        "{Login} logs in through the Databricks CLI, which is not installed here.",
        "Install the Databricks CLI and run: {again}",
        text="cannot configure default credentials|not configured",
        own="ValueError",
        auth="databricks-cli",
        cli_missing=True,
    ),
    _row(
        _K.NOT_CONFIGURED,
        "{Login} holds no login that can be used.",
        "Run: {again}",
        text="cannot configure default credentials|not configured",
        own="ValueError",
    ),
    _row(
        _K.UNAUTHENTICATED,
        "{Where} does not accept the client id and secret of {login}.",
        "Check client_id and client_secret, and that the secret has not expired.",
        text="invalid_client|unauthorized_client",
    ),
    # The way to the workspace.
    _row(
        _K.UNREACHABLE,
        "{Where} shows a certificate that is not trusted.",
        "Check the host; behind a proxy that opens TLS, set REQUESTS_CA_BUNDLE to its certificate.",
        chain="SSLError SSLCertVerificationError",
    ),
    _row(
        _K.RATE_LIMITED,
        "{Where} refuses further requests for now: too many were made.",
        "Try again in a minute.",
        chain="TooManyRequests",
    ),
    _row(
        _K.UNREACHABLE,
        "{Where} cannot be found: its name does not resolve.",
        "Check the host's spelling and the network.",
        text=r"NameResolutionError|name or service not known|nodename nor servname|temporary failure in name",
    ),
    _row(
        _K.UNREACHABLE,
        "{Where} did not say where to log in, so it cannot be reached or is no workspace.",
        _REACH,
        text=r"Invalid URL 'None'|discovery_url",
    ),
    _row(
        _K.UNREACHABLE,
        "{Where} cannot be reached from this network: it is open only to private links.",
        "Connect through the network (VPN) that the workspace allows.",
        own="PrivateLinkValidationError",
    ),
    _row(
        _K.TIMEOUT,
        "{Where} did not answer in time.",
        _REACH,
        chain="ReadTimeout ConnectTimeout DeadlineExceeded TimeoutExpired",
    ),
    _row(_K.UNREACHABLE, "{Where} cannot be reached.", _REACH, chain="ConnectionError ProxyError"),
    _row(
        _K.UNREACHABLE, "{Where} broke off in the middle of its answer.", _REACH, chain="ChunkedEncodingError"
    ),
    # The service's own answers.
    _row(
        _K.LOGIN_EXPIRED,
        "The login of {login} is no longer accepted.",
        "Run: {again}",
        own="Unauthenticated",
        auth="databricks-cli",
    ),
    _row(
        _K.UNAUTHENTICATED,
        "{Where} does not accept the token of {login}.",
        "Put a new token there, or run: {again}",
        own="Unauthenticated PermissionDenied",
        text=r"invalid access token|token .*(expired|revoked)|credential was not sent",
    ),
    _row(
        _K.UNAUTHENTICATED,
        "{Where} does not accept the login of {login}.",
        "Check it, or run: {again}",
        own="Unauthenticated",
    ),
    _row(
        _K.PERMISSION,
        "{Where} does not let this IP address in.",
        "Use a network (VPN) that its IP access list allows.",
        text="IP ACL|IP access list",
    ),
    _row(
        _K.DISABLED_FEATURE,
        "{Where} has no Lakebase, or it is not enabled there.",
        "Ask a workspace admin, or choose another workspace.",
        own="FEATURE_DISABLED NotImplemented ENDPOINT_NOT_FOUND",
    ),
    _row(
        _K.DISABLED_FEATURE,
        "{Where} does not allow this: {message}",
        "Ask a workspace admin to enable it.",
        own="BadRequest PermissionDenied NotFound",
        text=r"feature.*(disabled|not (enabled|available))|is not enabled|no API found",
    ),
    _row(
        _K.PERMISSION,
        "You have no permission on {what}.",
        "Ask its owner for CAN USE on the project.",
        own="PermissionDenied",
    ),
    _row(
        _K.NOT_FOUND,
        "There is no {missing} in {where}, or you may not see it.",
        "Check the name, and that this is the right workspace.",
        own="NotFound NOT_FOUND",
    ),
    _row(
        _K.CONFLICT,
        "{Where} refused the change: {message}",
        "Choose another name, or wait until the other change is done and try again.",
        own="ResourceConflict ALREADY_EXISTS ABORTED",
    ),
    _row(
        _K.CONFLICT,
        "{Where} refused the change: {message}",
        "Choose another name.",
        own="BadRequest BAD_REQUEST",
        text="already exists",
    ),
    _row(
        _K.INVALID,
        "{Where} refused the request: {message}",
        "Correct what it names and try again.",
        own="BadRequest BAD_REQUEST INVALID_PARAMETER_VALUE",
    ),
    _row(
        _K.SERVICE,
        "{Where} is not available at the moment.",
        "Try again in a minute.",
        chain="TemporarilyUnavailable",
    ),
    _row(
        _K.SERVICE,
        "{Where} gave an answer that is not of the Databricks API.",
        "Check the host, and that no proxy or login page stands in between.",
        text="unable to parse response|BAD_GATEWAY",
    ),
    _row(
        _K.SERVICE,
        "{Where} gave an answer that is not of the Databricks API.",
        "Check the host, and that no proxy or login page stands in between.",
        own="JSONDecodeError",
    ),
    _row(
        _K.SERVICE,
        "{Where} reports an error: {message}",
        "Try again; if it stays, tell Databricks support.",
        own="DatabricksError OPERATION",
    ),
    # The browser.
    _row(
        _K.TIMEOUT,
        "Nobody logged in to {where} in the browser in time.",
        "Where there is no browser, set auth_type = databricks-cli and run: {again}",
        own="TimeoutError",
        auth="external-browser",
    ),
    _row(
        _K.NOT_CONFIGURED,
        "Another login already waits for the browser on port 8020.",
        "Finish it there, or end the program that started it, and try again.",
        text="address already in use",
        auth="external-browser",
    ),
    # What is left: no answer, no SDK, an answer of another shape.
    _row(_K.TIMEOUT, "{Where} did not answer in time.", _REACH, own="TimeoutError"),
    _row(
        _K.INTERNAL,
        "The Databricks SDK cannot be loaded: {message}",
        "Install lakebase-tui again.",
        own="ImportError",
    ),
    _row(
        _K.SERVICE,
        "{Where} gave an answer that this version does not understand.",
        "Look for a newer version of lakebase-tui.",
        own="TypeError KeyError AttributeError ValueError",
    ),
)
