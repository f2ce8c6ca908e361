"""Databases: the servers hold them, here they get ids and the form of the API."""

from collections.abc import Mapping
from dataclasses import dataclass

from lakebase_tui.local.backend import DatabaseInfo
from lakebase_tui.local.control.context import Call, Context, text
from lakebase_tui.local.control.errors import Json, already_exists, not_found
from lakebase_tui.local.control.masks import masked
from lakebase_tui.local.control.operations import EMPTY
from lakebase_tui.local.control.roles import Roles
from lakebase_tui.local.control.store import check_id, parent_of

_MASK: Mapping[str, tuple[str, ...]] = {
    "role": ("role",),
    "postgres_database": ("postgres_database",),
}


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of branches."""

    context: Context
    roles: Roles

    async def collect(self, parent: str, call: Call) -> list[Json]:
        """All databases of a branch."""
        self.context.store.require(parent)
        return [self._view(parent, found) for found in await self.context.backend.databases(parent)]

    async def get(self, name: str) -> Json:
        """One database."""
        return self._view(parent_of(name), await self._find(name))

    async def create(self, parent: str, call: Call) -> Json:
        """Create a database; its Postgres name is its id where the spec gives none."""
        self.context.store.require(parent)
        chosen = call.query.get("database_id")
        database_id = check_id("database_id", chosen) if chosen else None
        owner = (await self.roles.named(text(call.spec, "role", "database.spec.role"))).name
        given = call.spec.get("postgres_database") or database_id
        database = text({"postgres_database": given}, "postgres_database", "database.spec.postgres_database")
        known = [found.name for found in await self.context.backend.databases(parent)]
        ids = {self.context.ids.id_of(parent, "databases", found) for found in known}
        if database in known and call.flag("replace_existing"):
            return self._change(
                self.context.ids.name_of(parent, "databases", database), database, owner, None
            )
        if database in known or database_id in ids:
            raise already_exists("database")

        async def work() -> Json:
            await self.context.backend.create_database(parent, database, owner)
            if database_id is not None:
                self.context.ids.choose(parent, "databases", database, database_id)
            return await self.get(self.context.ids.name_of(parent, "databases", database))

        name = f"{parent}/databases/{database_id or self.context.ids.id_of(parent, 'databases', database)}"
        return self.context.operations.start(name, "database", work)

    async def update(self, name: str, call: Call) -> Json:
        """Change owner or Postgres name; the id stays."""
        found = await self._find(name)
        changes = masked(call.query.get("update_mask"), call.body, _MASK)
        owner = (await self.roles.named(changes["role"])).name if changes.get("role") else None
        return self._change(name, found.name, owner, changes.get("postgres_database"))

    async def delete(self, name: str, call: Call) -> Json:
        """Drop a database."""
        found = await self._find(name)
        branch = parent_of(name)

        async def work() -> Json:
            await self.context.backend.drop_database(branch, found.name)
            self.context.ids.forget(branch, "databases", found.name)
            return EMPTY

        return self.context.operations.start(name, "database", work)

    async def _find(self, name: str) -> DatabaseInfo:
        branch = parent_of(name)
        self.context.store.require(branch)
        for found in await self.context.backend.databases(branch):
            if self.context.ids.name_of(branch, "databases", found.name) == name:
                return found
        raise not_found("database")

    def _change(self, name: str, database: str, owner: str | None, rename_to: str | None) -> Json:
        branch = parent_of(name)

        async def work() -> Json:
            await self.context.backend.alter_database(branch, database, owner=owner, rename_to=rename_to)
            if rename_to is not None and rename_to != database:
                self.context.ids.forget(branch, "databases", database)
                self.context.ids.choose(branch, "databases", rename_to, name.split("/")[-1])
            return await self.get(name)

        return self.context.operations.start(name, "database", work)

    def _view(self, branch: str, found: DatabaseInfo) -> Json:
        name = self.context.ids.name_of(branch, "databases", found.name)
        created = self.context.store.records[branch].wire["create_time"]
        return {
            "name": name,
            "database_id": name.split("/")[-1],
            "parent": branch,
            "create_time": created,
            "update_time": created,
            "status": {
                "database_id": name.split("/")[-1],
                "postgres_database": found.name,
                "role": self.context.ids.name_of(branch, "roles", found.owner),
            },
        }
