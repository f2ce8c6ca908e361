"""Schemas, extensions and roles, described."""

from collections.abc import Sequence

from lakebase_tui.catalog.describe import shared, words
from lakebase_tui.catalog.describe.asking import Answers, Found, Row, ref_in, role_ref
from lakebase_tui.catalog.describe.description import (
    Description,
    Fact,
    Line,
    Section,
    facts_of,
    sections_of,
    table,
)
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef, relation_kind, routine_kind, type_kind

SCHEMA_PARTS = ("schema", "schema_counts", "schema_publications", "default_privileges", "privileges")
EXTENSION_PARTS = ("extension", "extension_objects")
ROLE_PARTS = ("role", "role_members", "role_settings", "role_owned")


def describe_schema(found: Found, answers: Answers) -> Description:
    """Describe a schema.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("schema")
    facts = facts_of(
        ("Comment", row["comment"]),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        Fact("Extension", row["extension"] or "", extension_ref(row["extension"])),
        ("Oid", str(found.oid)),
    )
    publications = [shared.line(each["name"]) for each in answers.rows("schema_publications")]
    return Description(
        ObjectRef(ObjectKind.SCHEMA, "", row["name"], found.oid),
        facts,
        sections_of(
            _counts(answers),
            shared.privileges_section(answers),
            _default_privileges(answers),
            table("Publications", ("Name",), publications),
        ),
    )


def extension_ref(name: str | None) -> ObjectRef | None:
    """An extension by its name."""
    return ObjectRef(ObjectKind.EXTENSION, "", name) if name else None


def _counts(answers: Answers) -> Section | None:
    lines = []
    for row in answers.rows("schema_counts"):
        if row["class"] == "pg_class":
            kind = relation_kind(row["kind"], is_partition=row["is_partition"])
        else:
            kind = routine_kind(row["kind"]) if row["class"] == "pg_proc" else type_kind(row["kind"])
        lines.append(shared.line(kind.value, words.count(row["objects"])))
    return shared.told(answers, "schema_counts", "Objects", table("Objects", ("Kind", "Objects"), lines))


def _default_privileges(answers: Answers) -> Section | None:
    lines = [
        shared.line(
            words.DEFAULT_ACL_TYPES.get(row["type"], row["type"]),
            row["maker"],
            row["grantee"] or "PUBLIC",
            row["privileges"],
            "yes" if row["is_grantable"] else "",
            target=role_ref(row["grantee"]),
        )
        for row in answers.rows("default_privileges")
    ]
    titles = ("On new", "Made by", "Role", "Privileges", "May grant")
    section = table("Default privileges", titles, lines)
    return shared.told(answers, "default_privileges", "Default privileges", section)


def describe_extension(found: Found, answers: Answers) -> Description:
    """Describe an extension.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("extension")
    newest = row["default_version"]
    requires = [extension_ref(name) for name in row["requires"] or ()]
    facts = facts_of(
        ("Comment", row["comment"]),
        ("Version", row["version"]),
        ("Default version", newest),
        Fact("Schema", row["schema"], ObjectRef(ObjectKind.SCHEMA, "", row["schema"])),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        *(Fact("Requires", each.quoted, each) for each in requires if each is not None),
        ("Relocatable", "yes" if row["is_relocatable"] else "no"),
        ("Oid", str(found.oid)),
    )
    return Description(
        ObjectRef(ObjectKind.EXTENSION, "", row["name"], found.oid), facts, sections_of(_objects(answers))
    )


def _objects(answers: Answers) -> Section | None:
    lines = [
        shared.line(
            row["described"], target=ref_in(row, catalogue=row["ref_class"]) if row["ref_class"] else None
        )
        for row in answers.rows("extension_objects")
    ]
    return shared.told(answers, "extension_objects", "Objects", table("Objects", ("Object",), lines))


def describe_role(found: Found, answers: Answers) -> Description:
    """Describe a role.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("role")
    limit = row["connection_limit"]
    facts = facts_of(
        ("Comment", row["comment"]),
        ("Attributes", ", ".join(role_attributes(row)) or "none"),
        ("Connections", "" if limit < 0 else "none" if limit == 0 else str(limit)),
        ("Password valid until", row["valid_until"]),
        ("Oid", str(found.oid)),
    )
    members = answers.rows("role_members")
    return Description(
        ObjectRef(ObjectKind.ROLE, "", row["name"], found.oid),
        facts,
        sections_of(
            _members("Member of", [each for each in members if each["is_upward"]]),
            _members("Members", [each for each in members if not each["is_upward"]]),
            Section("Members", problem=problem) if (problem := answers.problem("role_members")) else None,
            _settings(answers),
            _owned(answers),
        ),
    )


def role_attributes(row: Row) -> list[str]:
    """What a role may do beyond its privileges, in psql's words."""
    attributes = (
        ("Superuser", row["is_superuser"]),
        ("No inheritance", not row["inherits"]),
        ("Create role", row["creates_roles"]),
        ("Create DB", row["creates_databases"]),
        ("Cannot login", not row["can_login"]),
        ("Replication", row["replicates"]),
        ("Bypass RLS", row["bypasses_row_security"]),
    )
    return [word for word, holds in attributes if holds]


def _members(title: str, rows: Sequence[Row]) -> Section | None:
    lines: list[Line] = []
    for row in rows:
        options = (("ADMIN", row["is_admin"]), ("INHERIT", row["inherits"]), ("SET", row["may_set"]))
        held = ", ".join(word for word, holds in options if holds)
        target = ObjectRef(ObjectKind.ROLE, "", row["ref_name"], int(row["ref_oid"]))
        lines.append(shared.line(row["ref_name"], held, row["grantor"], target=target))
    return table(title, ("Role", "Options", "Granted by"), lines)


def _settings(answers: Answers) -> Section | None:
    lines = [
        shared.line(row["name"], row["value"], row["database"] or "") for row in answers.rows("role_settings")
    ]
    section = table("Settings", ("Setting", "Value", "Database"), lines)
    return shared.told(answers, "role_settings", "Settings", section)


def _owned(answers: Answers) -> Section | None:
    lines = [
        shared.line(
            row["ref_name"],
            words.count(row["objects"]),
            target=ObjectRef(ObjectKind.SCHEMA, "", row["ref_name"], int(row["ref_oid"])),
        )
        for row in answers.rows("role_owned")
    ]
    section = table("Owns in this database", ("Schema", "Objects"), lines)
    return shared.told(answers, "role_owned", "Owns in this database", section)
