"""Sequences, made again."""

from typing import Final

from lakebase_tui.catalog.ddl.statements import comment_on, grants, owner_of
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

SEQUENCE_PARTS: Final = ("relation", "sequence", "privileges")
_LARGEST: Final = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def sequence_options(sequence: Row, usual_type: str = "bigint") -> list[str]:
    """How a sequence counts, as far as that is not how it would anyway.

    Args:
        sequence: Of the question `sequence` or `own_sequences`.
        usual_type: The type that it has if nobody says.
    """
    largest = _LARGEST[sequence["type"]]
    up = sequence["increment"] > 0
    minimum, maximum = (1, largest) if up else (-largest - 1, -1)
    options = (
        (f"AS {sequence['type']}", sequence["type"] != usual_type),
        (f"START WITH {sequence['start']}", sequence["start"] != sequence["minimum" if up else "maximum"]),
        (f"INCREMENT BY {sequence['increment']}", sequence["increment"] != 1),
        (f"MINVALUE {sequence['minimum']}", sequence["minimum"] != minimum),
        (f"MAXVALUE {sequence['maximum']}", sequence["maximum"] != maximum),
        (f"CACHE {sequence['cache']}", sequence["cache"] != 1),
        ("CYCLE", sequence["cycles"]),
    )
    return [text for text, differs in options if differs]


def create_sequence(answers: Answers) -> list[str]:
    """Make a sequence that is of no identity column.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row, sequence = answers.main("relation"), answers.main("sequence")
    name = quote_qualified(row["schema"], row["name"])
    unlogged = "UNLOGGED " if row["persistence"] == "u" else ""
    return [" ".join([f"CREATE {unlogged}SEQUENCE {name}", *sequence_options(sequence)])]


def after_sequence(answers: Answers) -> list[str]:
    """What there is to say of a sequence once the table is there that owns it."""
    row, sequence = answers.main("relation"), answers.main("sequence")
    name = f"SEQUENCE {quote_qualified(row['schema'], row['name'])}"
    owned = sequence["table_name"] is not None
    if not owned:
        return [*comment_on(name, row["comment"]), *owner_of(name, row["owner"]), *_grants(name, answers)]
    owner = f"ALTER {name} OWNED BY {_table(sequence)}.{quote_ident(sequence['column_name'])}"
    # Its owner is always that of the table.
    return [owner, *comment_on(name, row["comment"]), *_grants(name, answers)]


def _grants(name: str, answers: Answers) -> list[str]:
    return grants(name, answers.rows("privileges"))


def _table(sequence: Row) -> str:
    return quote_qualified(sequence["table_schema"], sequence["table_name"])


def sequence_groups(answers: Answers) -> list[list[str]]:
    """A sequence by itself; that of an identity column is made by its column.

    Raises:
        LakebaseTuiError: It is gone, or may not be looked at.
    """
    row, sequence = answers.main("relation"), answers.main("sequence")
    if not sequence["is_identity"]:
        return [create_sequence(answers), after_sequence(answers)]
    how = "ALWAYS" if sequence["identity"] == "a" else "BY DEFAULT"
    name = quote_qualified(row["schema"], row["name"])
    options = " ".join([f"SEQUENCE NAME {name}", *sequence_options(sequence, sequence["type"])])
    column = f"ALTER TABLE {_table(sequence)} ALTER COLUMN {quote_ident(sequence['column_name'])}"
    add = f"{column} ADD GENERATED {how} AS IDENTITY ({options})"
    return [
        [add],
        [*comment_on(f"SEQUENCE {name}", row["comment"]), *_grants(f"SEQUENCE {name}", answers)],
    ]
