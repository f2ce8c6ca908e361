"""libpq's PG* variables: read once, then taken away, so that none can redirect a later login."""

from collections.abc import MutableMapping

# These only say where files lie; they choose no server.
_HARMLESS = frozenset({"PGSERVICEFILE", "PGSYSCONFDIR", "PGLOCALEDIR", "PGTZ", "PGDATESTYLE"})


def take_pg_environment(environ: MutableMapping[str, str]) -> dict[str, str]:
    """Remove the PG* variables from `environ` and return them.

    They are defaults for a plain Postgres target, as in psql. A token for a Lakebase compute must not
    follow them, and libpq would read them behind our back.
    """
    names = [name for name in environ if name.startswith("PG") and name not in _HARMLESS]
    return {name: environ.pop(name) for name in names}
