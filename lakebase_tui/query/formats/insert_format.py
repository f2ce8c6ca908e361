"""SQL: INSERT statements of many rows each."""

from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, each, encoded
from lakebase_tui.query.formats.sql_values import literal_of
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

UNNAMED_TABLE = ("table_name",)
"""What stands for the table when it is not known."""


@dataclass(frozen=True, slots=True)
class InsertOptions:
    """What the rows are inserted into."""

    table: tuple[str, ...] = UNNAMED_TABLE
    """Its name, from the left: schema and table, or the table alone."""
    batch: int = 100
    """Rows a statement."""


class InsertFormat:
    """Writes one result as INSERT statements; run, they make the same rows.

    The values are meant for columns of the same types. Their names must differ to be of use.
    """

    def __init__(self, options: InsertOptions | None = None) -> None:
        self._options = options or InsertOptions()
        self._table = quote_qualified(*self._options.table)
        self._encoders: list[Encoder] = []
        self._head = ""
        self._template = ""
        self._open = 0

    def begin(self, columns: Sequence[Column]) -> str:
        """Nothing: each statement has its own head."""
        self._encoders = [each(literal_of(column), "NULL") for column in columns]
        names = ", ".join(quote_ident(column.name) for column in columns)
        self._head = f"INSERT INTO {self._table} ({names}) VALUES\n  "
        self._template = "(" + ", ".join(["%s"] * len(columns)) + ")"
        self._open = 0
        return ""

    def rows(self, rows: Sequence[Row]) -> str:
        """Rows, and heads between them; the last statement stays open."""
        if not self._encoders:
            return f"INSERT INTO {self._table} DEFAULT VALUES;\n" * len(rows)
        parts = []
        for written in map(self._template.__mod__, encoded(rows, self._encoders)):
            if self._open == self._options.batch:
                parts.append(";\n")
                self._open = 0
            parts.append(",\n  " if self._open else self._head)
            parts.append(written)
            self._open += 1
        return "".join(parts)

    def end(self, total: int) -> str:
        """The last statement's end."""
        return ";\n" if self._open else ""
