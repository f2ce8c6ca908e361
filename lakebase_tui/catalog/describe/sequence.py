"""A sequence, described."""

from lakebase_tui.catalog.describe import shared, words
from lakebase_tui.catalog.describe.asking import Answers, Row, ref_in, role_ref
from lakebase_tui.catalog.describe.description import Description, Fact, facts_of, sections_of
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.sql.identifiers import quote_ident


def describe_sequence(ref: ObjectRef, row: Row, answers: Answers) -> Description:
    """Describe a sequence.

    Args:
        ref: The sequence.
        row: Of `pg_class`.
        answers: All that was asked.

    Raises:
        LakebaseTuiError: It may not be looked at.
    """
    sequence = answers.main("sequence")
    last = sequence["last_value"]
    facts = facts_of(
        ("Comment", row["comment"]),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        _column(sequence),
        ("Last value", str(last) if last is not None else "none yet, or not yours to see"),
        ("Type", sequence["type"]),
        ("Start", str(sequence["start"])),
        ("Minimum", str(sequence["minimum"])),
        ("Maximum", str(sequence["maximum"])),
        ("Increment", str(sequence["increment"])),
        ("Cycles", "yes" if sequence["cycles"] else "no"),
        ("Cache", str(sequence["cache"])),
        ("Persistence", words.PERSISTENCE.get(row["persistence"])),
        ("Extension", row["extension"]),
        ("Oid", str(ref.oid)),
    )
    return Description(
        ref,
        facts,
        sections_of(
            shared.used_by_section(answers),
            shared.privileges_section(answers),
            shared.publications_section(answers),
        ),
    )


def _column(sequence: Row) -> Fact:
    owner = ref_in(sequence, "table_")
    name = "Identity of" if sequence["is_identity"] else "Owned by"
    value = f"{owner.quoted}.{quote_ident(sequence['column_name'])}" if owner else ""
    return Fact(name, value, owner)
