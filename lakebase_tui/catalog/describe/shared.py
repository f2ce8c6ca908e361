"""What is said of objects of several kinds in the same way."""

from collections import defaultdict
from collections.abc import Sequence

from lakebase_tui.catalog.describe import words
from lakebase_tui.catalog.describe.asking import Answers, Row, ref_in, role_ref
from lakebase_tui.catalog.describe.description import Fact, Line, Section, table
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.sql.identifiers import quote_qualified

_COUNTED = (
    ("Sequential scans", "seq_scan", "seq_tup_read", "rows read"),
    ("Index scans", "idx_scan", "idx_tup_fetch", "rows fetched"),
    ("Inserted", "n_tup_ins", "", ""),
    ("Updated", "n_tup_upd", "n_tup_hot_upd", "of them in place (HOT)"),
    ("Deleted", "n_tup_del", "", ""),
    ("Live rows", "n_live_tup", "", ""),
    ("Dead rows", "n_dead_tup", "", ""),
    ("Changed since analyze", "n_mod_since_analyze", "", ""),
)

_CHILD_STATES = {"p": "PARTITIONED", "I": "PARTITIONED", "f": "FOREIGN"}


def line(*cells: str | None, target: ObjectRef | None = None) -> Line:
    """A row of a table; what is not known is empty."""
    return Line(tuple(cell or "" for cell in cells), target)


def told(answers: Answers, part: str, title: str, section: Section | None) -> Section | None:
    """The section, or one that says why the server did not tell."""
    problem = answers.problem(part)
    return Section(title, problem=problem) if problem else section


def kept_facts(row: Row) -> list[Fact]:
    """How a relation is kept on disk."""
    options = [words.options(row["options"]), words.options(row["toast_options"], "toast.")]
    return [
        Fact("Persistence", words.PERSISTENCE.get(row["persistence"], "")),
        Fact("Access method", row["method"] or ""),
        Fact("Tablespace", row["tablespace"] or ""),
        Fact("Options", ", ".join(filter(None, options))),
        Fact("Extension", row["extension"] or ""),
    ]


def maintenance_facts(activity: Row | None) -> list[Fact]:
    """When a table was last vacuumed and analyzed, by hand or by the server."""
    if activity is None:
        return []
    return [
        Fact(f"Last {what}", _last(activity[f"last_{what}"], activity[f"last_auto{what}"]))
        for what in ("vacuum", "analyze")
    ]


def _last(by_hand: str | None, by_itself: str | None) -> str:
    parts = [f"{by_itself} (automatic)" if by_itself else "", f"{by_hand} (by hand)" if by_hand else ""]
    return ", ".join(filter(None, parts)) or "never"


def activity_section(answers: Answers) -> Section | None:
    """What the server counted of a table."""
    row = answers.row("activity")
    lines = []
    for title, name, more, noun in _COUNTED if row is not None else ():
        beside = f"{words.count(row[more])} {noun}" if row and more and row[more] is not None else ""
        last = (row or {}).get(f"last_{name}")
        when = f"last {last.partition('.')[0].replace('T', ' ')}" if last else ""
        if row is not None and row[name] is not None:
            lines.append(line(title, words.count(row[name]), ", ".join(filter(None, (beside, when)))))
    section = table("Activity since the statistics were reset", ("What", "Times", ""), lines)
    return told(answers, "activity", "Activity", section)


def view_section(answers: Answers) -> Section | None:
    """The query of a view."""
    row = answers.row("view")
    section = Section("View definition", text=row["definition"], is_sql=True) if row is not None else None
    return told(answers, "view", "View definition", section)


def privileges_section(answers: Answers) -> Section | None:
    """Who may do what; a star behind what they may pass on."""
    held: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in answers.rows("privileges"):
        if row["is_held"]:
            star = "*" if row["is_grantable"] else ""
            held[row["grantee"] or "", row["part"], row["grantor"]].append(row["privilege"] + star)
    lines = [
        line(grantee or "PUBLIC", ", ".join(privileges), part, grantor, target=role_ref(grantee))
        for (grantee, part, grantor), privileges in held.items()
    ]
    title = (
        "Privileges"
        if any(not row["is_default"] for row in answers.rows("privileges"))
        else ("Privileges, as every such object has them")
    )
    section = table(title, ("Role", "Privileges", "Column", "Granted by"), lines)
    return told(answers, "privileges", "Privileges", section)


def dependency_lines(rows: Sequence[Row]) -> list[Line]:
    """A line for each object that a question about dependencies found."""
    lines = []
    for row in rows:
        ref = ref_in(row, catalogue=row["ref_class"]) if row["ref_class"] else None
        if ref is not None:
            lines.append(line(ref.quoted, ref.kind.value, row.get("part"), target=ref))
    return lines


def used_by_section(answers: Answers) -> Section | None:
    """What would break without it."""
    lines = dependency_lines(answers.rows("used_by"))
    section = table("Used by", ("Object", "Kind", "In its"), lines)
    return told(answers, "used_by", "Used by", section)


def uses_section(answers: Answers) -> Section | None:
    """What it is made with."""
    section = table("Uses", ("Object", "Kind", ""), dependency_lines(answers.rows("uses")))
    return told(answers, "uses", "Uses", section)


def statistics_section(answers: Answers) -> Section | None:
    """Extended statistics."""
    lines = [
        line(
            quote_qualified(row["schema"], row["name"]),
            row["definition"].removeprefix(
                f"CREATE STATISTICS {quote_qualified(row['schema'], row['name'])} "
            ),
            str(row["target"]) if row["target"] is not None else "",
            row["comment"],
        )
        for row in answers.rows("statistics")
    ]
    section = table("Statistics objects", ("Name", "Of", "Target", "Comment"), lines)
    return told(answers, "statistics", "Statistics objects", section)


def publications_section(answers: Answers) -> Section | None:
    """Publications that its changes go to."""
    lines = [
        line(row["name"], row["columns"] and f"({row['columns']})", row["row_filter"])
        for row in answers.rows("publications")
    ]
    section = table("Publications", ("Name", "Columns", "Where"), lines)
    return told(answers, "publications", "Publications", section)


def children_section(row: Row, answers: Answers) -> Section | None:
    """Partitions of a table or index, or tables that inherit from one."""
    title = "Partitions" if row["kind"] in "pI" else "Inherited by"
    lines = []
    for child in answers.rows("children"):
        ref = ref_in(child)
        if ref is not None:
            states = (_CHILD_STATES.get(child["ref_kind"]), child["is_detaching"] and "DETACH PENDING")
            rows = words.count(round(child["row_estimate"])) if child["row_estimate"] >= 0 else ""
            lines.append(line(ref.quoted, child["bounds"], rows, " ".join(filter(None, states)), target=ref))
    return told(answers, "children", title, table(title, ("Table", "Bounds", "Rows", ""), lines))
