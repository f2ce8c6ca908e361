"""Put the program together: which workspace stands behind the app, and what it opens first."""

import getpass
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from pathlib import Path

from lakebase_tui.cli.arguments import Arguments
from lakebase_tui.cli.demo import LocalLakebase
from lakebase_tui.config.buffers import BufferFolder
from lakebase_tui.config.crash_reports import CrashReports
from lakebase_tui.config.environment import take_pg_environment
from lakebase_tui.config.profiles import choose, workspace_profiles
from lakebase_tui.config.secret import Secret
from lakebase_tui.config.state import RecentStore
from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.deferred import DeferredControlPlane
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.passwords import PasswordSources
from lakebase_tui.session.plain import PlainFlags, plain_target
from lakebase_tui.session.target import Auth, NetworkOverride
from lakebase_tui.ui.access import Access


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
            return DatabricksControlPlane(choose(profile, self._environ))

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
            return DatabricksControlPlane(choose(None, login))

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


def run(arguments: Arguments, environ: MutableMapping[str, str]) -> int:
    """Open the app.

    Raises:
        UsageError: A target that cannot be used.
    """
    pg_environment = take_pg_environment(environ)
    # Started before the app is imported: it boots while the first screen is drawn.
    access: Access = DemoAccess() if arguments.demo else DatabricksAccess(environ, _network(arguments))
    try:
        from lakebase_tui.session.offers import Preselect
        from lakebase_tui.ui.app import LakebaseApp
        from lakebase_tui.ui.launch import Launch

        plain = password = None
        if arguments.plain:
            plain, password = plain_target(_plain_flags(arguments), pg_environment)
            if arguments.ask_password:
                password = Secret(getpass.getpass("Password: "))
                plain = replace(plain, auth=Auth.PASSWORD)
        launch = Launch(
            plain=plain,
            password=password,
            passwords=_passwords(arguments, pg_environment),
            profile=arguments.profile,
            preselect=Preselect(
                project=arguments.project,
                branch=arguments.branch,
                compute=arguments.endpoint,
                role=arguments.role,
                database=arguments.database,
            ),
            direct=arguments.is_direct,
            token_ttl_s=arguments.token_ttl_s,
            wake_timeout_s=arguments.wake_timeout_s,
            theme=arguments.theme,
        )
        app = LakebaseApp(launch, access, RecentStore(), BufferFolder(), CrashReports())
        app.run()
        return app.return_code or 0
    finally:
        access.close()


def _network(arguments: Arguments) -> NetworkOverride:
    return NetworkOverride(arguments.port, arguments.hostaddr, arguments.root_cert)


def _passwords(arguments: Arguments, pg_environment: Mapping[str, str]) -> PasswordSources:
    # PGPASSWORD is not among them: it is somebody's password for some server, never for a Lakebase one.
    passfile = pg_environment.get("PGPASSFILE")
    return PasswordSources(command=arguments.password_command, passfile=Path(passfile) if passfile else None)


def _plain_flags(arguments: Arguments) -> PlainFlags:
    return PlainFlags(
        conninfo=arguments.conninfo,
        host=arguments.host,
        hostaddr=arguments.hostaddr,
        port=arguments.port,
        database=arguments.database,
        role=arguments.role,
        root_cert=arguments.root_cert,
    )
