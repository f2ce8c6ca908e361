"""The roles that every branch of the demo begins with."""

from dataclasses import dataclass

from psycopg import sql

from lakebase_tui.local.backend import Access, IdentityType, RoleKind

SUPERUSER = "databricks_superuser"


@dataclass(frozen=True, slots=True)
class RoleSeed:
    """A role, and how it logs in."""

    name: str
    kind: RoleKind
    identity: IdentityType = ""
    createdb: bool = False
    createrole: bool = False
    bypassrls: bool = False
    superuser: bool = False
    member_of: tuple[str, ...] = ()


def seed_roles(access: Access) -> tuple[RoleSeed, ...]:
    """The roles of a new branch: the caller, their service principal, a team, an application, a group."""
    return (
        RoleSeed("reporting_reader", "nologin"),
        RoleSeed(
            access.user_name,
            "oauth",
            "USER",
            createdb=True,
            createrole=True,
            bypassrls=True,
            superuser=True,
            member_of=("app", "pg_signal_backend"),
        ),
        RoleSeed(access.application_id, "oauth", "SERVICE_PRINCIPAL", member_of=("reporting_reader",)),
        RoleSeed("analysts", "oauth", "GROUP", member_of=("reporting_reader",)),
        RoleSeed("app", "password"),
    )


def create_statements(roles: tuple[RoleSeed, ...]) -> list[sql.Composed]:
    """SQL that makes the roles and their memberships, to be run by the administrator."""
    made: list[sql.Composed] = [
        sql.SQL("create role {} nologin").format(sql.Identifier(SUPERUSER)),
        sql.SQL("grant pg_read_all_data, pg_write_all_data, pg_monitor to {}").format(
            sql.Identifier(SUPERUSER)
        ),
    ]
    made += [
        sql.SQL("create role {} {}").format(
            sql.Identifier(role.name),
            attributes(
                login=role.kind != "nologin",
                createdb=role.createdb,
                createrole=role.createrole,
                bypassrls=role.bypassrls,
            ),
        )
        for role in roles
    ]
    made += [
        sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(role.name))
        for role in roles
        for group in (*role.member_of, *((SUPERUSER,) if role.superuser else ()))
    ]
    return made


def attributes(**wanted: bool | None) -> sql.Composed:
    """Role attributes as SQL: `createdb=True` gives CREATEDB, False NOCREATEDB, None nothing."""
    words = [("" if on else "NO") + name.upper() for name, on in wanted.items() if on is not None]
    return sql.SQL(" ").join(sql.SQL(word) for word in words)
