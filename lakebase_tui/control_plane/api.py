"""What the rest of the program asks of a control plane."""

from typing import Protocol

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.models import (
    Branch,
    Compute,
    Credential,
    Database,
    Project,
    Role,
    Workspace,
)


class ControlPlane(Protocol):
    """Databricks, asked asynchronously.

    No method blocks the event loop or wakes a compute. Every method raises
    `lakebase_tui.control_plane.failures.ControlPlaneFailure` with a kind, one sentence and a next
    step, and may be cancelled.
    """

    async def workspace(self) -> Workspace:
        """The workspace and the caller's identity."""

    async def projects(self) -> list[Project]:
        """All projects the caller may see."""

    async def project(self, name: str) -> Project:
        """One project by resource name."""

    async def branches(self, project: str) -> list[Branch]:
        """All branches of a project."""

    async def branch(self, name: str) -> Branch:
        """One branch by resource name."""

    async def computes(self, branch: str) -> list[Compute]:
        """All computes of a branch."""

    async def compute(self, name: str) -> Compute:
        """One compute by resource name."""

    async def databases(self, branch: str) -> list[Database]:
        """All databases of a branch."""

    async def roles(self, branch: str) -> list[Role]:
        """All roles of a branch."""

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        """A fresh credential for one compute; `ttl_s` in seconds, the service's default when None."""

    async def reveal_password(self, role: str) -> Secret:
        """The native password of a role (resource name), where the caller may see it."""

    async def create_branch(
        self, project: str, branch_id: str, *, source: str | None, ttl_s: float | None
    ) -> Branch:
        """Create a branch and wait until it is there; `ttl_s` None: it never expires."""

    async def aclose(self) -> None:
        """Stop asking; calls in flight are left behind on their daemon threads."""
