"""Workspaces: those of Databricks, and the local one."""

from collections.abc import Mapping, Sequence

from lakebase_tui.cli.arguments import Arguments
from lakebase_tui.cli.demo import LocalLakebase
from lakebase_tui.config.profiles import LoginSource, choose, workspace_profiles
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.deferred import DeferredControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import Preselect
from lakebase_tui.session.target import NetworkOverride


class DatabricksAccess:
    """Workspaces from ~/.databrickscfg and the environment.

    Args:
        environ: Where DATABRICKS_* variables are looked up.
        network: What the command line overrides.
    """

    def __init__(self, environ: Mapping[str, str], network: NetworkOverride) -> None:
        self._environ = environ
        self._network = network

    @property
    def profiles(self) -> Sequence[str]:
        """Profiles of the config file; empty where it cannot be read, which the first question tells."""
        try:
            return [profile.name for profile in workspace_profiles(self._environ)]
        except LakebaseTuiError:
            return ()

    def control_plane(self, profile: str | None) -> ControlPlane:
        """The workspace of a profile."""

        async def open_it() -> ControlPlane:
            return _on_databricks(choose(profile, self._environ))

        return DeferredControlPlane(open_it)

    def notice(self, profile: str | None) -> str:
        """A secret that others can read, variables that are left out, a host without https."""
        try:
            return " ".join(choose(profile, self._environ).warnings)
        except LakebaseTuiError:
            return ""

    async def network(self) -> NetworkOverride:
        """What the command line said."""
        return self._network

    def close(self) -> None:
        """Nothing was started."""


class DemoAccess:
    """The local Lakebase."""

    profiles: Sequence[str] = ()

    def __init__(self) -> None:
        self._local = LocalLakebase()

    def control_plane(self, profile: str | None) -> ControlPlane:
        """The local workspace, as soon as it serves."""

        async def open_it() -> ControlPlane:
            address = await self._local.address()
            login = {"DATABRICKS_HOST": address.databricks_host, "DATABRICKS_TOKEN": address.databricks_token}
            return _on_databricks(choose(None, login))

        return DeferredControlPlane(open_it)

    def notice(self, profile: str | None) -> str:
        """Nothing to say."""
        return ""

    async def network(self) -> NetworkOverride:
        """Its address, port and certificate authority."""
        address = await self._local.address()
        return NetworkOverride(address.pg_port, address.pg_hostaddr, address.ca_file)

    def close(self) -> None:
        """Let it end."""
        self._local.close()


def preselect_of(arguments: Arguments) -> Preselect:
    """What it names of a Lakebase."""
    return Preselect(
        project=arguments.project,
        branch=arguments.branch,
        compute=arguments.endpoint,
        role=arguments.role,
        database=arguments.database,
    )


def _on_databricks(login: LoginSource) -> ControlPlane:
    from lakebase_tui.control_plane.databricks import DatabricksControlPlane  # plain servers need none of it

    return DatabricksControlPlane(login)
