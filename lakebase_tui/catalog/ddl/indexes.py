"""Indexes and constraints, made again."""

from lakebase_tui.catalog.ddl.statements import comment_on, with_options
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


def create_index(index: Row) -> str:
    """Make an index that is of no constraint; on a partitioned table, on its partitions too."""
    unique = "UNIQUE " if index["is_unique"] else ""
    start = f"CREATE {unique}INDEX {index['quoted']} ON "
    text = str(index["definition"]).replace(f"{start}ONLY ", start, 1)
    if not index["tablespace"]:
        return text
    head, where, predicate = text, "", ""
    if index["predicate"] is not None:  # it stands last
        head, where, predicate = text.rpartition(f" WHERE {index['predicate']}")
    return f"{head} TABLESPACE {quote_ident(index['tablespace'])}{where}{predicate}"


def index_alterations(index: Row) -> list[str]:
    """What neither a CREATE INDEX nor a constraint says of an index."""
    name = f"ALTER INDEX {quote_qualified(index['ref_schema'], index['ref_name'])}"
    statements = []
    if index["constraint_name"] is not None:
        if index["options"]:
            statements.append(f"{name} SET ({with_options(index['options'])})")
        if index["tablespace"]:
            statements.append(f"{name} SET TABLESPACE {quote_ident(index['tablespace'])}")
    for number, target in (index["statistics"] or {}).items():
        statements.append(f"{name} ALTER COLUMN {number} SET STATISTICS {target}")
    return statements


def index_comments(index: Row) -> list[str]:
    """What is said of an index."""
    return comment_on(f"INDEX {quote_qualified(index['ref_schema'], index['ref_name'])}", index["comment"])


def index_uses(alter: str, index: Row) -> list[str]:
    """What a table does with one of its indexes; `alter` is `ALTER TABLE sales.orders`."""
    statements = []
    if index["is_clustered"]:
        statements.append(f"{alter} CLUSTER ON {index['quoted']}")
    if index["is_replica_identity"]:
        statements.append(f"{alter} REPLICA IDENTITY USING INDEX {index['quoted']}")
    return statements


def index_groups(answers: Answers) -> list[list[str]]:
    """An index by itself: where it is of a constraint, that.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    index = answers.main("indexes")
    table = f"ALTER TABLE {quote_qualified(index['table_schema'], index['table_name'])}"
    if index["constraint_name"] is None:
        made = create_index(index)
    else:
        name = quote_ident(index["constraint_name"])
        made = f"{table} ADD CONSTRAINT {name} {index['constraint_definition']}"
    attach = []
    if index["parent_name"] is not None:
        parent = quote_qualified(index["parent_schema"], index["parent_name"])
        attach.append(f"ALTER INDEX {parent} ATTACH PARTITION {_name(index)}")
    return [
        [made],
        [*index_alterations(index), *attach, *index_uses(table, index), *index_comments(index)],
    ]


def _name(index: Row) -> str:
    return quote_qualified(index["ref_schema"], index["ref_name"])


def constraint_owner(row: Row) -> str:
    """The table or domain of a constraint, with its kind."""
    kind = "DOMAIN" if row["is_of_domain"] else "TABLE"
    return f"{kind} {quote_qualified(row['ref_schema'], row['ref_table'])}"


def add_constraint(row: Row) -> str:
    """Add a constraint to its table or domain."""
    return f"ALTER {constraint_owner(row)} ADD CONSTRAINT {quote_ident(row['ref_name'])} {row['definition']}"


def constraint_comments(row: Row) -> list[str]:
    """What is said of a constraint."""
    owner = constraint_owner(row).removeprefix("TABLE ")
    return comment_on(f"CONSTRAINT {quote_ident(row['ref_name'])} ON {owner}", row["comment"])


def constraint_groups(answers: Answers) -> list[list[str]]:
    """A constraint by itself.

    Raises:
        LakebaseTuiError: It is gone.
    """
    row = answers.main("constraints")
    return [[add_constraint(row), *constraint_comments(row)]]
