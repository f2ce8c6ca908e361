"""What a branch offers, what is chosen by default, and what is refused and why. Pure functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.models import (
    AuthMethod,
    Branch,
    BranchState,
    Compute,
    ComputeKind,
    ComputeState,
    Database,
    Identity,
    Project,
    Role,
)
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.target import Auth, ConnectionTarget, NetworkOverride

DEFAULT_DATABASE = "databricks_postgres"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Preselect:
    """What the command line named: resource names or ids, and Postgres names too for role and database."""

    project: str | None = None
    branch: str | None = None
    compute: str | None = None
    role: str | None = None
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user would like on any branch; what a branch does not have is left to its defaults."""

    compute: str | None = None
    database: str | None = None
    role: str | None = None
    password_way: "PasswordWay | None" = None


class PasswordWay(Enum):
    """Where the password of a password role comes from."""

    TYPED = "typed"
    REVEALED = "revealed"


class Refused(LakebaseTuiError):
    """What is chosen cannot be connected to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete choice."""

    project: Project
    branch: Branch
    compute: Compute
    database: Database
    role: Role
    way: PasswordWay = PasswordWay.TYPED


def default_project(
    projects: Sequence[Project], preselect: Preselect, recents: Sequence[Recent]
) -> Project | None:
    """The project to open first: the one named, the most recent one, else the first.

    Raises:
        Refused: The project that was named is not there.
    """
    named = preselect.project or _project_part(preselect.branch) or _project_part(preselect.compute)
    if named is not None:
        found = _find(projects, named, lambda p: (p.name, p.project_id, p.display_name))
        if found is None:
            raise Refused(f"There is no project {_last(named)} here.", "Choose one of those there are.")
        return found
    for recent in recents:
        for project in projects:
            if recent.branch.startswith(f"{project.name}/"):
                return project
    return projects[0] if projects else None


def default_branch(project: Project, branches: Sequence[Branch], wanted: str | None) -> Branch | None:
    """The branch named, else the project's default, else the first that is ready.

    Raises:
        Refused: The branch that was named is not there.
    """
    if wanted is not None:
        found = _find(branches, wanted, lambda b: (b.name, b.branch_id))
        if found is None:
            sentence = f"The project {project.project_id} has no branch {_last(wanted)}."
            raise Refused(sentence, "Choose one of those there are, or make one.")
        return found
    by_default = [b for b in branches if b.name == project.default_branch] or [
        b for b in branches if b.is_default
    ]
    ready = [b for b in branches if b.state is BranchState.READY]
    return next(iter([*by_default, *ready, *branches]), None)


def default_compute(computes: Sequence[Compute], wanted: str | None) -> Compute | None:
    """The compute wished for, else the read-write one that takes connections, else the likeliest."""
    if wanted is not None and (found := _find(computes, wanted, lambda c: (c.name, c.endpoint_id))):
        return found
    return min(computes, key=compute_rank, default=None)


def compute_rank(compute: Compute) -> tuple[bool, bool, bool]:
    """Sorts the likeliest compute first: it takes connections, writes, and is there."""
    return (
        compute.disabled,
        compute.kind is not ComputeKind.READ_WRITE,
        compute.state not in (ComputeState.ACTIVE, ComputeState.IDLE),
    )


def default_database(databases: Sequence[Database], wanted: str | None) -> Database | None:
    """The database wished for, else `databricks_postgres`, else the first."""
    if wanted is not None:
        found = _find(databases, wanted, lambda d: (d.postgres_database, d.name, d.database_id))
        if found is not None:
            return found
    usual = (d for d in databases if d.postgres_database == DEFAULT_DATABASE)
    return next(usual, databases[0] if databases else None)


def default_role(roles: Sequence[Role], user_name: str, wanted: str | None) -> Role | None:
    """The role wished for, else the caller's own, else the first that can log in."""
    if wanted is not None and (found := _find(roles, wanted, lambda r: (r.postgres_role, r.name, r.role_id))):
        return found
    own = [r for r in roles if r.postgres_role == user_name]
    groups = [r for r in roles if r.identity is Identity.GROUP and r.auth_method is AuthMethod.OAUTH]
    password = [r for r in roles if r.auth_method is AuthMethod.PASSWORD]
    return next(iter([*own, *groups, *password, *roles]), None)


