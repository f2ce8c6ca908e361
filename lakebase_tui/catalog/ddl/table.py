"""Tables of every kind, made again."""

from collections.abc import Iterable, Sequence
from typing import Final

from lakebase_tui.catalog.ddl.columns import (
    column_alterations,
    column_clause,
    column_comments,
    typed_column_clause,
)
from lakebase_tui.catalog.ddl.guards import guard_statements
from lakebase_tui.catalog.ddl.indexes import (
    add_constraint,
    constraint_comments,
    create_index,
    index_alterations,
    index_comments,
    index_uses,
)
from lakebase_tui.catalog.ddl.sequence import after_sequence, create_sequence
from lakebase_tui.catalog.ddl.statements import comment_on, foreign_options, grants, owner_of, with_options
from lakebase_tui.catalog.describe.asking import Answers, Row, ref_in
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

TABLE_PARTS: Final = (
    *("relation", "columns", "indexes", "constraints", "triggers", "policies", "rules", "parents"),
    *("statistics", "view", "foreign_table", "sequence", "own_sequences", "privileges"),
)
_PERSISTENCE: Final = {"u": "UNLOGGED ", "t": "TEMPORARY "}
_REPLICA: Final = {"f": "FULL", "n": "NOTHING"}


def table_groups(answers: Answers, sequences: Sequence[Answers]) -> list[list[str]]:
    """Make a table with everything that belongs to it.

    Args:
        answers: All that was asked about it.
        sequences: What was asked about each sequence that a column of it owns, identity columns' left out.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row = answers.main("relation")
    name = quote_qualified(row["schema"], row["name"])
    kind = "FOREIGN TABLE" if row["kind"] == "f" else "TABLE"
    alter = f"ALTER {kind} {name}"
    constraints = answers.rows("constraints")
    return [
        [each for sequence in sequences for each in create_sequence(sequence)],
        [_create_table(name, row, answers)],
        [each for sequence in sequences for each in after_sequence(sequence)],
        column_alterations(alter, answers, inherited=_inherits(row, answers)),
        [add_constraint(each) for each in constraints if _comes_late(each)],
        index_statements(answers),
        _attach(name, row, answers),
        [add_constraint(each) for each in constraints if _is_own_foreign_key(each)],
        [*_each(index_uses(alter, index) for index in answers.rows("indexes")), *_replica(alter, row)],
        guard_statements(name, row, answers),
        statistics_statements(row, answers),
        [
            *comment_on(f"{kind} {name}", row["comment"]),
            *column_comments(name, answers),
            *_each(
                constraint_comments(each) for each in constraints if each["is_own"] and each["type"] != "n"
            ),
            *_each(index_comments(index) for index in answers.rows("indexes")),
        ],
        [*owner_of(f"{kind} {name}", row["owner"]), *grants(f"TABLE {name}", answers.rows("privileges"))],
    ]


def _each(groups: Iterable[Sequence[str]]) -> list[str]:
    return [statement for group in groups for statement in group]


def _inherits(row: Row, answers: Answers) -> bool:
    """Whether columns come from above; a partition has its own, which are merged when it is attached."""
    return bool(answers.rows("parents")) and not row["is_partition"]


def _create_table(name: str, row: Row, answers: Answers) -> str:
    foreign = answers.row("foreign_table")
    head = f"CREATE {_PERSISTENCE.get(row['persistence'], '')}{'FOREIGN ' if foreign else ''}TABLE {name}"
    if row["of_type"]:
        head += f" OF {row['of_type']}"
    clauses = [*_column_clauses(row, answers), *_inline_constraints(row, answers)]
    body = " (\n    " + ",\n    ".join(clauses) + "\n)" if clauses else "" if row["of_type"] else " ()"
    return "\n".join([head + body, *_storage_clauses(row, answers, foreign)])


def _column_clauses(row: Row, answers: Answers) -> list[str]:
    columns = answers.rows("columns")
    if row["of_type"]:
        return [clause for column in columns if (clause := typed_column_clause(row, column))]
    left_out = _inherits(row, answers)
    identities = {each["column_name"]: each for each in answers.rows("own_sequences") if each["is_identity"]}
    return [
        column_clause(row, column, identities) for column in columns if column["is_local"] or not left_out
    ]


def _inline_constraints(row: Row, answers: Answers) -> list[str]:
    return [
        f"CONSTRAINT {quote_ident(each['ref_name'])} {each['definition']}"
        for each in answers.rows("constraints")
        if each["type"] in "cpux" and not _comes_late(each) and (each["is_local"] or row["is_partition"])
    ]


def _comes_late(constraint: Row) -> bool:
    """A check that was never held against the rows: in a CREATE TABLE it would count as valid."""
    is_check = constraint["type"] == "c" and constraint["is_local"]
    return bool(is_check and constraint["is_enforced"] and not constraint["is_validated"])


def _is_own_foreign_key(constraint: Row) -> bool:
    return constraint["type"] == "f" and constraint["is_own"] and not constraint["is_copy"]


def _storage_clauses(row: Row, answers: Answers, foreign: Row | None) -> list[str]:
    clauses = []
    if _inherits(row, answers):
        parents = [ref.quoted for parent in answers.rows("parents") if (ref := ref_in(parent)) is not None]
        clauses.append(f"INHERITS ({', '.join(parents)})")
    if row["partition_key"]:
        clauses.append(f"PARTITION BY {row['partition_key']}")
    if foreign is not None:
        options = foreign_options(foreign["options"])
        clauses.append(f"SERVER {quote_ident(foreign['server'])}{' ' + options if options else ''}")
    return clauses + storage_clauses(row)


def storage_clauses(row: Row) -> list[str]:
    """How a relation is kept on disk, as far as that is not as usual."""
    clauses = []
    if row["method"] is not None and row["method"] != row["default_method"]:
        clauses.append(f"USING {quote_ident(row['method'])}")
    if options := with_options(row["options"], row["toast_options"]):
        clauses.append(f"WITH ({options})")
    if row["tablespace"]:
        clauses.append(f"TABLESPACE {quote_ident(row['tablespace'])}")
    return clauses


def index_statements(answers: Answers) -> list[str]:
    """Indexes of a relation, and what its constraints do not say of theirs."""
    indexes = answers.rows("indexes")
    made = [create_index(index) for index in indexes if index["constraint_name"] is None]
    return [*made, *_each(index_alterations(index) for index in indexes)]


def _attach(name: str, row: Row, answers: Answers) -> list[str]:
    if not row["is_partition"]:
        return []
    parents = (ref_in(parent) for parent in answers.rows("parents"))
    return [
        f"ALTER TABLE {parent.quoted} ATTACH PARTITION {name} {row['bounds']}"
        for parent in parents
        if parent is not None
    ]


def _replica(alter: str, row: Row) -> list[str]:
    how = _REPLICA.get(row["replica_identity"])
    return [f"{alter} REPLICA IDENTITY {how}"] if how and row["kind"] in "rp" else []


def statistics_statements(row: Row, answers: Answers) -> list[str]:
    """Extended statistics of a relation."""
    statements = []
    for each in answers.rows("statistics"):
        name = f"STATISTICS {quote_qualified(each['schema'], each['name'])}"
        statements.append(each["definition"])
        if each["target"] is not None:
            statements.append(f"ALTER {name} SET STATISTICS {each['target']}")
        statements += comment_on(name, each["comment"])
        if each["owner"] != row["owner"]:
            statements += owner_of(name, each["owner"])
    return statements
