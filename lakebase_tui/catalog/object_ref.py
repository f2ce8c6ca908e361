"""How one object of a database is named, so that it can be described, made again or gone to."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from lakebase_tui.sql.identifiers import quote_ident, quote_qualified


class ObjectKind(Enum):
    """What an object is; the value is its name in words."""

    TABLE = "table"
    PARTITIONED_TABLE = "partitioned table"
    PARTITION = "partition"
    """A table or foreign table that is attached to a partitioned one, whether or not it is split itself."""
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN_TABLE = "foreign table"
    SEQUENCE = "sequence"
    INDEX = "index"
    FUNCTION = "function"
    """A window function too."""
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    COMPOSITE_TYPE = "composite type"
    ENUM = "enum"
    DOMAIN = "domain"
    RANGE = "range type"
    BASE_TYPE = "base type"
    SCHEMA = "schema"
    EXTENSION = "extension"
    ROLE = "role"
    TRIGGER = "trigger"
    POLICY = "policy"
    CONSTRAINT = "constraint"


RELATION_KINDS: Final = frozenset(
    {
        ObjectKind.TABLE,
        ObjectKind.PARTITIONED_TABLE,
        ObjectKind.PARTITION,
        ObjectKind.VIEW,
        ObjectKind.MATERIALIZED_VIEW,
        ObjectKind.FOREIGN_TABLE,
        ObjectKind.SEQUENCE,
        ObjectKind.INDEX,
    }
)
"""Kinds that are rows of `pg_class`."""
SELECTABLE_KINDS: Final = RELATION_KINDS - {ObjectKind.INDEX}
"""Kinds that `select * from` reads."""
ROUTINE_KINDS: Final = frozenset({ObjectKind.FUNCTION, ObjectKind.PROCEDURE, ObjectKind.AGGREGATE})
TYPE_KINDS: Final = frozenset(
    {
        ObjectKind.COMPOSITE_TYPE,
        ObjectKind.ENUM,
        ObjectKind.DOMAIN,
        ObjectKind.RANGE,
        ObjectKind.BASE_TYPE,
    }
)
TABLE_PART_KINDS: Final = frozenset({ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.CONSTRAINT})
"""Kinds that belong to a table, and whose names are its own."""

_RELATIONS: Final = {
    "r": ObjectKind.TABLE,
    "p": ObjectKind.PARTITIONED_TABLE,
    "v": ObjectKind.VIEW,
    "m": ObjectKind.MATERIALIZED_VIEW,
    "f": ObjectKind.FOREIGN_TABLE,
    "S": ObjectKind.SEQUENCE,
    "i": ObjectKind.INDEX,
    "I": ObjectKind.INDEX,
    "c": ObjectKind.COMPOSITE_TYPE,
    "t": ObjectKind.TABLE,
}
_ROUTINES: Final = {"p": ObjectKind.PROCEDURE, "a": ObjectKind.AGGREGATE}
_TYPES: Final = {
    "c": ObjectKind.COMPOSITE_TYPE,
    "e": ObjectKind.ENUM,
    "d": ObjectKind.DOMAIN,
    "r": ObjectKind.RANGE,
    "m": ObjectKind.RANGE,
}


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """Names one object. Names are those of the catalogue, neither quoted nor folded."""

    kind: ObjectKind
    schema: str
    """Empty for schemas, extensions and roles; that of the table for triggers, policies and constraints."""
    name: str
    oid: int = 0
    """In its own catalogue; 0 where it is not known. Overloaded routines cannot be told apart without it."""
    table: str = ""
    """What a trigger, policy or constraint belongs to; for a constraint of a domain, that domain."""

    @property
    def quoted(self) -> str:
        """The name as it stands in a statement, quoted exactly where it has to be."""
        if self.kind in TABLE_PART_KINDS or not self.schema:
            return quote_ident(self.name)
        return quote_qualified(self.schema, self.name)

    @property
    def owner(self) -> "ObjectRef | None":
        """The table of a trigger, policy or constraint; None for what stands by itself."""
        if self.kind not in TABLE_PART_KINDS or not self.table:
            return None
        return replace(self, kind=ObjectKind.TABLE, name=self.table, oid=0, table="")


def relation_kind(relkind: str, *, is_partition: bool = False) -> ObjectKind:
    """Read `pg_class.relkind`; what nobody describes by itself (TOAST) counts as a table."""
    kind = _RELATIONS.get(relkind, ObjectKind.TABLE)
    return ObjectKind.PARTITION if is_partition and relkind in "rpf" else kind


def routine_kind(prokind: str) -> ObjectKind:
    """Read `pg_proc.prokind`."""
    return _ROUTINES.get(prokind, ObjectKind.FUNCTION)


def type_kind(typtype: str) -> ObjectKind:
    """Read `pg_type.typtype`."""
    return _TYPES.get(typtype, ObjectKind.BASE_TYPE)
