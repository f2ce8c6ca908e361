"""The data plane as the control plane sees it: the keeper, and databases, roles and faults."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from lakebase_tui.local import catalogue, fault_actions
from lakebase_tui.local.backend import (
    AuthMethod,
    BackendError,
    DatabaseInfo,
    IdentityType,
    RoleInfo,
    RoleKind,
)
from lakebase_tui.local.cluster import Cluster
from lakebase_tui.local.keeper import Keeper, new_login
from lakebase_tui.local.refusals import Refused

_METHODS: Mapping[RoleKind, AuthMethod] = {
    "oauth": "LAKEBASE_OAUTH_V1",
    "password": "PG_PASSWORD_SCRAM_SHA_256",
    "nologin": "NO_LOGIN",
}
_NOT_THERE = frozenset({"42704", "3D000"})
_THERE_ALREADY = frozenset({"42710", "42P04"})


class Lake(Keeper):
    """Implements `Backend`."""

    async def databases(self, branch: str) -> list[DatabaseInfo]:
        """The databases, from memory if the branch sleeps."""
        return list((await self.look(self.branch(branch))).databases)

    async def roles(self, branch: str) -> list[RoleInfo]:
        """The roles, from memory if the branch sleeps."""
        return list((await self.look(self.branch(branch))).roles)

    async def logical_size(self, branch: str) -> int | None:
        """Bytes of its databases, as last seen."""
        return self.branch(branch).catalogue.size_bytes or None

    async def create_database(self, branch: str, database: str, owner: str) -> None:
        """Create a database."""
        await self._change(branch, [catalogue.create_database(database, owner)])

    async def drop_database(self, branch: str, database: str) -> None:
        """Drop a database and end its sessions."""
        await self._change(branch, [catalogue.drop_database(database)])

    async def alter_database(
        self, branch: str, database: str, *, owner: str | None = None, rename_to: str | None = None
    ) -> None:
        """Change the owner or the name."""
        await self._change(branch, catalogue.alter_database(database, owner, rename_to))

    async def create_role(
        self,
        branch: str,
        role: str,
        *,
        kind: RoleKind,
        identity: IdentityType = "",
        createdb: bool = False,
        createrole: bool = False,
        bypassrls: bool = False,
        superuser: bool = False,
    ) -> None:
        """Create a role."""
        statements = catalogue.create_role(
            role,
            superuser=superuser,
            login=kind != "nologin",
            createdb=createdb,
            createrole=createrole,
            bypassrls=bypassrls,
        )
        await self._change(branch, statements)
        self.branch(branch).logins[role] = new_login(kind, identity)

    async def alter_role(
        self,
        branch: str,
        role: str,
        *,
        kind: RoleKind | None = None,
        createdb: bool | None = None,
        createrole: bool | None = None,
        bypassrls: bool | None = None,
        superuser: bool | None = None,
    ) -> None:
        """Change what is given."""
        statements = catalogue.alter_role(
            role,
            superuser=superuser,
            login=None if kind is None else kind != "nologin",
            createdb=createdb,
            createrole=createrole,
            bypassrls=bypassrls,
        )
        await self._change(branch, statements)
        if kind is not None:
            logins = self.branch(branch).logins
            if role not in logins or logins[role].kind != kind:
                logins[role] = new_login(kind, self.role_identity(branch, role))

    async def drop_role(self, branch: str, role: str, reassign_to: str | None = None) -> None:
        """Drop a role; what it owns goes to `reassign_to`."""
        handover = catalogue.leave_database(role, reassign_to)
        if handover:
            for database in await self.databases(branch):
                await self._change(branch, handover, database.name)
        await self._change(branch, [catalogue.drop_role(role)])
        self.branch(branch).logins.pop(role, None)

    def role_auth(self, branch: str, role: str) -> AuthMethod:
        """How the role logs in; one that plain SQL made has no login that we know."""
        found = self.branch(branch)
        login = found.logins.get(role)
        if login is not None:
            return _METHODS[login.kind]
        seen = found.catalogue.role(role)
        return "PG_PASSWORD_SCRAM_SHA_256" if seen is not None and seen.can_login else "NO_LOGIN"

    def role_identity(self, branch: str, role: str) -> IdentityType:
        """Whom the role stands for."""
        login = self.branch(branch).logins.get(role)
        return login.identity if login is not None else ""

    def reveal_password(self, branch: str, role: str) -> str:
        """The password of a password role."""
        login = self.branch(branch).logins.get(role)
        if login is None or login.password is None:
            raise BackendError(400, "INVALID_PARAMETER_VALUE", f"role {role} has no password")
        return login.password

    async def _change(
        self, branch: str, statements: Sequence[sql.Composed], database: str = "postgres"
    ) -> None:
        """Run statements as the administrator, waking the branch if need be."""
        found = self.branch(branch)
        primary = next((c for c in self.computes.values() if c.branch is found and not c.read_only), None)
        if primary is None:
            raise BackendError(400, "FAILED_PRECONDITION", f"{branch} has no read-write endpoint")
        primary.pending += 1
        try:
            await self.wake(primary)
            await asyncio.to_thread(_run_all, found.cluster, database, statements)
            await self.look(found)
        except Refused as error:
            raise BackendError(400, "FAILED_PRECONDITION", str(error)) from error
        except psycopg.Error as error:
            raise _backend_error(error) from error
        finally:
            primary.pending -= 1
            primary.touch()

    async def apply_fault(self, fault: Mapping[str, Any]) -> dict[str, Any]:
        """Set faults of the data plane; `faults.py` lists the keys."""
        return await fault_actions.apply(self, fault)


def _run_all(cluster: Cluster, database: str, statements: Sequence[sql.Composed]) -> None:
    with psycopg.connect(cluster.conninfo(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _backend_error(error: psycopg.Error) -> BackendError:
    """What Postgres said, as an error of the API."""
    message = error.diag.message_primary or str(error)
    if error.sqlstate in _THERE_ALREADY:
        return BackendError(409, "ALREADY_EXISTS", message)
    if error.sqlstate in _NOT_THERE:
        return BackendError(404, "NOT_FOUND", message)
    return BackendError(400, "INVALID_PARAMETER_VALUE", message)
