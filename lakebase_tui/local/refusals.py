"""What a login is refused with: every text and code in one table.

The real service has a proxy before the server. Errors of the proxy itself carry severity ERROR and SQLSTATE
XX000, whatever they are about; those of the server are FATAL with a code of their own. Clients see only the
text while they connect, so the wording is part of the behaviour.
"""

from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ErrorResponse that ends a login."""

    message: str
    severity: str = "ERROR"
    sqlstate: str = "XX000"


class Refused(Exception):
    """A login is refused.

    Args:
        refusal: What to tell the client.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Reason(Enum):
    """The reasons, by a short name that the fault door takes too. Braces are filled by `refusal()`."""

    INSECURE = Refusal("connection is insecure (try using `sslmode=require`)")
    NO_ENDPOINT = Refusal(
        "Endpoint ID is not specified: no known host name came with the TLS handshake (SNI)"
    )
    ENDPOINT_GONE = Refusal("Control plane request failed: endpoint cannot be found")
    ENDPOINT_DISABLED = Refusal("Control plane request failed: endpoint is disabled")
    ENDPOINT_UNAVAILABLE = Refusal("Control plane request failed: endpoint is temporarily unavailable")
    NOT_A_JWT = Refusal("Provided authentication token is not a valid JWT encoding")
    TOKEN_EXPIRED = Refusal("JWT token has expired (exp={exp})")
    PASSWORD_FAILED = Refusal("password authentication failed for user '{user}'")
    OTHER_IDENTITY = Refusal("token's identity did not match the role '{user}'")
    NO_LABEL = Refusal(
        'An oauth token was supplied but no role security label was configured in postgres for role "{user}"',
        "FATAL",
        "28000",
    )
    COMPUTE_UNREACHABLE = Refusal("Couldn't connect to compute node: {detail}")
    CONGESTED = Refusal("Failed to acquire permit to connect to the database. Too many connections attempts")
    IP_NOT_ALLOWED = Refusal("This IP address {ip} is not allowed to connect to this endpoint")
    STARTING_UP = Refusal("the database system is starting up", "FATAL", "57P03")
    TOO_MANY_CONNECTIONS = Refusal(
        "remaining connection slots are reserved for roles with the SUPERUSER attribute", "FATAL", "53300"
    )
    PROTOCOL = Refusal("protocol violation: {detail}", "FATAL", "08P01")


def refusal(reason: Reason, **values: str | int) -> Refusal:
    """The refusal with its braces filled in; values may come from the client."""
    found = reason.value
    text = found.message
    # Not str.format: a value with braces of its own must stay as it is.
    for name, value in {"ip": "127.0.0.1", "detail": "it did not answer", **values}.items():
        text = text.replace("{" + name + "}", str(value))
    return replace(found, message=text)
