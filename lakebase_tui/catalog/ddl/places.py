"""Schemas, extensions and roles, made again."""

from typing import Final

from lakebase_tui.catalog.ddl.statements import comment_on, grants, owner_of, setting
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.catalog.describe.words import DEFAULT_ACL_TYPES
from lakebase_tui.sql.identifiers import quote_ident
from lakebase_tui.sql.literals import safe_literal

SCHEMA_PARTS: Final = ("schema", "default_privileges", "privileges")
EXTENSION_PARTS: Final = ("extension",)
ROLE_PARTS: Final = ("role", "role_members", "role_settings")


def schema_groups(answers: Answers) -> list[list[str]]:
    """Make a schema, and what objects in it get by default.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("schema")
    name = f"SCHEMA {quote_ident(row['name'])}"
    return [
        [f"CREATE {name}"],
        [
            *comment_on(name, row["comment"]),
            *owner_of(name, row["owner"]),
            *grants(name, answers.rows("privileges")),
        ],
        [_default_privileges(name, each) for each in answers.rows("default_privileges")],
    ]


def _default_privileges(schema: str, row: Row) -> str:
    grantee = quote_ident(row["grantee"]) if row["grantee"] is not None else "PUBLIC"
    option = " WITH GRANT OPTION" if row["is_grantable"] else ""
    on = DEFAULT_ACL_TYPES[row["type"]].upper()
    made_by = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote_ident(row['maker'])} IN {schema}"
    return f"{made_by} GRANT {row['privileges']} ON {on} TO {grantee}{option}"


def extension_groups(answers: Answers) -> list[list[str]]:
    """Make an extension, in its version.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("extension")
    name = quote_ident(row["name"])
    version = f"VERSION {safe_literal(row['version'])}"
    made = f"CREATE EXTENSION {name} WITH SCHEMA {quote_ident(row['schema'])} {version}"
    own_words = row["comment"] if row["comment"] != row["summary"] else None
    return [[made], comment_on(f"EXTENSION {name}", own_words)]


def role_groups(answers: Answers) -> list[list[str]]:
    """Make a role, without its password, which is nobody's to read.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("role")
    name = quote_ident(row["name"])
    settings = [
        f"ALTER ROLE {name}{_in_database(each)} SET {setting(each['name'], each['value'])}"
        for each in answers.rows("role_settings")
    ]
    memberships = [_membership(name, row, each) for each in answers.rows("role_members") if each["is_upward"]]
    return [
        [f"CREATE ROLE {name} WITH {' '.join(_attributes(row))}"],
        [*comment_on(f"ROLE {name}", row["comment"]), *memberships, *settings],
    ]


def _in_database(row: Row) -> str:
    return f" IN DATABASE {quote_ident(row['database'])}" if row["database"] else ""


def _attributes(row: Row) -> list[str]:
    limit = row["connection_limit"]
    attributes = (
        ("LOGIN" if row["can_login"] else "NOLOGIN", True),
        ("SUPERUSER", row["is_superuser"]),
        ("CREATEDB", row["creates_databases"]),
        ("CREATEROLE", row["creates_roles"]),
        ("NOINHERIT", not row["inherits"]),
        ("REPLICATION", row["replicates"]),
        ("BYPASSRLS", row["bypasses_row_security"]),
        (f"CONNECTION LIMIT {limit}", limit >= 0),
        (f"VALID UNTIL {safe_literal(row['valid_until'] or '')}", row["valid_until"] is not None),
    )
    return [word for word, holds in attributes if holds]


def _membership(name: str, role: Row, row: Row) -> str:
    """A grant of another role; what can be passed on, inherited and set apart is told since PostgreSQL 16."""
    options = ["ADMIN OPTION"] if row["is_admin"] else []
    if row["inherits"] is not None and row["inherits"] != role["inherits"]:
        options.append(f"INHERIT {str(row['inherits']).upper()}")
    if row["may_set"] is False:
        options.append("SET FALSE")
    given = f" WITH {', '.join(options)}" if options else ""
    return f"GRANT {quote_ident(row['ref_name'])} TO {name}{given}"
