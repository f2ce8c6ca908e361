"""What is in a database, in the field's words. Values only: no I/O, no drawing.

Names are those of the catalogue, neither quoted nor folded. Names of types are as SQL writes them with an
empty search_path: `bigint`, `text[]`, `numeric(10,2)`, `sales.mood`.
"""

from dataclasses import dataclass
from enum import Enum


class RelationKind(Enum):
    """What a relation is; the value is its name in words."""

    TABLE = "table"
    PARTITIONED_TABLE = "partitioned table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN_TABLE = "foreign table"
    SEQUENCE = "sequence"


class RoutineKind(Enum):
    """What a routine is."""

    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    WINDOW = "window function"


class TypeKind(Enum):
    """What a type is; arrays, and the row types of tables, are left out."""

    BASE = "base type"
    COMPOSITE = "composite type"
    DOMAIN = "domain"
    ENUM = "enum"
    RANGE = "range type"


@dataclass(frozen=True, slots=True)
class Schema:
    """A namespace."""

    name: str
    internal: bool = False
    """Made by the server or by Lakebase for itself: grouped away, and completed last."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation."""

    name: str
    type_name: str
    not_null: bool = False
    has_default: bool = False
    """A default, an identity or a generated value: an INSERT may leave it out."""


@dataclass(frozen=True, slots=True)
class Routine:
    """A function, procedure or aggregate; overloaded ones are several."""

    schema: str
    name: str
    arguments: str
    """As in its definition: `a integer, b text DEFAULT 'x'`; empty where it takes none."""
    result: str
    """`integer`, `SETOF sales.orders`, `TABLE(id bigint)`; empty for procedures."""
    kind: RoutineKind = RoutineKind.FUNCTION
    oid: int = 0


@dataclass(frozen=True, slots=True)
class DataType:
    """A type that one can name."""

    schema: str
    name: str
    kind: TypeKind = TypeKind.BASE
    labels: tuple[str, ...] = ()
    """Of an enum, in its order."""
    oid: int = 0
    sql_name: str = ""
    """As a column's `type_name` has it: `integer` for `int4`, `sales."Mood"`; empty: schema and name."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of one table that name a row of another."""

    name: str
    schema: str
    table: str
    columns: tuple[str, ...]
    referenced_schema: str
    referenced_table: str
    referenced_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of the server."""

    name: str
    values: tuple[str, ...] = ()
    """What it can be, where there are only a few (enum, bool)."""
    unit: str = ""
    summary: str = ""
    settable: bool = True
    """Whether a session may SET it, some only as superuser; the others belong to the server."""
