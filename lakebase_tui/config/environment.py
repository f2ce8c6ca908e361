"""libpq's PG* variables: read once, then taken away, so that none can redirect a later login."""

import re
from collections.abc import Mapping, MutableMapping

# These only say where files lie; they choose no server.
_HARMLESS = frozenset({"PGSERVICEFILE", "PGSYSCONFDIR", "PGLOCALEDIR", "PGTZ", "PGDATESTYLE"})


def take_pg_environment(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Remove the PG* variables from `environ` and return them.

    They are defaults for a plain Postgres target, as in psql. A token for a Lakebase compute must not
    follow them, and libpq would read them behind our back.
    """
    names = [name for name in environ if name.startswith("PG") and name not in _HARMLESS]
    return {name: environ.pop(name) for name in names}


_LOGINS = re.compile(
    r"""(?:DATABRICKS|ARM|AZURE|GOOGLE|AWS|PG).*
    |.*(?:TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|API_?KEY).*""",
    re.IGNORECASE | re.VERBOSE,
)


def without_logins(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child that logs in nowhere: whatever may hold a secret is left out."""
    return {name: text for name, text in environ.items() if not _LOGINS.fullmatch(name)}
