"""Types, made again."""

from typing import Final

from lakebase_tui.catalog.ddl.columns import column_comments
from lakebase_tui.catalog.ddl.indexes import add_constraint, constraint_comments
from lakebase_tui.catalog.ddl.statements import comment_on, grants, owner_of
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified
from lakebase_tui.sql.literals import safe_literal

TYPE_PARTS: Final = ("type", "range", "columns", "constraints", "privileges")


def type_groups(answers: Answers) -> list[list[str]]:
    """Make a type.

    Raises:
        LakebaseTuiError: It is gone, or no statement that a client can send makes it.
    """
    row = answers.main("type")
    name = quote_qualified(row["schema"], row["name"])
    word = "DOMAIN" if row["kind"] == "d" else "TYPE"
    made, late = _made(name, row, answers)
    comments = comment_on(f"{word} {name}", row["comment"])
    if row["kind"] == "c":
        comments += column_comments(name, answers)
    for constraint in answers.rows("constraints"):
        comments += constraint_comments(constraint)
    return [
        made,
        late,
        comments,
        [*owner_of(f"{word} {name}", row["owner"]), *grants(f"TYPE {name}", answers.rows("privileges"))],
    ]


def _made(name: str, row: Row, answers: Answers) -> tuple[list[str], list[str]]:
    match row["kind"]:
        case "e":
            labels = ",\n    ".join(map(safe_literal, row["labels"] or ()))
            return [f"CREATE TYPE {name} AS ENUM (\n    {labels}\n)"], []
        case "c":
            columns = ",\n    ".join(_attribute(column) for column in answers.rows("columns"))
            return [f"CREATE TYPE {name} AS (\n    {columns}\n)"], []
        case "d":
            return _create_domain(name, row, answers)
        case "r" | "m":
            return _create_range(answers.main("range")), []
    extension = f"CREATE EXTENSION {quote_ident(row['extension'])} makes it." if row["extension"] else ""
    raise LakebaseTuiError(f"The type {name} is made of functions of the server itself.", extension)


def _attribute(column: Row) -> str:
    collation = f" COLLATE {column['collation']}" if column["collation"] else ""
    return f"{quote_ident(column['name'])} {column['type']}{collation}"


def _create_domain(name: str, row: Row, answers: Answers) -> tuple[list[str], list[str]]:
    parts = [f"CREATE DOMAIN {name} AS {row['base']}"]
    if row["collation"]:
        parts.append(f"COLLATE {row['collation']}")
    if row["default_value"] is not None:
        parts.append(f"DEFAULT {row['default_value']}")
    if row["not_null"]:
        own = row["not_null_name"]
        usual = own is None or own == f"{row['name']}_not_null"
        parts.append("NOT NULL" if usual else f"CONSTRAINT {quote_ident(own)} NOT NULL")
    checks = answers.rows("constraints")
    parts += [
        f"CONSTRAINT {quote_ident(each['ref_name'])} {each['definition']}"
        for each in checks
        if each["is_validated"]
    ]
    return ["\n    ".join(parts)], [add_constraint(each) for each in checks if not each["is_validated"]]


def _create_range(row: Row) -> list[str]:
    name = quote_qualified(row["range_schema"], row["range_name"])
    options = (
        ("SUBTYPE", row["subtype"]),
        ("SUBTYPE_OPCLASS", None if row["operator_class_is_default"] else row["operator_class"]),
        ("COLLATION", row["collation"]),
        ("CANONICAL", row["canonical"]),
        ("SUBTYPE_DIFF", row["difference"]),
        ("MULTIRANGE_TYPE_NAME", row["multirange"]),
    )
    given = ",\n    ".join(f"{option} = {value}" for option, value in options if value is not None)
    shell = [f"CREATE TYPE {name}"] if row["canonical"] else []  # its canonical function needs it to be there
    return [*shell, f"CREATE TYPE {name} AS RANGE (\n    {given}\n)"]
