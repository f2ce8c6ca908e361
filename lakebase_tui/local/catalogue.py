"""What a branch's server knows about its databases and roles, and the statements that change it."""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from lakebase_tui.local.backend import DatabaseInfo, RoleInfo
from lakebase_tui.local.cluster import ADMIN
from lakebase_tui.local.roles import SUPERUSER, attributes

_DATABASES = """
select datname, pg_get_userbyid(datdba)
from pg_database
where not datistemplate and datname <> 'postgres'
order by datname
"""
_ROLES = """
select r.rolname, r.rolcanlogin, r.rolcreatedb, r.rolcreaterole, r.rolbypassrls,
       exists (select 1 from pg_auth_members m join pg_roles g on g.oid = m.roleid
               where m.member = r.oid and g.rolname = %(superuser)s)
from pg_roles r
where r.rolname !~ '^pg_' and r.rolname not in (%(admin)s, %(superuser)s)
order by r.rolname
"""
_SIZE = "select sum(pg_database_size(oid))::bigint from pg_database where not datistemplate"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Databases and roles of a branch, as last seen."""

    databases: tuple[DatabaseInfo, ...] = ()
    roles: tuple[RoleInfo, ...] = ()
    size_bytes: int = 0

    def role(self, name: str) -> RoleInfo | None:
        """The role of that name."""
        return next((role for role in self.roles if role.name == name), None)


def read_catalogue(connection: psycopg.Connection[Any]) -> Catalogue:
    """Ask a running server; `connection` is the administrator's."""
    names = {"superuser": SUPERUSER, "admin": ADMIN}
    databases = connection.execute(_DATABASES).fetchall()
    roles = connection.execute(_ROLES, names).fetchall()
    size = connection.execute(_SIZE).fetchone()
    return Catalogue(
        tuple(DatabaseInfo(*row) for row in databases),
        tuple(RoleInfo(*row) for row in roles),
        int(size[0]) if size is not None else 0,
    )


def create_database(database: str, owner: str) -> sql.Composed:
    """CREATE DATABASE."""
    return sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(owner))


def drop_database(database: str) -> sql.Composed:
    """DROP DATABASE, with its sessions."""
    return sql.SQL("drop database {} with (force)").format(sql.Identifier(database))


def alter_database(database: str, owner: str | None, rename_to: str | None) -> list[sql.Composed]:
    """Change owner and name; the name last."""
    name = sql.Identifier(database)
    made: list[sql.Composed] = []
    if owner is not None:
        made.append(sql.SQL("alter database {} owner to {}").format(name, sql.Identifier(owner)))
    if rename_to is not None and rename_to != database:
        made.append(sql.SQL("alter database {} rename to {}").format(name, sql.Identifier(rename_to)))
    return made


def create_role(role: str, *, superuser: bool, **flags: bool | None) -> list[sql.Composed]:
    """CREATE ROLE with attributes (`login`, `createdb`...), and its membership."""
    made = [sql.SQL("create role {} {}").format(sql.Identifier(role), attributes(**flags))]
    return made + (membership(role, True) if superuser else [])


def alter_role(role: str, *, superuser: bool | None, **flags: bool | None) -> list[sql.Composed]:
    """ALTER ROLE for the attributes that are not None, and its membership."""
    made: list[sql.Composed] = []
    if any(flag is not None for flag in flags.values()):
        made.append(sql.SQL("alter role {} {}").format(sql.Identifier(role), attributes(**flags)))
    return made + (membership(role, superuser) if superuser is not None else [])


def membership(role: str, wanted: bool) -> list[sql.Composed]:
    """Make a role a member of databricks_superuser, or no longer."""
    verb = sql.SQL("grant {} to {}" if wanted else "revoke {} from {}")
    return [verb.format(sql.Identifier(SUPERUSER), sql.Identifier(role))]


def leave_database(role: str, reassign_to: str | None) -> list[sql.Composed]:
    """What must run in every database before a role can go: hand over or drop what it owns there."""
    made: list[sql.Composed] = []
    if reassign_to is not None:
        made.append(
            sql.SQL("reassign owned by {} to {}").format(sql.Identifier(role), sql.Identifier(reassign_to))
        )
        made.append(sql.SQL("drop owned by {}").format(sql.Identifier(role)))
    return made


def drop_role(role: str) -> sql.Composed:
    """DROP ROLE."""
    return sql.SQL("drop role {}").format(sql.Identifier(role))
