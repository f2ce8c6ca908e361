"""Tables of every kind and views, described."""

from lakebase_tui.catalog.describe import keys, shared, words
from lakebase_tui.catalog.describe.asking import Answers, Found, Row, ref_in, role_ref
from lakebase_tui.catalog.describe.columns import columns_section
from lakebase_tui.catalog.describe.description import Description, Fact, Section, facts_of, sections_of
from lakebase_tui.catalog.describe.guards import policies_section, rules_section, triggers_section
from lakebase_tui.catalog.describe.index import describe_index
from lakebase_tui.catalog.describe.sequence import describe_sequence
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef, relation_kind

PARTS = (
    *("relation", "columns", "indexes", "constraints", "referenced_by", "triggers", "policies", "rules"),
    *("parents", "children", "statistics", "publications", "view", "foreign_table", "sequence", "sizes"),
    *("activity", "privileges", "used_by", "uses"),
)
_REPLICA: "dict[str, str]" = {"d": "primary key", "n": "nothing", "f": "full"}
_TABLES = frozenset({ObjectKind.TABLE, ObjectKind.PARTITIONED_TABLE, ObjectKind.PARTITION})


def describe_relation(found: Found, answers: Answers) -> Description:
    """Describe whatever `pg_class` holds.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row = answers.main("relation")
    kind = relation_kind(row["kind"], is_partition=row["is_partition"])
    ref = ObjectRef(kind, row["schema"], row["name"], found.oid)
    if kind is ObjectKind.INDEX:
        return describe_index(ref, row, answers)
    if kind is ObjectKind.SEQUENCE:
        return describe_sequence(ref, row, answers)
    return Description(ref, _facts(ref, row, answers), _sections(row, answers))


def _facts(ref: ObjectRef, row: Row, answers: Answers) -> tuple[Fact, ...]:
    return facts_of(
        ("Comment", row["comment"]),
        Fact("Owner", row["owner"], role_ref(row["owner"])),
        ("Rows", _rows(ref, row, answers)),
        ("Size", size_words(answers.row("sizes")) or answers.problem("sizes")),
        *_ancestry(row, answers),
        *_foreign(answers),
        *shared.kept_facts(row),
        ("Populated", "" if row["is_populated"] else "no: REFRESH MATERIALIZED VIEW fills it"),
        ("Replica identity", _replica_identity(ref, row, answers)),
        ("Row security", _row_security(ref, row, answers)),
        *shared.maintenance_facts(answers.row("activity")),
        ("Oid", str(ref.oid)),
    )


def _rows(ref: ObjectRef, row: Row, answers: Answers) -> str:
    """What the planner counts on; for a partitioned table never analyzed, what its partitions add up to."""
    if ref.kind is ObjectKind.VIEW:
        return ""
    counts = [child["row_estimate"] for child in answers.rows("children") if child["row_estimate"] >= 0]
    if row["kind"] == "p" and row["row_estimate"] < 0 and counts:
        return words.estimate(sum(counts))
    return words.estimate(row["row_estimate"])


def size_words(sizes: Row | None) -> str:
    """What is taken on disk, and by what."""
    if sizes is None:
        return ""
    of = f", {sizes['relations']} partitions together" if sizes["relations"] > 1 else ""
    return (
        f"{sizes['total']}: rows {sizes['main']}, indexes {sizes['indexes']},"
        f" TOAST and maps {sizes['beside']}{of}"
    )


def _ancestry(row: Row, answers: Answers) -> list[Fact]:
    parents = [(parent, ref_in(parent)) for parent in answers.rows("parents")]
    name = "Partition of" if row["is_partition"] else "Inherits"
    facts = [
        Fact(name, parent.quoted + (" (being detached)" if given["is_detaching"] else ""), parent)
        for given, parent in parents
        if parent is not None
    ]
    facts.append(Fact("Bounds", row["bounds"] or ""))
    facts.append(Fact("Partition constraint", row["partition_constraint"] or ""))
    facts.append(Fact("Partition key", row["partition_key"] or ""))
    facts.append(Fact("Of type", row["of_type"] or ""))
    return facts


def _foreign(answers: Answers) -> list[Fact]:
    foreign = answers.row("foreign_table")
    if foreign is None:
        return []
    return [
        Fact("Server", foreign["server"]),
        Fact("Foreign data wrapper", foreign["wrapper"]),
        Fact("FDW options", words.fdw_options(foreign["options"])),
    ]


def _replica_identity(ref: ObjectRef, row: Row, answers: Answers) -> str:
    if ref.kind not in _TABLES:
        return ""
    if row["replica_identity"] != "i":
        return _REPLICA.get(row["replica_identity"], "")
    chosen = (index["quoted"] for index in answers.rows("indexes") if index["is_replica_identity"])
    return f"index {next(chosen, '')}"


def _row_security(ref: ObjectRef, row: Row, answers: Answers) -> str:
    if ref.kind not in _TABLES:
        return ""
    if not row["row_security"]:
        return "disabled, though there are policies" if answers.rows("policies") else "disabled"
    forced = ", forced for the owner too" if row["row_security_forced"] else ""
    without = "" if answers.rows("policies") else "; without a policy nobody else sees a row"
    return f"enabled{forced}{without}"


def _sections(row: Row, answers: Answers) -> tuple[Section, ...]:
    return sections_of(
        columns_section(answers),
        shared.view_section(answers),
        keys.indexes_section(answers),
        keys.constraints_section(answers),
        keys.foreign_keys_section(answers),
        keys.referenced_by_section(answers),
        shared.children_section(row, answers),
        triggers_section(answers),
        policies_section(answers),
        rules_section(answers),
        shared.privileges_section(answers),
        shared.used_by_section(answers),
        shared.uses_section(answers),
        shared.statistics_section(answers),
        shared.publications_section(answers),
        shared.activity_section(answers),
        keys.not_null_section(answers),
    )
