"""Have the server sort: the order of values that only it knows, or a whole statement once more."""

from collections.abc import Sequence
from typing import Protocol

from lakebase_tui.query.columns import Column
from lakebase_tui.query.sort_keys import SortKey
from lakebase_tui.query.statement_facts import only_reads
from lakebase_tui.sql.classify import classify
from lakebase_tui.sql.identifiers import quote_ident


class ServerOrder(Protocol):
    """Asks the server in which order it has values."""

    async def ranks(self, values: Sequence[str], column: Column, collation: str) -> Sequence[int]:
        """A number for each value, in the order of `values`; equal where the server takes them for equal.

        Args:
            values: All different, none of them NULL.
            column: Whose type decides.
            collation: Its name; empty for the type's own.

        Raises:
            LakebaseTuiError: The server did not answer, or has no order for the type.
        """
        ...


def ranks_sql(type_name: str, collation: str = "") -> str:
    """A statement for `ServerOrder.ranks`: it takes one `text[]` parameter, and answers a number a row.

    Args:
        type_name: As SQL has it.
        collation: A name, without quotes; empty for the type's own.
    """
    collate = f" COLLATE {quote_ident(collation)}" if collation else ""
    return (
        f"SELECT dense_rank() OVER (ORDER BY given.v::{type_name}{collate})"
        " FROM unnest($1::text[]) WITH ORDINALITY AS given(v, n) ORDER BY given.n"
    )


def server_sort_sql(statement: str, keys: Sequence[SortKey], columns: Sequence[Column]) -> str | None:
    """The statement, sorted by the server; None where it must not be run once more to that end.

    Args:
        statement: One statement without a semicolon.
        keys: What to sort by, the most important first.
        columns: Of its result.

    Returns:
        SQL with the same columns; None for anything but a query that certainly changes nothing, and for a
        collation on a column whose name is not its own.
    """
    if not keys or classify(statement).kind != "select" or not only_reads(statement):
        return None
    names = [column.name for column in columns]
    parts = []
    for key in keys:
        part = str(key.column + 1)
        if key.collation:
            # A position cannot have a collation.
            if names.count(names[key.column]) > 1:
                return None
            part = f"{quote_ident(names[key.column])} COLLATE {quote_ident(key.collation)}"
        parts.append(f"{part} DESC" if key.descending else part)
    return f'SELECT * FROM (\n{statement}\n) AS "result" ORDER BY {", ".join(parts)}'
