"""Connection strings to take elsewhere. None of them ever holds a secret."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from lakebase_tui.session.target import ConnectionTarget


@dataclass(frozen=True, slots=True)
class Snippet:
    """One way to write a target down."""

    form: str
    """A stable id: psql, uri, env, jdbc, python."""
    title: str
    text: str


def snippets(target: ConnectionTarget) -> tuple[Snippet, ...]:
    """Write a target in every form there is, without a secret: each asks for it or takes it from outside."""
    return (
        Snippet("psql", "psql command", psql_command(target)),
        Snippet("uri", "URI", uri(target)),
        Snippet("env", "environment lines", env_lines(target)),
        Snippet("jdbc", "JDBC URL", jdbc_url(target)),
        Snippet("python", "Python (psycopg)", python_code(target)),
    )


def psql_command(target: ConnectionTarget) -> str:
    """A command for a POSIX shell; psql asks for the password."""
    conninfo = " ".join(f"{key}={_conninfo_value(value)}" for key, value in _words(target))
    return f"psql {shlex.quote(conninfo)}"


def uri(target: ConnectionTarget) -> str:
    """A URI as libpq reads it; the `@` of an e-mail address is written `%40`."""
    words = dict(_words(target))
    host, port = words.pop("host"), words.pop("port")
    user, database = words.pop("user"), words.pop("dbname")
    where = f"[{host}]" if ":" in host and "/" not in host else quote(host, safe="")
    query = f"?{urlencode(words, quote_via=quote)}" if words else ""
    return f"postgresql://{quote(user, safe='')}@{where}:{port}/{quote(database, safe='')}{query}"


def env_lines(target: ConnectionTarget) -> str:
    """Lines for a shell or an env file, in the names that libpq reads; PGPASSWORD is left out."""
    return "\n".join(f"{_VARIABLES[key]}={shlex.quote(value)}" for key, value in _words(target))


def jdbc_url(target: ConnectionTarget) -> str:
    """A URL for the PostgreSQL JDBC driver, which takes the password as a property.

    The driver knows no `hostaddr`; the host's name stays, because TLS and the routing go by it.
    """
    words = dict(_words(target))
    host, port, database = words["host"], words["port"], words["dbname"]
    where = f"[{host}]" if ":" in host else host
    properties = {"user": words["user"]}
    properties |= {key: words[key] for key in ("sslmode", "sslrootcert") if key in words}
    query = urlencode(properties, quote_via=quote)
    return f"jdbc:postgresql://{where}:{port}/{quote(database, safe='')}?{query}"


def python_code(target: ConnectionTarget) -> str:
    """Python lines that connect with psycopg; the password comes from the environment."""
    arguments = "".join(f"    {key}={_argument(key, value)},\n" for key, value in _words(target))
    return (
        "import os\n\nimport psycopg\n\n"
        f'connection = psycopg.connect(\n{arguments}    password=os.environ["PGPASSWORD"],\n)'
    )


_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "hostaddr": "PGHOSTADDR",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def _words(target: ConnectionTarget) -> Iterable[tuple[str, str]]:
    yield "host", target.host
    yield "port", str(target.port)
    yield "dbname", target.database
    yield "user", target.role
    if target.hostaddr:
        yield "hostaddr", target.hostaddr
    if target.tls.mode:
        yield "sslmode", _portable_mode(target)
    if target.tls.root_cert:
        yield "sslrootcert", target.tls.root_cert


def _portable_mode(target: ConnectionTarget) -> str:
    # Without a root certificate libpq's verify-full wants ~/.postgresql/root.crt, which few have: a
    # string that fails on paste helps nobody, so it asks for what the service's own snippets ask.
    if target.tls.mode == "verify-full" and target.tls.root_cert is None:
        return "require"
    return target.tls.mode


def _argument(key: str, value: str) -> str:
    return value if key == "port" else repr(value)


def _conninfo_value(value: str) -> str:
    if value and not any(character in " '\\" or character.isspace() for character in value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
