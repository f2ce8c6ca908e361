"""Columns of a relation or composite type, as a section."""

from lakebase_tui.catalog.describe import words
from lakebase_tui.catalog.describe.asking import Answers, Row, ref_in
from lakebase_tui.catalog.describe.description import Line, Section, table
from lakebase_tui.catalog.describe.shared import told
from lakebase_tui.catalog.object_ref import ObjectRef

_TITLES = (
    *("Column", "Type", "Key", "Nullable", "Default", "Comment", "Collation"),
    *("Storage", "Options", "FDW options", "Inherited"),
)


def columns_section(answers: Answers) -> Section | None:
    """One row a column; those that are foreign keys lead to the other table."""
    keys, targets = _keys(answers)
    lines = []
    for column in answers.rows("columns"):
        number = column["number"]
        lines.append(Line(_cells(column, " ".join(keys.get(number, ()))), targets.get(number)))
    return told(answers, "columns", "Columns", table("Columns", _TITLES, lines))


def _cells(column: Row, key: str) -> tuple[str, ...]:
    statistics = column["statistics"]
    storage = (words.STORAGE.get(column["storage"]), words.COMPRESSION.get(column["compression"]))
    options = ("" if statistics is None else f"statistics={statistics}", words.options(column["options"]))
    return (
        column["name"],
        column["type"],
        key,
        "not null" if column["not_null"] else "",
        words.default_value(column),
        column["comment"] or "",
        column["collation"] or "",
        " ".join(filter(None, storage)),
        ", ".join(filter(None, options)),
        words.fdw_options(column["fdw_options"]),
        words.yes(bool(column["parents"]) and not column["is_local"]),
    )


def _keys(answers: Answers) -> tuple[dict[int, list[str]], dict[int, ObjectRef]]:
    """Which columns are (parts of) keys, and where foreign ones lead, by the number of the column."""
    marks: dict[int, list[str]] = {}
    targets: dict[int, ObjectRef] = {}
    for constraint in answers.rows("constraints"):
        mark = {"p": "PK", "f": "FK"}.get(constraint["type"])
        other = ref_in(constraint, "other_")
        # Columns of a table above have numbers of their own; what holds here is there as a copy.
        for number in constraint["columns"] or () if mark and constraint["is_own"] else ():
            if mark not in marks.setdefault(number, []):
                marks[number].append(mark or "")
            if other is not None:
                targets[number] = other
    return marks, targets
