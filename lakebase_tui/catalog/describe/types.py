"""Types of every kind, described."""

from lakebase_tui.catalog.describe import shared, words
from lakebase_tui.catalog.describe.asking import Answers, Found, Row, part_ref, role_ref
from lakebase_tui.catalog.describe.columns import columns_section
from lakebase_tui.catalog.describe.description import Description, Fact, Section, facts_of, sections_of, table
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef, type_kind
from lakebase_tui.sql.identifiers import quote_ident

PARTS = ("type", "range", "columns", "constraints", "privileges", "used_by")
_VARIABLE = {-1: "variable", -2: "variable, ends with a zero byte"}


def describe_type(found: Found, answers: Answers) -> Description:
    """Describe a type.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("type")
    ref = ObjectRef(type_kind(row["kind"]), row["schema"], row["name"], found.oid)
    facts = facts_of(
        ("Comment", row["comment"]),
        ("Written as", row["written"] if row["written"] != ref.quoted else ""),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        *_domain_facts(row),
        *_range_facts(answers.row("range")),
        ("Size", _size(ref, row)),
        *_base_facts(ref, row),
        ("Extension", row["extension"]),
        ("Oid", str(found.oid)),
    )
    return Description(
        ref,
        facts,
        sections_of(
            _labels(row),
            columns_section(answers) if row["kind"] == "c" else None,
            _checks(answers),
            shared.privileges_section(answers),
            shared.used_by_section(answers),
        ),
    )


def _size(ref: ObjectRef, row: Row) -> str:
    if ref.kind in (ObjectKind.COMPOSITE_TYPE, ObjectKind.DOMAIN):
        return ""
    return _VARIABLE.get(row["length"], f"{row['length']} bytes")


def _domain_facts(row: Row) -> list[Fact]:
    if row["kind"] != "d":
        return []
    return [
        Fact("Type", row["base"]),
        Fact("Collation", row["collation"] or ""),
        Fact("Nullable", "not null" if row["not_null"] else "yes"),
        Fact("Default", row["default_value"] or ""),
    ]


def _range_facts(row: Row | None) -> list[Fact]:
    if row is None:
        return []
    return [
        Fact("Subtype", row["subtype"]),
        Fact("Operator class", row["operator_class"]),
        Fact("Collation", row["collation"] or ""),
        Fact("Canonical function", row["canonical"] or ""),
        Fact("Difference function", row["difference"] or ""),
        Fact("Multirange", row["multirange"]),
    ]


def _base_facts(ref: ObjectRef, row: Row) -> list[Fact]:
    if ref.kind is not ObjectKind.BASE_TYPE:
        return []
    return [
        Fact("Passed by", "value" if row["by_value"] else "reference"),
        Fact("Storage", words.STORAGE.get(row["storage"], "")),
        Fact("Category", row["category"] + (", preferred" if row["is_preferred"] else "")),
        Fact("Default", row["default_value"] or ""),
        Fact("Input function", row["input"] or ""),
        Fact("Output function", row["output"] or ""),
    ]


def _labels(row: Row) -> Section | None:
    lines = (shared.line(str(at + 1), label) for at, label in enumerate(row["labels"] or ()))
    return table("Labels", ("#", "Label"), lines)


def _checks(answers: Answers) -> Section | None:
    lines = [
        shared.line(
            quote_ident(row["ref_name"]),
            row["definition"],
            row["comment"],
            target=part_ref(ObjectKind.CONSTRAINT, row),
        )
        for row in answers.rows("constraints")
    ]
    section = table("Constraints", ("Constraint", "Definition", "Comment"), lines)
    return shared.told(answers, "constraints", "Constraints", section)
