"""A table whose rows can be edited: its columns, its key, and what may be done with each."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


class Special(Enum):
    """What a cell can be set to that is no value."""

    DEFAULT = "DEFAULT"


CellValue = str | None | Special
"""A text as it is to be written, None for NULL, or `Special.DEFAULT`."""

DEFAULT = Special.DEFAULT
TRUTH = ("t", "f")
"""A boolean as the server writes it."""
_FREE_TEXT = ("S", "U", "V", "Z")
"""Categories of types that may take an empty text: strings of characters and bits, and what others made."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of the table, shown or not."""

    number: int
    """`attnum`."""
    name: str
    type_name: str
    """As `format_type` says it, with its length or precision."""
    cast: str
    """The same without them: an explicit cast to a length cuts values in silence."""
    category: str = "S"
    """`pg_type.typcategory`, of what is below a domain."""
    not_null: bool = False
    default: str | None = None
    """The expression, where there is one."""
    identity: Literal["", "a", "d"] = ""
    """`a`: GENERATED ALWAYS, `d`: BY DEFAULT."""
    generated: Literal["", "s", "v"] = ""
    """Computed from other columns: `s` stored, `v` virtual."""
    may_update: bool = True
    may_insert: bool = True
    labels: tuple[str, ...] = ()
    """Of an enum."""

    @property
    def sql(self) -> str:
        """Its name, quoted where it has to be."""
        return quote_ident(self.name)

    @property
    def has_default(self) -> bool:
        """Whether DEFAULT gives something other than NULL."""
        return bool(self.default or self.identity or self.generated)

    @property
    def choices(self) -> tuple[str, ...]:
        """All values there are, where they are few."""
        return TRUTH if self.category == "B" else self.labels

    def why_not(self, *, new_row: bool = False) -> str:
        """Why it cannot be given a value, as a sentence; empty where it can.

        Args:
            new_row: In a row that is to be inserted.
        """
        if self.generated:
            return f"{self.name} is computed from other columns."
        if self.identity == "a":
            return f"{self.name} is an identity column that is always generated."
        if not (self.may_insert if new_row else self.may_update):
            return f"Your role may not {'insert' if new_row else 'update'} {self.name}."
        return ""

    def problem(self, value: CellValue) -> str:
        """Why the server will not take a value, where that is certain; empty otherwise."""
        if isinstance(value, str):
            return self._problem_of_text(value)
        if self.not_null and not (value is DEFAULT and self.has_default):
            return f"{self.name} may not be NULL{', and has no default' if value is DEFAULT else ''}."
        return ""

    def _problem_of_text(self, text: str) -> str:
        if "\0" in text:
            return "A text cannot hold NUL characters."
        if self.labels and text not in self.labels:
            return f"{self.type_name} has no label of this name."
        # Composite types, arrays and ranges, too, are never an empty text; of numbers, only money is.
        if not text and not self.labels and self.category not in _FREE_TEXT and self.cast != "money":
            return f"An empty text is no {self.type_name}; NULL is something else."
        return ""


@dataclass(frozen=True, slots=True)
class Editable:
    """The rows of a result are rows of one table, and each can be told from all others."""

    oid: int
    schema: str
    name: str
    columns: tuple[TableColumn, ...]
    """All of the table's, in order."""
    shown: tuple[int, ...]
    """For each column of the result the number of the table's; 0 where it is an expression."""
    key: tuple[int, ...]
    """Numbers of the columns that identify a row."""
    may_delete: bool = True
    row_security: bool = False
    """Row level security applies to this role: the server may refuse single rows."""

    @property
    def sql(self) -> str:
        """Its qualified name."""
        return quote_qualified(self.schema, self.name)

    @property
    def returned(self) -> tuple[TableColumn, ...]:
        """The columns that are shown, each once."""
        return tuple(self.column(number) for number in dict.fromkeys(self.shown) if number > 0)

    def column(self, number: int) -> TableColumn:
        """A column by its number.

        Raises:
            KeyError: There is none.
        """
        for column in self.columns:
            if column.number == number:
                return column
        raise KeyError(number)

    def at(self, position: int) -> TableColumn | None:
        """The column that stands at a place of the result; None for an expression."""
        number = self.shown[position]
        return self.column(number) if number > 0 else None

    def place(self, number: int) -> int:
        """Where a column stands first in the result; -1: it is not shown."""
        return self.shown.index(number) if number in self.shown else -1

    @property
    def note(self) -> str:
        """What the user should know before the first edit; mostly nothing."""
        if self.row_security:
            return "Row level security applies to you here: the server may refuse rows."
        return ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Rows cannot be edited."""

    sentence: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()
