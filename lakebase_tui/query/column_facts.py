"""What the catalogue knows of a result's columns: full types, NOT NULL, where they come from."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lakebase_tui.query.columns import Column
from lakebase_tui.sql.identifiers import quote_ident

Ask = Callable[[str], Awaitable[Sequence[Sequence[str | None]]]]
"""Asks the server one question; its answer as text."""

_NOBODY = 0
"""No relation and no type has this oid: it keeps a list from being empty."""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Beyond what the server says with every result."""

    type_name: str
    """As `format_type` writes it, with its modifier: `shop.mood`, `numeric(10,2)`."""
    not_null: bool = False
    """Whether the table forbids NULL; an outer join may still give it."""
    key_size: int = 0
    """How many columns the table's primary key has, if this is one of them."""
    schema: str = ""
    table: str = ""
    """Empty for an expression."""
    name: str = ""
    """In that table."""
    default: str = ""
    """Its DEFAULT as SQL."""
    comment: str = ""

    @property
    def origin(self) -> str:
        """Schema, table and column, quoted; empty for an expression."""
        return ".".join(map(quote_ident, (self.schema, self.table, self.name))) if self.table else ""


class ColumnCatalogue:
    """Asks once for each column and type; forgets when the schema may have changed.

    Args:
        ask: Asks the server.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._columns: dict[tuple[int, int], ColumnFacts] = {}
        self._types: dict[int, str] = {}

    def forget(self) -> None:
        """The schema may be another now."""
        self._columns, self._types = {}, {}

    async def facts(self, columns: Sequence[Column]) -> list[ColumnFacts]:
        """The facts of each column; asks the server only for what is not known.

        Raises:
            LakebaseTuiError: The server could not be asked.
        """
        origins = {(each.table_oid, each.table_column) for each in columns if each.table_oid}
        types = {each.type_oid for each in columns if each.type_name == f"oid {each.type_oid}"}
        origins -= self._columns.keys()
        types -= self._types.keys()
        if origins or types:
            self._take(await self._ask(_question(origins, types)), origins, types)
        return [self._of(each) for each in columns]

    def _of(self, column: Column) -> ColumnFacts:
        known = self._columns.get((column.table_oid, column.table_column))
        if known is not None and known.table:
            return known
        return ColumnFacts(self._types.get(column.type_oid, column.type_name))

    def _take(
        self, answer: Sequence[Sequence[str | None]], origins: set[tuple[int, int]], types: set[int]
    ) -> None:
        self._columns.update(dict.fromkeys(origins, ColumnFacts("")))  # not to be asked for again
        self._types.update({oid: f"oid {oid}" for oid in types})
        for kind, oid, number, type_name, not_null, key_size, *rest in answer:
            if kind == "type":
                self._types[int(oid or 0)] = type_name or ""
            else:
                words = (each or "" for each in rest)
                self._columns[int(oid or 0), int(number or 0)] = ColumnFacts(
                    type_name or "", not_null == "t", int(key_size or 0), *words
                )


@cache
def _template() -> str:
    return files("lakebase_tui.query").joinpath("column_facts.sql").read_text(encoding="utf-8")


def _question(origins: set[tuple[int, int]], types: set[int]) -> str:
    pairs = sorted(origins) or [(_NOBODY, _NOBODY)]
    columns = ", ".join(f"({relation}::oid, {number})" for relation, number in pairs)
    return (
        _template()
        .replace("{columns}", columns)
        .replace("{types}", ", ".join(map(str, sorted(types) or [_NOBODY])))
    )
