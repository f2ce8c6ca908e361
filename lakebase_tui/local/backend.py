"""What the HTTP side of the local Lakebase asks of its data plane.

Names of branches, computes and projects are resource names as in the API
(`projects/shop/branches/production/endpoints/primary`); databases and roles go by their Postgres names.
Durations are seconds, points in time are seconds since the epoch on the real clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, Protocol

RoleKind = Literal["oauth", "password", "nologin"]
IdentityType = Literal["USER", "SERVICE_PRINCIPAL", "GROUP", ""]
AuthMethod = Literal["LAKEBASE_OAUTH_V1", "PG_PASSWORD_SCRAM_SHA_256", "NO_LOGIN"]
ComputeState = Literal["ACTIVE", "IDLE"]


class Unset(Enum):
    """Marks an argument that was not given, where None has a meaning of its own."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


class BackendError(Exception):
    """The data plane could not do what was asked.

    Args:
        status: HTTP status to answer with.
        code: `error_code` of the API's error body, such as `NOT_FOUND`.
        message: What went wrong, for a person.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use this local Lakebase, drawn anew for every run."""

    databricks_token: str
    """The personal access token of the user."""
    client_id: str
    client_secret: str
    fault_secret: str | None
    """What the fault door asks for; None keeps the door shut."""
    user_name: str = "ana@example.com"
    """E-mail of the person behind the token, and their Postgres role."""
    application_id: str = "5f0c2a54-6e1b-4c8e-9d37-1b7a2f3c4d5e"
    """Application id of the service principal behind client_id, and its Postgres role."""


@dataclass(frozen=True, slots=True)
class ComputeSpec:
    """A compute to make."""

    name: str
    branch: str
    read_only: bool = False
    suspend_timeout_s: float | None = None
    """Seconds without a session before it sleeps; None: never."""
    asleep: bool = False
    """Do not start it now; the first connect will."""


