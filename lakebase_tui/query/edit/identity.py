"""Which table the rows of a result belong to, and whether each can be told from all others."""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from lakebase_tui.query.columns import Column
from lakebase_tui.query.edit.table import Editable, Refused, TableColumn
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.identifiers import quote_qualified
from lakebase_tui.sql.plain_select import why_not_plain
from lakebase_tui.sql.visible import visible

Ask = Callable[[str], Awaitable[Sequence[Row]]]
"""Runs one question and gives its rows.

Raises:
    LakebaseTuiError: There was no answer.
"""

_SYNCED_OWNER: Final = re.compile(r"databricks_writer_[0-9]+")
"""The role of the pipeline that writes synced tables, and owns them."""
_PLAIN: Final = "Select the rows from the table itself, without joins, DISTINCT or GROUP BY, to edit them."
_KINDS: Final = {
    "v": "a view",
    "m": "a materialized view",
    "f": "a foreign table",
    "S": "a sequence",
}
_READ_ONLY: Final = Refused(
    "This compute is read-only: it takes no changes.", "Connect to the branch's read-write compute."
)


async def identify(
    sql: str, columns: Sequence[Column], ask: Ask, *, read_only: bool = False
) -> Editable | Refused:
    """Decide whether the rows of a result can be edited; asks the catalogue at most once.

    Args:
        sql: The statement that gave them.
        columns: Of the result.
        ask: On the connection that gave them: what is open in its transaction counts.
        read_only: The compute is known to take no writes.

    Raises:
        LakebaseTuiError: The catalogue could not be asked.
    """
    if read_only:
        return _READ_ONLY
    oid = origin_of(sql, columns)
    if isinstance(oid, Refused):
        return oid
    rows = await ask(_question().format(oid=oid))
    if not rows:
        return Refused("The table that these rows came from is gone.", "Run the statement again.")
    return _decide(oid, rows[0], columns)


def origin_of(sql: str, columns: Sequence[Column]) -> int | Refused:
    """The one table that the rows come from, by its oid. No I/O."""
    if reason := why_not_plain(sql):
        return Refused(f"Which row of a table each of these is, is unknown: {reason}.", _PLAIN)
    tables = {column.table_oid for column in columns if column.table_oid}
    if len(tables) != 1:
        return Refused("No column of this result is a table's own.", _PLAIN)
    return tables.pop()


def _decide(oid: int, row: Row, columns: Sequence[Column]) -> Editable | Refused:
    facts = dict(zip(_FACTS, row, strict=True))
    name = visible(quote_qualified(facts["schema"] or "", facts["name"] or ""))
    if refused := _why_not(facts, name):
        return refused
    table_columns = tuple(_column(each) for each in json.loads(facts["columns"] or "[]"))
    shown = tuple(column.table_column if column.table_oid == oid else 0 for column in columns)
    if not set(shown) - {0} <= {column.number for column in table_columns} | set(range(-7, 0)):
        return Refused(f"{name} has changed since these rows were read.", "Run the statement again.")
    keys = [tuple(int(number) for number in key) for key in json.loads(facts["keys"] or "[]")]
    if not keys:
        return Refused(
            f"{name} has no primary key, nor a unique index on columns that are NOT NULL:"
            " its rows cannot be told apart.",
            "Add a primary key, or write the UPDATE yourself.",
        )
    key = next((key for key in keys if set(key) <= set(shown)), None)
    if key is None:
        names = ", ".join(visible(c.name) for c in table_columns if c.number in keys[0])
        return Refused(
            f"The result does not show the whole key of {name}: {names}.", "Select these columns, too."
        )
    return Editable(
        oid=oid,
        schema=facts["schema"] or "",
        name=facts["name"] or "",
        columns=table_columns,
        shown=shown,
        key=key,
        may_delete=facts["may_delete"] == "t",
        row_security=facts["row_security"] == "t",
    )


_FACTS: Final = (
    *("schema", "name", "kind", "owner", "of_the_system", "has_rules", "has_children", "row_security"),
    *("may_see_xmin", "may_delete", "in_recovery", "read_only", "columns", "keys"),
)
"""What the catalogue answers, in its order."""


def _why_not(facts: dict[str, str | None], name: str) -> Refused | None:
    if facts["in_recovery"] == "t":
        return _READ_ONLY
    if facts["read_only"] == "on":
        return Refused(
            "The transaction is read-only.", "End it, or set transaction_read_only to off, and try again."
        )
    if _SYNCED_OWNER.fullmatch(facts["owner"] or ""):
        return Refused(
            f"{name} is a synced table: Unity Catalog's pipeline writes it; a change made here breaks that.",
            "Change the source table in Unity Catalog.",
        )
    kind = facts["kind"] or ""
    if kind not in ("r", "p"):
        return Refused(
            f"{name} is {_KINDS.get(kind, 'no table')}: its rows cannot be told apart.",
            "Select from the table beneath it, to edit its rows.",
        )
    return _why_not_this_table(facts, name)


def _why_not_this_table(facts: dict[str, str | None], name: str) -> Refused | None:
    if facts["of_the_system"] == "t":
        return Refused(
            f"{name} belongs to the server itself.", "Use its commands to change what it describes."
        )
    if facts["has_rules"] == "t":
        return Refused(
            f"{name} has rewrite rules: which rows a statement touches is unknown.",
            "Write the statement yourself.",
        )
    if facts["has_children"] == "t":
        return Refused(
            f"Other tables inherit from {name}: their rows are shown as its own, and can have the same key.",
            "Select from the table that a row is stored in.",
        )
    if facts["may_see_xmin"] != "t":
        return Refused(
            f"Your role may read only some columns of {name}: changes by others would go unnoticed.",
            "Ask for SELECT on the whole table.",
        )
    return None


def _column(facts: dict[str, Any]) -> TableColumn:
    return TableColumn(
        number=facts["number"],
        name=facts["name"],
        type_name=facts["type"],
        cast=facts["cast"],
        category=facts["category"],
        not_null=facts["not_null"],
        default=facts["default"],
        identity=facts["identity"],
        generated=facts["generated"],
        may_update=facts["may_update"],
        may_insert=facts["may_insert"],
        labels=tuple(facts["labels"] or ()),
    )


@cache
def _question() -> str:
    return Path(__file__).with_name("identity.sql").read_text(encoding="utf-8")
