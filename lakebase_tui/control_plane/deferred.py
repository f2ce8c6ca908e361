"""A control plane that is still on its way."""

import asyncio
from collections.abc import Awaitable, Callable

from lakebase_tui.config.secret import Secret
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.models import Branch, Compute, Credential, Database, Project, Role, Workspace


class DeferredControlPlane:
    """Waits for `opener` on the first question, then passes every question on.

    A failed opening is tried again with the next question, so that a retry on screen means something.
    """

    def __init__(self, opener: Callable[[], Awaitable[ControlPlane]]) -> None:
        self._opener = opener
        self._opening: asyncio.Future[ControlPlane] | None = None

    async def _ready(self) -> ControlPlane:
        if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
            self._opening = asyncio.ensure_future(self._opener())
        return await asyncio.shield(self._opening)

    async def workspace(self) -> Workspace:
        """See `ControlPlane.workspace`."""
        return await (await self._ready()).workspace()

    async def projects(self) -> list[Project]:
        """See `ControlPlane.projects`."""
        return await (await self._ready()).projects()

    async def project(self, name: str) -> Project:
        """See `ControlPlane.project`."""
        return await (await self._ready()).project(name)

    async def branches(self, project: str) -> list[Branch]:
        """See `ControlPlane.branches`."""
        return await (await self._ready()).branches(project)

    async def branch(self, name: str) -> Branch:
        """See `ControlPlane.branch`."""
        return await (await self._ready()).branch(name)

    async def computes(self, branch: str) -> list[Compute]:
        """See `ControlPlane.computes`."""
        return await (await self._ready()).computes(branch)

    async def compute(self, name: str) -> Compute:
        """See `ControlPlane.compute`."""
        return await (await self._ready()).compute(name)

    async def databases(self, branch: str) -> list[Database]:
        """See `ControlPlane.databases`."""
        return await (await self._ready()).databases(branch)

    async def roles(self, branch: str) -> list[Role]:
        """See `ControlPlane.roles`."""
        return await (await self._ready()).roles(branch)

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        """See `ControlPlane.mint_credential`."""
        return await (await self._ready()).mint_credential(compute, ttl_s=ttl_s)

    async def reveal_password(self, role: str) -> Secret:
        """See `ControlPlane.reveal_password`."""
        return await (await self._ready()).reveal_password(role)

    async def create_branch(
        self, project: str, branch_id: str, *, source: str | None, ttl_s: float | None
    ) -> Branch:
        """See `ControlPlane.create_branch`."""
        return await (await self._ready()).create_branch(project, branch_id, source=source, ttl_s=ttl_s)

    async def aclose(self) -> None:
        """Close what was opened; leave alone what never was."""
        if self._opening is None:
            return
        if not self._opening.done():
            self._opening.cancel()
        elif not self._opening.cancelled() and self._opening.exception() is None:
            await self._opening.result().aclose()
