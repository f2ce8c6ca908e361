"""Where a session logs in, and as whom."""

from dataclasses import dataclass, replace
from enum import Enum

DEFAULT_PORT = 5432


class Auth(Enum):
    """How a session proves who it is."""

    OAUTH = "OAuth token"
    PASSWORD = "password"
    NONE = "none"
    """Trust, peer, certificate: libpq finds out by itself (plain Postgres only)."""


@dataclass(frozen=True, slots=True)
class Tls:
    """How the server's certificate is checked."""

    mode: str = "verify-full"
    """libpq's sslmode."""
    root_cert: str | None = None
    """Path of a CA file; None: certifi's."""


@dataclass(frozen=True, slots=True)
class NetworkOverride:
    """Explicit deviations from what the control plane named (tunnel, private link, local Lakebase)."""

    port: int | None = None
    hostaddr: str | None = None
    root_cert: str | None = None


@dataclass(frozen=True, slots=True)
class ConnectionTarget:
    """Everything a login needs but the secret."""

    host: str
    """Host name (also the TLS server name), or a socket folder for plain Postgres."""
    database: str
    role: str
    auth: Auth
    port: int = DEFAULT_PORT
    hostaddr: str | None = None
    tls: Tls = Tls()
    project: str | None = None
    """Resource names; None for plain Postgres."""
    branch: str | None = None
    compute: str | None = None
    read_only: bool = False
    """The compute is a read replica."""
    protected: bool = False
    """The branch is protected."""
    begins_read_only: bool = False
    """The server is asked to refuse what writes, until the user wants it otherwise."""
    options: tuple[tuple[str, str], ...] = ()
    """Further libpq keywords that the user gave in a URL (plain Postgres only)."""

    @property
    def is_lakebase(self) -> bool:
        """Whether a control plane stands behind this target."""
        return self.compute is not None

    @property
    def label(self) -> str:
        """`shop/production` for Lakebase, the host for plain Postgres."""
        if self.branch is None:
            return self.host or "localhost"
        parts = self.branch.split("/")
        return f"{parts[1]}/{parts[3]}"

    @property
    def compute_id(self) -> str:
        """Last part of the compute's resource name; empty for plain Postgres."""
        return (self.compute or "").rpartition("/")[2]

    def overridden(self, network: NetworkOverride) -> "ConnectionTarget":
        """The same target with the user's explicit network settings applied."""
        tls = replace(self.tls, root_cert=network.root_cert) if network.root_cert else self.tls
        return replace(
            self, port=network.port or self.port, hostaddr=network.hostaddr or self.hostaddr, tls=tls
        )
