"""What the control plane knows: workspace, projects, branches, computes, databases, roles, credentials.

Field meanings and wire names: the REST API of `/api/2.0/postgres`. `name` is always the resource
name (`projects/shop/branches/production`); ids are its last part and differ from Postgres names.
Times are aware datetimes in UTC. `None` means that the service did not say; unknown enum values are
`UNKNOWN`, never a guess.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from lakebase_tui.config.secret import Secret


class BranchState(Enum):
    """`status.current_state` of a branch."""

    INIT = "being made"
    READY = "ready"
    ARCHIVED = "archived"
    IMPORTING = "importing"
    RESETTING = "resetting"
    DELETED = "deleted"
    UNKNOWN = "unknown"


class ComputeState(Enum):
    """`status.current_state` of an endpoint. IDLE sleeps at zero and wakes on connect."""

    ACTIVE = "active"
    IDLE = "idle"
    INIT = "starting"
    DEGRADED = "degraded"
    UNKNOWN = "unknown"


class ComputeKind(Enum):
    """`status.endpoint_type`."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    UNKNOWN = "unknown"


class AuthMethod(Enum):
    """`status.auth_method` of a role."""

    OAUTH = "OAuth"
    PASSWORD = "password"
    NO_LOGIN = "no login"
    UNKNOWN = "unknown"


class Identity(Enum):
    """`status.identity_type` of a role; a plain Postgres role has none."""

    USER = "user"
    SERVICE_PRINCIPAL = "service principal"
    GROUP = "group"
    NONE = "Postgres role"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who we are, and where."""

    host: str
    """URL of the workspace, with its scheme."""
    user_name: str
    """E-mail of a person, application id of a service principal; also the Postgres role name."""
    profile: str | None = None
    workspace_id: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project."""

    name: str
    project_id: str
    display_name: str
    pg_version: int | None = None
    owner: str | None = None
    default_branch: str | None = None
    """Resource name of the default branch."""
    native_login: bool = False
    """Whether roles may log in with a native password."""
    storage_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of a project."""

    name: str
    branch_id: str
    project: str
    """Resource name of the project."""
    state: BranchState = BranchState.UNKNOWN
    is_default: bool = False
    is_protected: bool = False
    source_branch: str | None = None
    """Resource name of the parent in the lineage; None for a root."""
    source_time: datetime | None = None
    expire_time: datetime | None = None
    """None: never expires."""
    logical_size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class ComputeHosts:
    """Host names of a compute, without a port."""

    host: str | None = None
    read_only_host: str | None = None
    read_write_pooled_host: str | None = None
    read_only_pooled_host: str | None = None


@dataclass(frozen=True, slots=True)
class Compute:
    """A compute of a branch (the API says endpoint)."""

    name: str
    endpoint_id: str
    branch: str
    """Resource name of the branch."""
    kind: ComputeKind = ComputeKind.UNKNOWN
    state: ComputeState = ComputeState.UNKNOWN
    disabled: bool = False
    min_cu: float | None = None
    max_cu: float | None = None
    suspend_timeout_s: float | None = None
    """Seconds without activity before it sleeps; None: it does not say, probably never."""
    last_active_time: datetime | None = None
    hosts: ComputeHosts = field(default_factory=ComputeHosts)


@dataclass(frozen=True, slots=True)
class Database:
    """A database of a branch; `postgres_database` is the name to connect to."""

    name: str
    database_id: str
    postgres_database: str
    owner_role: str | None = None
    """Resource name of the owner's role; match it with `Role.name`."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a branch; `postgres_role` is the name to log in with."""

    name: str
    role_id: str
    postgres_role: str
    auth_method: AuthMethod = AuthMethod.UNKNOWN
    identity: Identity = Identity.NONE
    is_superuser: bool = False
    """Member of databricks_superuser."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A database credential: a token that opens connections to one compute for about an hour."""

    secret: Secret
    lifetime_s: float
    """Seconds of life at the moment it was received: `expire_time` minus the answer's own Date, so
    that a skewed local clock does not matter."""