def missing_wishes(
    wishes: Wishes, computes: Sequence[Compute], databases: Sequence[Database], roles: Sequence[Role]
) -> list[str]:
    """What was wished for and is not on this branch, in words."""
    asked = (
        ("compute", wishes.compute, [n for c in computes for n in (c.name, c.endpoint_id)]),
        (
            "database",
            wishes.database,
            [n for d in databases for n in (d.postgres_database, d.name, d.database_id)],
        ),
        ("role", wishes.role, [n for r in roles for n in (r.postgres_role, r.name, r.role_id)]),
    )
    return [f"{what} {_last(wish)}" for what, wish, names in asked if wish is not None and wish not in names]


def is_own(role: Role, user_name: str) -> bool:
    """Whether a role is the caller's."""
    return role.postgres_role == user_name


def check_branch(branch: Branch) -> None:
    """Refuse a branch that nothing can connect to.

    Raises:
        Refused: It is deleted.
    """
    if branch.state is BranchState.DELETED:
        raise Refused(f"The branch {branch.branch_id} is deleted.", "Pick another branch.")


def check_compute(compute: Compute) -> None:
    """Refuse a compute that takes no connections.

    Raises:
        Refused: Disabled, being made, or without a host.
    """
    if compute.disabled:
        step = "Enable it in Databricks, or pick another compute or branch."
        raise Refused(f"The compute {compute.endpoint_id} is disabled and takes no connections.", step)
    if compute.state is ComputeState.INIT:
        raise Refused(f"The compute {compute.endpoint_id} is still being made.", "Ask again in a moment.")
    if not compute.hosts.host:
        raise Refused(f"The compute {compute.endpoint_id} has no host yet.", "Ask again in a moment.")


def check_role(role: Role, project: Project) -> None:
    """Refuse a role that cannot log in.

    Raises:
        Refused: NO_LOGIN, or a password role where the project allows no passwords.
    """
    if role.auth_method is AuthMethod.NO_LOGIN:
        step = "Pick another role; it can still be taken on with SET ROLE after connecting."
        raise Refused(f"The role {role.postgres_role} cannot log in.", step)
    if role.auth_method is AuthMethod.PASSWORD and not project.native_login:
        sentence = f"The project {project.project_id} does not let roles log in with a password."
        raise Refused(sentence, "Turn on Postgres native login for it, or pick an OAuth role.")


def check(chosen: Choice) -> None:
    """Refuse a choice for its first fault.

    Raises:
        Refused: With the sentence to show and the next step.
    """
    check_branch(chosen.branch)
    check_compute(chosen.compute)
    check_role(chosen.role, chosen.project)


def target_of(chosen: Choice, network: NetworkOverride) -> ConnectionTarget:
    """The target of a choice, with the user's network settings; it is not checked here."""
    compute, role = chosen.compute, chosen.role
    auth = Auth.PASSWORD if role.auth_method is AuthMethod.PASSWORD else Auth.OAUTH
    return ConnectionTarget(
        host=compute.hosts.host or "",
        database=chosen.database.postgres_database,
        role=role.postgres_role,
        auth=auth,
        project=chosen.project.name,
        branch=chosen.branch.name,
        compute=compute.name,
        read_only=compute.kind is ComputeKind.READ_ONLY,
        protected=chosen.branch.is_protected,
    ).overridden(network)


def recent_of(target: ConnectionTarget, workspace: str, now: float) -> Recent | None:
    """What to remember of a target; None for plain Postgres.

    Args:
        target: What was connected to.
        workspace: URL of its workspace.
        now: Seconds since the epoch.
    """
    if target.branch is None or target.compute is None:
        return None
    return Recent(workspace, target.branch, target.compute, target.database, target.role, now)


def _find(items: Sequence[T], wanted: str, names: Callable[[T], tuple[str, ...]]) -> T | None:
    return next((item for item in items if wanted in names(item)), None)


def _project_part(name: str | None) -> str | None:
    return "/".join(name.split("/")[:2]) if name and name.startswith("projects/") else None


def _last(name: str) -> str:
    return name.rpartition("/")[2] if name.startswith("projects/") else name
