"""An index, described."""

from lakebase_tui.catalog.describe import shared, words
from lakebase_tui.catalog.describe.asking import Answers, Row, ref_in, role_ref
from lakebase_tui.catalog.describe.description import Description, Fact, Section, facts_of, sections_of, table
from lakebase_tui.catalog.describe.keys import index_kind, index_states
from lakebase_tui.catalog.object_ref import ObjectRef

_TITLES = ("Column", "Type", "Key", "Definition", "Storage", "Stats target")


def describe_index(ref: ObjectRef, row: Row, answers: Answers) -> Description:
    """Describe an index.

    Args:
        ref: The index.
        row: Of `pg_class`.
        answers: All that was asked.

    Raises:
        LakebaseTuiError: It may not be looked at.
    """
    index = answers.main("indexes")
    owner, parent = ref_in(index, "table_"), _parent(index)
    facts = facts_of(
        ("Comment", row["comment"]),
        Fact("Table", owner.quoted if owner else "", owner),
        ("Kind", index_kind(index) or "index"),
        ("State", index_states(index) or "valid"),
        Fact("Partition of", parent.quoted if parent else "", parent),
        ("Constraint", index["constraint_definition"]),
        ("Predicate", index["predicate"]),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        ("Size", (answers.row("sizes") or {}).get("total") or answers.problem("sizes")),
        ("Scans", _scans(index)),
        *shared.kept_facts(row),
        ("Oid", str(ref.oid)),
    )
    definition = Section("Definition", text=index["definition"], is_sql=True)
    return Description(
        ref,
        facts,
        sections_of(
            _columns(answers), definition, shared.children_section(row, answers), shared.uses_section(answers)
        ),
    )


def _parent(index: Row) -> ObjectRef | None:
    if index["parent_name"] is None:
        return None
    return ref_in({**index, "parent_kind": "I"}, "parent_")


def _scans(index: Row) -> str:
    if index["scans"] is None:
        return ""
    last = (index["last_scan"] or "").partition(".")[0].replace("T", " ")
    entries, rows = words.count(index["entries_read"]), words.count(index["rows_fetched"])
    read = f"{entries} entries read, {rows} rows fetched"
    return f"{words.count(index['scans'])} ({read}{', last ' + last if last else ''})"


def _columns(answers: Answers) -> Section | None:
    lines = [
        shared.line(
            column["name"],
            column["type"],
            "yes" if column["is_index_key"] else "no",
            column["index_definition"],
            words.STORAGE.get(column["storage"], ""),
            str(column["statistics"]) if column["statistics"] is not None else "",
        )
        for column in answers.rows("columns")
    ]
    return shared.told(answers, "columns", "Columns", table("Columns", _TITLES, lines))
