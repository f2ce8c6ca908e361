"""Columns as a CREATE TABLE has them, and what has to be said of them afterwards."""

from collections.abc import Mapping

from lakebase_tui.catalog.ddl.sequence import sequence_options
from lakebase_tui.catalog.ddl.statements import comment_on, foreign_options, with_options
from lakebase_tui.catalog.describe.asking import Answers, Row
from lakebase_tui.catalog.describe.words import COMPRESSION, STORAGE
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}


def column_clause(table: Row, column: Row, identities: Mapping[str, Row]) -> str:
    """Write a column with all that belongs to its declaration.

    Args:
        table: Of `pg_class`.
        column: Of the question `columns`.
        identities: Sequences of identity columns, by the name of the column.
    """
    parts = [quote_ident(column["name"]), column["type"], foreign_options(column["fdw_options"])]
    if column["compression"] in COMPRESSION:
        parts.append(f"COMPRESSION {COMPRESSION[column['compression']]}")
    if column["collation"]:
        parts.append(f"COLLATE {column['collation']}")
    parts += [_value(table, column, identities), not_null_clause(table, column)]
    return " ".join(filter(None, parts))


def typed_column_clause(table: Row, column: Row) -> str:
    """What a column of a typed table has beyond its type; empty for nothing."""
    parts = [_value(table, column, {}), not_null_clause(table, column)]
    options = " ".join(filter(None, parts))
    return f"{quote_ident(column['name'])} WITH OPTIONS {options}" if options else ""


def _value(table: Row, column: Row, identities: Mapping[str, Row]) -> str:
    if column["identity"]:
        sequence = identities.get(column["name"])
        options = _identity_options(table, column, sequence) if sequence is not None else ""
        return f"GENERATED {_IDENTITY[column['identity']]} AS IDENTITY{f' ({options})' if options else ''}"
    if column["generated"]:
        kept = " STORED" if column["generated"] == "s" else ""
        return f"GENERATED ALWAYS AS ({column['default_value']}){kept}"
    return f"DEFAULT {column['default_value']}" if column["default_value"] is not None else ""


def _identity_options(table: Row, column: Row, sequence: Row) -> str:
    usual = f"{table['name']}_{column['name']}_seq"
    has_usual_name = (sequence["ref_schema"], sequence["ref_name"]) == (table["schema"], usual)
    named = "" if has_usual_name else f"SEQUENCE NAME {_qualified(sequence)}"
    return " ".join(filter(None, (named, *sequence_options(sequence, column["type"]))))


def _qualified(sequence: Row) -> str:
    return quote_qualified(sequence["ref_schema"], sequence["ref_name"])


def not_null_clause(table: Row, column: Row) -> str:
    """NOT NULL, with its name where that is not the usual one; what is not valid yet is said later."""
    if not column["not_null"] or column["not_null_validated"] is False:
        return ""
    name = column["not_null_name"]
    usual = f"{table['name']}_{column['name']}_not_null"
    named = f"CONSTRAINT {quote_ident(name)} " if name is not None and name != usual else ""
    return f"{named}NOT NULL{' NO INHERIT' if column['not_null_no_inherit'] else ''}"


def column_alterations(alter: str, answers: Answers, *, inherited: bool) -> list[str]:
    """What a CREATE TABLE cannot say of columns.

    Args:
        alter: `ALTER TABLE sales.orders`.
        answers: All that was asked about the table.
        inherited: Whether columns that only come from above were left out, but may differ from those.
    """
    statements: list[str] = []
    for column in answers.rows("columns"):
        name = f"{alter} ALTER COLUMN {quote_ident(column['name'])}"
        if inherited and not column["is_local"]:
            statements += _differences(name, column)
        if column["not_null"] and column["not_null_validated"] is False:
            constraint = f"ADD CONSTRAINT {quote_ident(column['not_null_name'])}"
            statements.append(f"{alter} {constraint} NOT NULL {quote_ident(column['name'])} NOT VALID")
        if not column["storage_is_default"]:
            statements.append(f"{name} SET STORAGE {STORAGE[column['storage']].upper()}")
        if column["statistics"] is not None:
            statements.append(f"{name} SET STATISTICS {column['statistics']}")
        if column["options"]:
            statements.append(f"{name} SET ({with_options(column['options'])})")
    return statements


def _differences(name: str, column: Row) -> list[str]:
    statements = []
    if column["default_value"] != column["parent_default"] and not column["generated"]:
        default = column["default_value"]
        statements.append(f"{name} SET DEFAULT {default}" if default is not None else f"{name} DROP DEFAULT")
    if column["not_null"] and not column["parent_not_null"]:
        statements.append(f"{name} SET NOT NULL")
    return statements


def column_comments(relation: str, answers: Answers) -> list[str]:
    """What is said of the columns of a relation or type, whose quoted name is given."""
    statements: list[str] = []
    for column in answers.rows("columns"):
        statements += comment_on(f"COLUMN {relation}.{quote_ident(column['name'])}", column["comment"])
        if column["not_null_comment"]:
            constraint = f"CONSTRAINT {quote_ident(column['not_null_name'])} ON {relation}"
            statements += comment_on(constraint, column["not_null_comment"])
    return statements
