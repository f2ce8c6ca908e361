"""What the server or Lakebase made for itself: grouped away in the tree, last wherever names are offered."""

_SCHEMAS = frozenset({"information_schema", "__db_system", "pgrst"})
"""Lakebase's own, and that of its Data API."""
_ROLES = frozenset({"cloud_admin", "databricks_control_plane", "databricks_gateway", "databricks_monitor"})
_SERVER, _LAKEBASE, _WRITER = "pg_", "databricks_", "databricks_writer_"


def is_internal_schema(name: str) -> bool:
    """Whether a schema is the server's or Lakebase's. Nobody else can make one that begins with `pg_`."""
    return name.startswith(_SERVER) or name in _SCHEMAS


def is_internal(schema: str, name: str) -> bool:
    """Whether an object is: all in such a schema, and what Lakebase's extension puts into `public`."""
    return is_internal_schema(schema) or (schema == "public" and name.startswith(_LAKEBASE))


def is_internal_role(name: str) -> bool:
    """Whether a role is the server's or Lakebase's; `databricks_superuser` is there to be granted."""
    return name in _ROLES or name.startswith((_SERVER, _WRITER))
