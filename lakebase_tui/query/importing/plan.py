"""Which column of a file goes into which column of a table, and the COPY that does it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.importing.records import Rewriter
from lakebase_tui.query.importing.sniff import CsvShape
from lakebase_tui.query.importing.table import TableColumn, TargetTable
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified
from lakebase_tui.sql.literals import quote_literal

Mapping = tuple[int | None, ...]
"""For each column of the file the position of the table's column; None leaves it out."""


def by_name(names: Sequence[str], columns: Sequence[TableColumn]) -> Mapping:
    """Bring names together: the very same first, then those that differ in case, blanks and underscores."""
    free = {column.name: index for index, column in enumerate(columns)}
    exact = [free.pop(name, None) for name in names]
    loose: dict[str, int] = {}
    for name, index in free.items():
        loose.setdefault(_bare(name), index)
    return tuple(
        index if index is not None else loose.pop(_bare(name), None)
        for name, index in zip(names, exact, strict=True)
    )


def by_position(width: int, columns: Sequence[TableColumn]) -> Mapping:
    """The first to the first; what the table has no column for is left out."""
    return tuple(index if index < len(columns) else None for index in range(width))


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A file's shape, a table, and what goes where."""

    shape: CsvShape
    table: TargetTable
    mapping: Mapping

    @property
    def kept(self) -> tuple[int, ...]:
        """The columns of the file that go somewhere."""
        return tuple(index for index, to in enumerate(self.mapping) if to is not None)

    @property
    def targets(self) -> tuple[str, ...]:
        """The table's columns in the order in which the file has them."""
        return tuple(self.table.columns[to].name for to in self.mapping if to is not None)

    def problem(self) -> str:
        """Why it cannot be done; empty if it can."""
        if not self.kept:
            return "No column of the file goes into the table."
        twice = {name for name in self.targets if self.targets.count(name) > 1}
        if twice:
            return f"Two columns of the file go into {quote_ident(min(twice))}."
        missing = [
            quote_ident(column.name)
            for index, column in enumerate(self.table.columns)
            if column.required and index not in self.mapping
        ]
        return f"{', '.join(missing)} must be filled: no NULL, and no default." if missing else ""

    def statement(self) -> str:
        """The COPY. One statement: all of the file is stored, or nothing."""
        shape = self.shape
        options = ["FORMAT csv", f"ENCODING {quote_literal(shape.encoding.server_name)}"]
        if shape.header:
            options.append("HEADER")
        delimiter, quote = shape.dialect.delimiter.decode(), shape.dialect.quote.decode()
        if delimiter != ",":
            options.append(f"DELIMITER {quote_literal(delimiter)}")
        if quote != '"':
            options.append(f"QUOTE {quote_literal(quote)}")
        if shape.null:
            options.append(f"NULL {quote_literal(shape.null)}")
        names = ", ".join(quote_ident(name) for name in self.targets)
        table = quote_qualified(self.table.schema, self.table.name)
        return f"COPY {table} ({names}) FROM STDIN ({', '.join(options)})"

    def rewriter(self) -> Rewriter | None:
        """What leaves columns out; None if the bytes can go as they are."""
        if len(self.kept) == len(self.mapping):
            return None
        return Rewriter(self.shape.dialect, self.kept, len(self.mapping))