@dataclass(frozen=True, slots=True)
class ComputeStatus:
    """How a compute is at this moment."""

    state: ComputeState
    last_active: float
    """Seconds since the epoch."""
    host: str
    disabled: bool
    suspend_timeout_s: float | None
    read_only: bool = False
    waking: bool = False
    """It is still asleep, and no longer for long."""


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """A database of a branch, by its Postgres name."""

    name: str
    owner: str
    """Postgres name of the owning role."""


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role of a branch, by its Postgres name."""

    name: str
    can_login: bool
    createdb: bool
    createrole: bool
    bypassrls: bool
    superuser_member: bool
    """Member of databricks_superuser."""


@dataclass(slots=True)
class Settings:
    """What a fault or a flag may change while the local Lakebase runs. All in seconds."""

    min_ttl_s: float = 300.0
    """Shortest life of a credential that may be asked for."""
    max_ttl_s: float = 3600.0
    idle_limit_s: float = 24 * 3600.0
    """A session that sends nothing for so long is ended with 57P05."""
    max_life_s: float = 3 * 24 * 3600.0
    """A session that is older is ended with 57P01, whatever it does."""
    wake_delay_s: float = 0.0
    """Added to every wake."""
    wake_failure: str | None = None
    """Every wake fails with this text while it is set."""
    cancel_delay_s: float = 0.0
    """How long a cancel request is kept before it is passed on."""


class TokenRefused(Exception):
    """A token is not accepted; the text says why, and is safe to show."""


class TokenService(Protocol):
    """Mints and checks signed tokens against a clock that can be moved."""

    skew_s: float

    def now(self) -> float:
        """Seconds since the epoch on the movable clock."""
        ...

    def mint(self, sub: str, endpoint: str | None, ttl_s: float) -> tuple[str, dict[str, Any]]:
        """A JWT for one user and compute (or, with None, for the workspace), and its claims."""
        ...

    def check(self, token: str, *, sub: str | None = None, endpoint: str | None = None) -> dict[str, Any]:
        """The claims of a good token.

        Raises:
            TokenRefused: Not ours, expired, revoked, or for another user or compute.
        """
        ...

    def revoke(self, jti: str) -> None:
        """Refuse this one from now on."""
        ...

    def revoke_all(self) -> int:
        """Refuse all that were minted so far; tells how many were still good."""
        ...


class Backend(Protocol):
    """The data plane: clusters, computes, logins. Every failure is a BackendError."""

    pg_version: int
    """Major version of the servers."""
    tokens: TokenService
    settings: Settings

    async def create_branch(self, branch: str, source: str | None) -> None:
        """Make a branch: a snapshot of `source` as it is now, or the demo data where that is None.

        Roles, passwords and databases come along. The branch has no compute yet.
        """
        ...

    async def delete_branch(self, branch: str) -> None:
        """End its computes and remove its data."""
        ...

    async def create_compute(self, spec: ComputeSpec) -> str:
        """Make a compute (a real standby where it is read-only) and return its host name."""
        ...

    async def delete_compute(self, compute: str) -> None:
        """End its sessions and remove it; the branch's data stays."""
        ...

    async def update_compute(
        self, compute: str, *, disabled: bool | None = None, suspend_timeout_s: float | Unset | None = UNSET
    ) -> None:
        """Change what is given; disabling also stops it."""
        ...

    def compute_status(self, compute: str) -> ComputeStatus:
        """How it is now."""
        ...

    async def suspend(self, compute: str) -> None:
        """Put it to sleep now, whoever is connected."""
        ...

    async def set_native_login(self, project: str, allowed: bool) -> None:
        """Whether password roles of a project may log in."""
        ...

    async def databases(self, branch: str) -> list[DatabaseInfo]:
        """The databases. A sleeping branch answers from memory, without waking."""
        ...

    async def roles(self, branch: str) -> list[RoleInfo]:
        """The roles, without Postgres's own. A sleeping branch answers from memory."""
        ...

    async def create_database(self, branch: str, database: str, owner: str) -> None:
        """Create a database; wakes the branch."""
        ...

    async def drop_database(self, branch: str, database: str) -> None:
        """Drop a database and end its sessions; wakes the branch."""
        ...

    async def alter_database(
        self, branch: str, database: str, *, owner: str | None = None, rename_to: str | None = None
    ) -> None:
        """Change the owner or the name; wakes the branch."""
        ...

    async def create_role(
        self,
        branch: str,
        role: str,
        *,
        kind: RoleKind,
        identity: IdentityType = "",
        createdb: bool = False,
        createrole: bool = False,
        bypassrls: bool = False,
        superuser: bool = False,
    ) -> None:
        """Create a role; wakes the branch. A password role gets a password of its own."""
        ...

    async def alter_role(
        self,
        branch: str,
        role: str,
        *,
        kind: RoleKind | None = None,
        createdb: bool | None = None,
        createrole: bool | None = None,
        bypassrls: bool | None = None,
        superuser: bool | None = None,
    ) -> None:
        """Change what is given; wakes the branch."""
        ...

    async def drop_role(self, branch: str, role: str, reassign_to: str | None = None) -> None:
        """Drop a role; what it owns goes to `reassign_to`. Wakes the branch."""
        ...

    def role_auth(self, branch: str, role: str) -> AuthMethod:
        """How the role logs in."""
        ...

    def role_identity(self, branch: str, role: str) -> IdentityType:
        """Whom the role stands for; empty for a plain Postgres role."""
        ...

    def reveal_password(self, branch: str, role: str) -> str:
        """The password of a password role."""
        ...

    async def logical_size(self, branch: str) -> int | None:
        """Bytes of its databases, as last seen while it was awake."""
        ...

    async def apply_fault(self, fault: Mapping[str, Any]) -> dict[str, Any]:
        """Set faults of the data plane; `faults.py` lists the keys. Returns what is worth knowing."""
        ...
