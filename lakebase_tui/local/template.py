"""The demo data as a stopped data folder that branches are copied from; kept in the user's cache."""

import hashlib
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs
import psycopg
from psycopg import sql

from lakebase_tui.local.account import Account
from lakebase_tui.local.backend import DatabaseInfo, RoleInfo
from lakebase_tui.local.catalogue import Catalogue, read_catalogue
from lakebase_tui.local.cluster import Cluster, copy_folder
from lakebase_tui.local.roles import RoleSeed, create_statements

DATABASE = "databricks_postgres"
ANALYTICS = "analytics"
CACHE_OVERRIDE = "LAKEBASE_LOCAL_CACHE"
_HERE = Path(__file__).parent
_FORMAT = "2"
"""Changes when the way of building changes in a way that the hash of the SQL does not show."""


@dataclass(frozen=True, slots=True)
class Template:
    """A data folder that is never started, and what is in it."""

    data: Path
    catalogue: Catalogue


def prepare(account: Account, run_folder: Path, roles: tuple[RoleSeed, ...], owner: str) -> Template:
    """The template from the cache, or a new one (some seconds), which is put there if that is allowed.

    Args:
        account: Runs the servers.
        run_folder: Folder of this run, for building.
        roles: The roles to make.
        owner: The one of them that owns the demo's objects.
    """
    cached = _cache_folder(account.binaries.version, roles)
    if cached is not None and (found := _read(cached)) is not None:
        return found
    built = _build(account, run_folder / "template", roles, owner)
    if cached is not None:
        _store(built, cached)
    return built


def _cache_folder(version: str, roles: tuple[RoleSeed, ...]) -> Path | None:
    """Where the template for this server and this SQL is kept; None if there is no such place."""
    parts = [_FORMAT, version, repr(roles)]
    parts += [(_HERE / name).read_text() for name in ("demo.sql", "demo_analytics.sql")]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    try:
        root = os.environ.get(CACHE_OVERRIDE) or platformdirs.user_cache_dir("lakebase-tui", appauthor=False)
        folder = Path(root) / "local" / f"pg{version}-{digest}"
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder.parent, os.W_OK | os.X_OK) else None


def _read(folder: Path) -> Template | None:
    try:
        raw = json.loads((folder / "catalogue.json").read_text())
        catalogue = Catalogue(
            databases=tuple(DatabaseInfo(**item) for item in raw["databases"]),
            roles=tuple(RoleInfo(**item) for item in raw["roles"]),
            size_bytes=int(raw["size_bytes"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Template(folder / "data", catalogue) if (folder / "data" / "PG_VERSION").exists() else None


def _store(template: Template, folder: Path) -> None:
    """Put a template into the cache. Whoever renames first wins; failing is no harm."""
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(mode=0o711)
        copy_folder(template.data, draft / "data")
        (draft / "catalogue.json").write_text(json.dumps(asdict(template.catalogue)))
        draft.rename(folder)
    except Exception as error:  # noqa: BLE001  a cache must never be the reason that a start fails
        del error
        shutil.rmtree(draft, ignore_errors=True)


def _build(account: Account, folder: Path, roles: tuple[RoleSeed, ...], owner: str) -> Template:
    cluster = Cluster(account, folder)
    cluster.init()
    cluster.start(lean=True)
    try:
        with psycopg.connect(cluster.conninfo(), autocommit=True) as admin:
            for statement in create_statements(roles):
                admin.execute(statement)
            for database, its_owner in ((DATABASE, owner), (ANALYTICS, "app")):
                admin.execute(
                    sql.SQL("create database {} owner {}").format(
                        sql.Identifier(database), sql.Identifier(its_owner)
                    )
                )
        for database, user, file in ((DATABASE, owner, "demo.sql"), (ANALYTICS, "app", "demo_analytics.sql")):
            script = (_HERE / file).read_bytes()
            with psycopg.connect(cluster.conninfo(database), user=user, autocommit=True) as loader:
                loader.execute(script)
        with psycopg.connect(cluster.conninfo(), autocommit=True) as admin:
            catalogue = read_catalogue(admin)
        cluster.stop()
        # Once more with a full log: no standby can begin from data that says it was last run with a lean one.
        cluster.start()
    finally:
        cluster.stop()
    return Template(cluster.data, catalogue)
