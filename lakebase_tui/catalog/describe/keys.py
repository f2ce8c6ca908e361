"""Indexes, constraints and foreign keys of a table, as sections."""

from collections.abc import Sequence

from lakebase_tui.catalog.describe import words
from lakebase_tui.catalog.describe.asking import Answers, Row, part_ref, ref_in
from lakebase_tui.catalog.describe.description import Line, Section, table
from lakebase_tui.catalog.describe.shared import line, told
from lakebase_tui.catalog.object_ref import ObjectKind
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

_KEYS = {"p": "PRIMARY KEY", "u": "UNIQUE CONSTRAINT", "x": "EXCLUDE"}
_INDEX_TITLES = ("Index", "Kind", "Definition", "State", "Size", "Scans", "Tablespace", "Comment")
_CONSTRAINT_TITLES = ("Constraint", "Definition", "State", "Comment")


def index_kind(index: Row) -> str:
    """What an index holds to: `PRIMARY KEY`, `UNIQUE`, nothing."""
    return _KEYS.get(index["constraint_type"] or "", "UNIQUE" if index["is_unique"] else "")


def index_definition(index: Row) -> str:
    """An index from its method on, `btree (lower(email)) WHERE ...`; some only their constraint can say."""
    constraint = str(index["constraint_definition"])
    if index["constraint_type"] == "x" or "WITHOUT OVERLAPS" in constraint:
        return constraint
    text = str(index["definition"])
    names_end = len("CREATE INDEX ") + len(index["quoted"]) + len(" ON ") + len(index["table_name"])
    return text[text.index(" USING ", names_end) + len(" USING ") :]


def index_states(index: Row) -> str:
    """What is special about an index."""
    states = (
        ("INVALID", not index["is_valid"]),
        ("NOT READY", not index["is_ready"]),
        ("CLUSTER", index["is_clustered"]),
        ("REPLICA IDENTITY", index["is_replica_identity"]),
        ("DEFERRABLE", index["is_deferrable"]),
        ("INITIALLY DEFERRED", index["is_deferred"]),
    )
    return ", ".join(word for word, holds in states if holds)


def indexes_section(answers: Answers) -> Section | None:
    """Indexes, the primary key's first."""
    lines = [
        line(
            index["quoted"],
            index_kind(index),
            index_definition(index),
            index_states(index),
            index["size"],
            words.count(index["scans"]),
            index["tablespace"],
            index["comment"],
            target=ref_in(index),
        )
        for index in answers.rows("indexes")
    ]
    return told(answers, "indexes", "Indexes", table("Indexes", _INDEX_TITLES, lines))


def constraints_section(answers: Answers) -> Section | None:
    """Check constraints; keys stand among the indexes, and here only for a comment of their own."""
    lines = [
        _constraint(row)
        for row in answers.rows("constraints")
        if row["type"] == "c" or (row["type"] in "pux" and row["comment"])
    ]
    return told(answers, "constraints", "Constraints", table("Constraints", _CONSTRAINT_TITLES, lines))


def not_null_section(answers: Answers) -> Section | None:
    """NOT NULL as constraints with names, which they are since PostgreSQL 18."""
    lines = [_constraint(row) for row in answers.rows("constraints") if row["type"] == "n"]
    return table("Not-null constraints", _CONSTRAINT_TITLES, lines)


def _constraint(row: Row) -> Line:
    return line(
        quote_ident(row["ref_name"]),
        row["definition"],
        _states(row),
        row["comment"],
        target=part_ref(ObjectKind.CONSTRAINT, row),
    )


def _states(row: Row) -> str:
    inherited = "inherited" if row["parents"] else ""
    local = "local, " if row["is_local"] and row["parents"] else ""
    return local + inherited


def foreign_keys_section(answers: Answers) -> Section | None:
    """Where its columns lead; a row leads to the other table."""
    rows = [row for row in answers.rows("constraints") if row["type"] == "f" and not row["is_copy"]]
    lines = [
        line(
            quote_ident(row["ref_name"]),
            row["definition"],
            "" if row["is_own"] else f"of {quote_qualified(row['table_schema'], row['table_name'])}",
            row["comment"],
            target=ref_in(row, "other_"),
        )
        for row in rows
    ]
    return told(answers, "constraints", "Foreign keys", table("Foreign keys", _CONSTRAINT_TITLES, lines))


def referenced_by_section(answers: Answers) -> Section | None:
    """Whose columns lead here; a row leads to that table."""
    lines = _referring(answers.rows("referenced_by"))
    section = table("Referenced by", ("Table", "Constraint", "Definition"), lines)
    return told(answers, "referenced_by", "Referenced by", section)


def _referring(rows: Sequence[Row]) -> list[Line]:
    return [
        line(
            quote_qualified(row["table_schema"], row["table_name"]),
            quote_ident(row["ref_name"]),
            row["definition"],
            target=ref_in(row, "table_"),
        )
        for row in rows
    ]
