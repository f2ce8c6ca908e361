"""Columns of a result: name, type, and what kind of value it holds for drawing."""

from dataclasses import dataclass
from enum import Enum


class ColumnKind(Enum):
    """What a value is, as far as colour and alignment go."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    JSON = "json"
    UUID = "uuid"
    BINARY = "binary"
    ARRAY = "array"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result set. Names repeat and may be empty."""

    name: str
    type_oid: int
    type_name: str
    """As `format_type` says it where known, otherwise `oid 12345`."""
    kind: ColumnKind
    table_oid: int = 0
    """The table whose column this is; 0 for an expression."""
    table_column: int = 0
    """Its number in that table, from 1 (`attnum`); 0 for an expression."""

    @property
    def align_right(self) -> bool:
        """Numbers stand at the right."""
        return self.kind is ColumnKind.NUMBER
