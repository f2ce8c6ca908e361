"""All that is known of one database at one moment, with the look-ups that completion and go-to need."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    ForeignKey,
    RelationKind,
    Routine,
    Schema,
    Setting,
)


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
            if (found := self._relations_by_name.get((place, name))) is not None:
                return found
        return None

    def relations_in(self, schema: str) -> Sequence[Relation]:
        """Relations of a schema, by name."""
        return self._relations_by_schema.get(schema, ())

    def routines_named(
        self, name: str, schema: str | None = None, path: Sequence[str] = ()
    ) -> Sequence[Routine]:
        """All routines that a name may mean, the overloaded ones too."""
        places = path if schema is None else (schema,)
        return [routine for place in places for routine in self._routines_by_name.get((place, name), ())]

    def routines_in(self, schema: str) -> Sequence[Routine]:
        """Routines of a schema, by name."""
        return self._routines_by_schema.get(schema, ())

    def type_named(self, type_name: str) -> DataType | None:
        """The type behind a column's `type_name`; None for arrays, and for what is not known."""
        return self._types_by_name.get(type_name)

    def keys_of(self, schema: str, table: str) -> Sequence[ForeignKey]:
        """Foreign keys of a table and those that refer to it."""
        return self._keys_by_table.get((schema, table), ())

    @cached_property
    def _relations_by_name(self) -> dict[tuple[str, str], Relation]:
        return {(each.schema, each.name): each for each in self.relations}

    @cached_property
    def _relations_by_schema(self) -> dict[str, list[Relation]]:
        return _grouped(self.relations)

    @cached_property
    def _routines_by_name(self) -> dict[tuple[str, str], list[Routine]]:
        found: defaultdict[tuple[str, str], list[Routine]] = defaultdict(list)
        for each in self.routines:
            found[each.schema, each.name].append(each)
        return found

    @cached_property
    def _routines_by_schema(self) -> dict[str, list[Routine]]:
        return _grouped(self.routines)

    @cached_property
    def _types_by_name(self) -> dict[str, DataType]:
        return {
            each.name if each.schema == "pg_catalog" else f"{each.schema}.{each.name}": each
            for each in self.types
        }

    @cached_property
    def _keys_by_table(self) -> dict[tuple[str, str], list[ForeignKey]]:
        found: defaultdict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
        for each in self.foreign_keys:
            found[each.schema, each.table].append(each)
            if (each.schema, each.table) != (each.referenced_schema, each.referenced_table):
                found[each.referenced_schema, each.referenced_table].append(each)
        return found


_Named = TypeVar("_Named", Relation, Routine)


def _grouped(objects: Sequence[_Named]) -> dict[str, list[_Named]]:
    found: defaultdict[str, list[_Named]] = defaultdict(list)
    for each in sorted(objects, key=lambda each: each.name):
        found[each.schema].append(each)
    return found
