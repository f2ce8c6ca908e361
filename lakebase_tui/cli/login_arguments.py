"""From the command line to what sessions are made of."""

from collections.abc import Mapping
from pathlib import Path

from lakebase_tui.cli.arguments import Arguments
from lakebase_tui.session.passwords import PasswordSources
from lakebase_tui.session.plain import PlainFlags
from lakebase_tui.session.target import NetworkOverride


def network_of(arguments: Arguments) -> NetworkOverride:
    """What it overrides on the way to a compute."""
    return NetworkOverride(arguments.port, arguments.hostaddr, arguments.root_cert)


def passwords_of(arguments: Arguments, pg_environment: Mapping[str, str]) -> PasswordSources:
    """Where it says that passwords are."""
    # PGPASSWORD is not among them: it is somebody's password for some server, never for a Lakebase one.
    passfile = pg_environment.get("PGPASSFILE")
    return PasswordSources(command=arguments.password_command, passfile=Path(passfile) if passfile else None)


def plain_flags(arguments: Arguments) -> PlainFlags:
    """What it says of a plain server."""
    return PlainFlags(
        conninfo=arguments.conninfo,
        host=arguments.host,
        hostaddr=arguments.hostaddr,
        port=arguments.port,
        database=arguments.database,
        role=arguments.role,
        root_cert=arguments.root_cert,
    )
