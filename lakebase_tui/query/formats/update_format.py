"""SQL: an UPDATE a row, which finds its row by key columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, each, encoded
from lakebase_tui.query.formats.insert_format import UNNAMED_TABLE
from lakebase_tui.query.formats.sql_values import has_equality, literal_of
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified
from lakebase_tui.sql.literals import quote_literal


@dataclass(frozen=True, slots=True)
class UpdateOptions:
    """What is updated, and how its rows are found."""

    keys: tuple[int, ...]
    """Positions of the key columns among the columns that are written."""
    table: tuple[str, ...] = UNNAMED_TABLE
    """Its name, from the left: schema and table, or the table alone."""


class UpdateFormat:
    """Writes one result as UPDATE statements, which set all columns but the key's."""

    def __init__(self, options: UpdateOptions) -> None:
        self._options = options
        self._encoders: list[Encoder] = []
        self._template = ""
        self._order: tuple[int, ...] = ()

    def begin(self, columns: Sequence[Column]) -> str:
        """Nothing.

        Raises:
            ValueError: There is no key column, or nothing beside the key; the message is for the user.
        """
        keys = self._options.keys
        others = [position for position in range(len(columns)) if position not in keys]
        if not keys or not others:
            missing = "a column beside the key, to set" if keys else "key columns, to find its row by"
            raise ValueError(f"An UPDATE needs {missing}.")
        self._encoders = [
            _condition(column) if position in keys else _assignment(column)
            for position, column in enumerate(columns)
        ]
        sets, wheres = ", ".join(["%s"] * len(others)), " AND ".join(["%s"] * len(keys))
        table = quote_qualified(*self._options.table).replace("%", "%%")
        self._template = f"UPDATE {table} SET {sets} WHERE {wheres};\n"
        self._order = (*others, *keys)
        return ""

    def rows(self, rows: Sequence[Row]) -> str:
        """A statement a row; NULL in a key is asked for with IS NULL."""
        return "".join(
            self._template % tuple(cells[position] for position in self._order)
            for cells in encoded(rows, self._encoders)
        )

    def end(self, total: int) -> str:
        """Nothing."""
        return ""


def _assignment(column: Column) -> Encoder:
    name, literal = quote_ident(column.name), literal_of(column)
    return each(lambda text: f"{name} = {literal(text)}", f"{name} = NULL")


def _condition(column: Column) -> Encoder:
    name = quote_ident(column.name)
    literal: Callable[[str], str] = literal_of(column, compared=True)
    left = name
    if not has_equality(column):
        left, literal = f"{name}::text", quote_literal
    return each(lambda text: f"{left} = {literal(text)}", f"{name} IS NULL")
