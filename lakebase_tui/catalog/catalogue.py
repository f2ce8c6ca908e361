"""All that is known of one database at one moment, with the look-ups that completion and go-to need."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    Schema,
    Setting,
)
from lakebase_tui.sql.identifiers import quote_qualified

_MODIFIER: Final = re.compile(r"\(\d+(?:,-?\d+)?\)")
"""Of a type: `numeric(10,2)`, `timestamp(3) with time zone`."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view or the like."""

    schema: str
    name: str
    kind: RelationKind = RelationKind.TABLE
    columns: tuple[Column, ...] = ()
    oid: int = 0
    parent: int = 0
    """Oid of the partitioned table that it is a partition of; 0: none."""
    row_estimate: float = -1.0
    """Rows as the planner has them; negative: never counted."""
    comment: str = ""


@dataclass(frozen=True)
class Catalogue:
    """One database's objects; replaced as a whole when it is read anew."""

    database: str = ""
    server_version: int = 0
    """As `server_version_num` has it: 170004."""
    schemas: Sequence[Schema] = ()
    relations: Sequence[Relation] = ()
    routines: Sequence[Routine] = ()
    types: Sequence[DataType] = ()
    foreign_keys: Sequence[ForeignKey] = ()
    settings: Sequence[Setting] = ()
    roles: Sequence[str] = ()
    databases: Sequence[str] = ()
    extensions: Sequence[str] = ()

    def relation(self, name: str, schema: str | None = None, path: Sequence[str] = ()) -> Relation | None:
        """The relation that a name means.

        Args:
            name: Without a schema.
            schema: What stands before the dot, if anything.
            path: Schemas to search in their order where `schema` is None (the session's effective path).
        """
        for place in path if schema is None else (schema,):
            if (found := self._relation_shelf.named(place).get(name)) is not None:
                return found[0]
        return None

    def relations_in(self, schema: str) -> Sequence[Relation]:
        """Relations of a schema, by name."""
        return self._relation_shelf.sorted(schema)

    def routines_named(
        self, name: str, schema: str | None = None, path: Sequence[str] = ()
    ) -> Sequence[Routine]:
        """All routines that a name may mean, the overloaded ones too."""
        places = path if schema is None else (schema,)
        return [each for place in places for each in self._routine_shelf.named(place).get(name, ())]

    def routines_in(self, schema: str) -> Sequence[Routine]:
        """Routines of a schema, by name."""
        return self._routine_shelf.sorted(schema)

    def type_named(self, type_name: str) -> DataType | None:
        """The type behind a column's `type_name`; None for arrays, and for what is not known."""
        found = self._types_by_name.get(type_name)
        return found or self._types_by_name.get(_MODIFIER.sub("", type_name, count=1))

    def keys_of(self, schema: str, table: str) -> Sequence[ForeignKey]:
        """Foreign keys of a table and those that refer to it."""
        return self._keys_by_table.get((schema, table), ())

    @cached_property
    def _relation_shelf(self) -> "_Shelf[Relation]":
        return _Shelf(self.relations)

    @cached_property
    def _routine_shelf(self) -> "_Shelf[Routine]":
        return _Shelf(self.routines)

    @cached_property
    def _types_by_name(self) -> dict[str, DataType]:
        return {_sql_name(each): each for each in self.types}

    @cached_property
    def _keys_by_table(self) -> dict[tuple[str, str], list[ForeignKey]]:
        found: defaultdict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
        for each in self.foreign_keys:
            found[each.schema, each.table].append(each)
            if (each.schema, each.table) != (each.referenced_schema, each.referenced_table):
                found[each.referenced_schema, each.referenced_table].append(each)
        return found


def _sql_name(data_type: DataType) -> str:
    if data_type.sql_name or data_type.schema == "pg_catalog":
        return data_type.sql_name or data_type.name
    return quote_qualified(data_type.schema, data_type.name)


_Named = TypeVar("_Named", Relation, Routine)


class _Shelf(Generic[_Named]):
    """Objects by schema; sorted, and found by name, only in the schemas where somebody looks."""

    def __init__(self, objects: Sequence[_Named]) -> None:
        self._groups: defaultdict[str, list[_Named]] = defaultdict(list)
        for each in objects:
            self._groups[each.schema].append(each)
        self._sorted: set[str] = set()
        self._named: dict[str, Mapping[str, Sequence[_Named]]] = {}

    def sorted(self, schema: str) -> Sequence[_Named]:
        """Those of a schema, by name."""
        group = self._groups.get(schema, [])
        if schema not in self._sorted:
            self._sorted.add(schema)
            group.sort(key=lambda each: each.name)
        return group

    def named(self, schema: str) -> Mapping[str, Sequence[_Named]]:
        """Those of a schema, by their name; routines may share one."""
        found = self._named.get(schema)
        if found is None:
            names: defaultdict[str, list[_Named]] = defaultdict(list)
            for each in self._groups.get(schema, ()):
                names[each.name].append(each)
            found = self._named[schema] = dict(names)
        return found
