"""A control plane in memory, whose answers can be held back or made to fail, for pilot tests of screens."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.models import (
    AuthMethod,
    Branch,
    BranchState,
    Compute,
    ComputeHosts,
    ComputeKind,
    ComputeState,
    Credential,
    Database,
    Identity,
    Project,
    Role,
    Workspace,
)
from lakebase_tui.errors import LakebaseTuiError

T = TypeVar("T")
ME = "ana@example.com"
SHOP = "projects/shop"
PRODUCTION = f"{SHOP}/branches/production"
DEV = f"{SHOP}/branches/dev-ana"
METRICS = "projects/telemetry/branches/main"


@dataclass
class FakeControlPlane:
    """Answers from `projects_`, `branches_` and so on; `gates` holds a call back, `failing` makes it fail."""

    workspace_: Workspace = field(
        default_factory=lambda: Workspace("https://shop-prod.cloud.databricks.com", ME, "DEFAULT")
    )
    projects_: list[Project] = field(default_factory=list)
    branches_: dict[str, list[Branch]] = field(default_factory=dict)
    computes_: dict[str, list[Compute]] = field(default_factory=dict)
    databases_: dict[str, list[Database]] = field(default_factory=dict)
    roles_: dict[str, list[Role]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    failing: dict[str, LakebaseTuiError] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    created: list[tuple[str, str, str | None, float | None]] = field(default_factory=list)

    def hold(self, *calls: str) -> None:
        """Keep the answers of these calls until `let_go`."""
        self.gates |= {call: asyncio.Event() for call in calls}

    def let_go(self, call: str) -> None:
        """Let the answers of a call come."""
        self.gates.pop(call).set()

    async def _answer(self, call: str, value: T) -> T:
        self.asked[call] += 1
        if call in self.gates:
            await self.gates[call].wait()
        if call in self.failing:
            raise self.failing[call]
        return value

    async def workspace(self) -> Workspace:
        return await self._answer("workspace", self.workspace_)

    async def projects(self) -> list[Project]:
        return await self._answer("projects", list(self.projects_))

    async def project(self, name: str) -> Project:
        return await self._answer("project", next(p for p in self.projects_ if p.name == name))

    async def branches(self, project: str) -> list[Branch]:
        return await self._answer("branches", list(self.branches_.get(project, [])))

    async def branch(self, name: str) -> Branch:
        found = next(b for many in self.branches_.values() for b in many if b.name == name)
        return await self._answer("branch", found)

    async def computes(self, branch: str) -> list[Compute]:
        return await self._answer("computes", list(self.computes_.get(branch, [])))

    async def compute(self, name: str) -> Compute:
        found = next(c for many in self.computes_.values() for c in many if c.name == name)
        return await self._answer("compute", found)

    async def databases(self, branch: str) -> list[Database]:
        return await self._answer("databases", list(self.databases_.get(branch, [])))

    async def roles(self, branch: str) -> list[Role]:
        return await self._answer("roles", list(self.roles_.get(branch, [])))

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        return await self._answer("mint_credential", Credential(Secret("token"), ttl_s or 3600.0))

    async def reveal_password(self, role: str) -> Secret:
        return await self._answer("reveal_password", Secret(f"password of {role}"))

    async def create_branch(
        self, project: str, branch_id: str, *, source: str | None, ttl_s: float | None
    ) -> Branch:
        expires = datetime.now(UTC) + timedelta(seconds=ttl_s) if ttl_s is not None else None
        name = f"{project}/branches/{branch_id}"
        new = Branch(name, branch_id, project, BranchState.READY, source_branch=source, expire_time=expires)
        await self._answer("create_branch", new)
        self.created.append((project, branch_id, source, ttl_s))
        self.branches_[project].append(new)
        offer_everything(self, name)
        return new

    async def aclose(self) -> None:
        """Nothing is held."""


def shop() -> FakeControlPlane:
    """Two projects with the cases that a picker has to tell apart."""
    plane = FakeControlPlane()
    plane.projects_ = [
        Project(SHOP, "shop", "shop", 18, ME, PRODUCTION, native_login=True, storage_bytes=38_000_000),
        Project("projects/telemetry", "telemetry", "telemetry", 17, ME, METRICS, storage_bytes=2_000_000_000),
    ]
    # Half an hour more, so that the days that are left do not depend on how long a test takes.
    expires = datetime.now(UTC) + timedelta(days=3, minutes=30)
    snapshot = datetime(2026, 10, 21, 6, tzinfo=UTC)
    ready = BranchState.READY
    production = Branch(PRODUCTION, "production", SHOP, ready, is_default=True, is_protected=True)
    plane.branches_[SHOP] = [
        production,
        Branch(DEV, "dev-ana", SHOP, ready, source_branch=PRODUCTION, expire_time=expires),
        Branch(f"{DEV}-2", "dev-ana-2", SHOP, ready, source_branch=DEV),
        Branch(f"{SHOP}/branches/staging", "staging", SHOP, ready, source_branch=PRODUCTION),
        Branch(
            f"{SHOP}/branches/old", "old", SHOP, BranchState.ARCHIVED, source_branch=PRODUCTION,
            source_time=snapshot,
        ),
    ]  # fmt: skip
    plane.branches_["projects/telemetry"] = [Branch(METRICS, "main", "projects/telemetry", ready, True)]
    for branch in (branch for many in plane.branches_.values() for branch in many):
        offer_everything(plane, branch.name)
    staging = f"{SHOP}/branches/staging"
    plane.computes_[staging] = [replace(plane.computes_[staging][0], state=ComputeState.IDLE)]
    plane.computes_[f"{DEV}-2"] = []
    return plane


def offer_everything(plane: FakeControlPlane, branch: str) -> None:
    """Give a branch computes, databases and roles of every kind."""
    oauth, scram = AuthMethod.OAUTH, AuthMethod.PASSWORD
    plane.computes_[branch] = [
        _compute(branch, "replica", ComputeKind.READ_ONLY, ComputeState.IDLE, 0.5, 2.0),
        _compute(branch, "primary", ComputeKind.READ_WRITE, ComputeState.ACTIVE, 1.0, 4.0),
        replace(_compute(branch, "spare", ComputeKind.READ_ONLY, ComputeState.IDLE, 0.5, 1.0), disabled=True),
    ]
    names = ("analytics", "databricks_postgres")
    owners = {"analytics": "rol-2", "databricks_postgres": "rol-1"}
    plane.databases_[branch] = [
        Database(f"{branch}/databases/db-{i}", f"db-{i}", name, f"{branch}/roles/{owners[name]}")
        for i, name in enumerate(names)
    ]
    principal = "7f3c2d1a-9b5e-4c3d-8f21-0a6b7c8d9ee1"
    plane.roles_[branch] = [
        Role(f"{branch}/roles/rol-0", "rol-0", "auditors", AuthMethod.NO_LOGIN, Identity.NONE),
        Role(f"{branch}/roles/rol-2", "rol-2", "app", scram, Identity.NONE),
        Role(f"{branch}/roles/rol-1", "rol-1", ME, oauth, Identity.USER, is_superuser=True),
        Role(f"{branch}/roles/rol-3", "rol-3", principal, oauth, Identity.SERVICE_PRINCIPAL),
        Role(f"{branch}/roles/rol-4", "rol-4", "data-team", oauth, Identity.GROUP),
    ]


def _compute(
    branch: str, name: str, kind: ComputeKind, state: ComputeState, least: float, most: float
) -> Compute:
    host = f"ep-{branch.rpartition('/')[2]}-{name}.database.us-east-1.cloud.databricks.com"
    return Compute(
        f"{branch}/endpoints/{name}", name, branch, kind, state, min_cu=least, max_cu=most,
        suspend_timeout_s=300.0, hosts=ComputeHosts(host),
    )  # fmt: skip
