"""Sessions on the local Lakebase, and what they told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from lakebase_tui.config.profiles import choose
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.session.events import SessionEvent
from lakebase_tui.session.target import Auth, ConnectionTarget, NetworkOverride
from tests.support.local_lakebase import LocalLakebase

PRODUCTION = "projects/shop/branches/production"


def control_plane_of(lakebase: LocalLakebase) -> DatabricksControlPlane:
    """The real client on the local workspace."""
    login = {"DATABRICKS_HOST": lakebase.databricks_host, "DATABRICKS_TOKEN": lakebase.databricks_token}
    return DatabricksControlPlane(choose(None, login))


async def target_on(
    control_plane: DatabricksControlPlane,
    lakebase: LocalLakebase,
    *,
    compute: str = f"{PRODUCTION}/endpoints/primary",
    role: str | None = None,
    auth: Auth = Auth.OAUTH,
    database: str = "databricks_postgres",
) -> ConnectionTarget:
    """A target as the picker makes it, with the local network's override."""
    found = await control_plane.compute(compute)
    assert found.hosts.host is not None
    target = ConnectionTarget(
        host=found.hosts.host,
        database=database,
        role=role or lakebase.user_name,
        auth=auth,
        project="/".join(compute.split("/")[:2]),
        branch="/".join(compute.split("/")[:4]),
        compute=compute,
    )
    return target.overridden(NetworkOverride(lakebase.pg_port, lakebase.pg_hostaddr, lakebase.ca_file))


@dataclass
class Told:
    """Collects a session's events and lets a test wait for one."""

    events: list[SessionEvent] = field(default_factory=list)
    _waiting: list[tuple[Callable[[SessionEvent], bool], "asyncio.Future[SessionEvent]"]] = field(
        default_factory=list
    )

    def __call__(self, event: SessionEvent) -> None:
        self.events.append(event)
        for wanted, future in self._waiting:
            if not future.done() and wanted(event):
                future.set_result(event)

    async def next(self, wanted: Callable[[SessionEvent], bool]) -> SessionEvent:
        """The next event of a kind; those already told do not count."""
        future: asyncio.Future[SessionEvent] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, future))
        return await asyncio.wait_for(future, 30)

    def of(self, kind: type) -> list[SessionEvent]:
        """All events of a class so far."""
        return [event for event in self.events if isinstance(event, kind)]
