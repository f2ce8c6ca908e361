"""Targets without a control plane: any Postgres, named as psql names it."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict

from lakebase_tui.config.secret import Secret
from lakebase_tui.errors import UsageError
from lakebase_tui.session.target import DEFAULT_PORT, Auth, ConnectionTarget, Tls

SOCKET_FOLDERS = ("/var/run/postgresql", "/run/postgresql", "/tmp")
_OWN = frozenset({"host", "hostaddr", "port", "dbname", "user", "password", "sslmode", "sslrootcert"})


@dataclass(frozen=True, slots=True)
class PlainFlags:
    """What the command line said; None where it said nothing."""

    conninfo: str | None = None
    """A `postgresql://` URL or a `key=value` string."""
    host: str | None = None
    hostaddr: str | None = None
    port: int | None = None
    database: str | None = None
    role: str | None = None
    root_cert: str | None = None


def plain_target(
    flags: PlainFlags, environment: Mapping[str, str], *, socket_folders: tuple[str, ...] = SOCKET_FOLDERS
) -> tuple[ConnectionTarget, Secret | None]:
    """The target and, where one was given, its password.

    Flags win over the URL, the URL over PG* variables, those over psql's defaults.

    Args:
        flags: From the command line.
        environment: The PG* variables.
        socket_folders: Where to look for a local server's socket when no host is named.

    Raises:
        UsageError: The URL cannot be read, or means something else than it seems to.
    """
    words = _from_environment(environment) | _from_conninfo(flags.conninfo) | _from_flags(flags)
    port = _port(words.get("port"))
    host = words.get("host", "")
    if not host and "service" not in words:
        host = words.get("hostaddr", "") or _default_host(port, socket_folders)
    role = words.get("user") or getpass.getuser()
    password = words.get("password")
    tls = Tls(words.get("sslmode") or _default_tls(host), words.get("sslrootcert"))
    return (
        ConnectionTarget(
            host=host,
            hostaddr=words.get("hostaddr"),
            port=port,
            database=words.get("dbname") or role,
            role=role,
            auth=Auth.PASSWORD if password else Auth.NONE,
            tls=tls,
            options=tuple((key, value) for key, value in words.items() if key not in _OWN),
        ),
        Secret(password) if password else None,
    )


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for option in pq.Conninfo.get_defaults():
        name = (option.envvar or b"").decode()
        if environment.get(name):
            found[option.keyword.decode()] = environment[name]
    return found


def _from_flags(flags: PlainFlags) -> dict[str, str]:
    given = {
        "host": flags.host,
        "hostaddr": flags.hostaddr,
        "port": str(flags.port) if flags.port else None,
        "dbname": flags.database,
        "user": flags.role,
        "sslrootcert": flags.root_cert,
    }
    return {key: value for key, value in given.items() if value}


def _from_conninfo(conninfo: str | None) -> dict[str, str]:
    if not conninfo:
        return {}
    if "://" in conninfo:
        _refuse_raw_at(conninfo)
    try:
        return {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}
    except psycopg.ProgrammingError as error:
        # libpq repeats the URL, password and all, in some of its messages.
        reason = "its form is wrong" if "://" in conninfo else str(error).strip()
        raise UsageError(
            f"The connection string cannot be read: {reason}.",
            "Write postgresql://role:password@host:port/database, with @ : / in a part as %40 %3A %2F.",
        ) from error


def _refuse_raw_at(url: str) -> None:
    authority = url.split("://", 1)[1].split("/", 1)[0].split("?", 1)[0]
    if authority.count("@") < 2:
        return
    user, _, rest = authority.rpartition("@")
    user = user.split(":", 1)[0]
    scheme, path = url.split("://", 1)[0], urlsplit(url).path
    raise UsageError(
        "This URL holds a raw @ in the role or password, so its host would be read wrongly.",
        f"Write the @ as %40: {scheme}://{user.replace('@', '%40')}@{rest}{path}",
    )


def _default_host(port: int, folders: tuple[str, ...]) -> str:
    for folder in folders:
        if Path(folder, f".s.PGSQL.{port}").exists():
            return folder
    return "localhost"


def _default_tls(host: str) -> str:
    # A password for a Databricks host goes only to a server whose certificate was checked.
    return "verify-full" if host.endswith(".databricks.com") else "prefer"


def _port(text: str | None) -> int:
    if not text:
        return DEFAULT_PORT
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise UsageError(f"Port {text!r} is not a number between 1 and 65535.", "Give one with -p.")
