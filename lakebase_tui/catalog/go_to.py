"""Go to any object by a few letters of its name."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.internal import is_internal, is_internal_role, is_internal_schema
from lakebase_tui.catalog.names import Grade, Hit, NameIndex, Span
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.catalog.objects import (
    Column,
    DataType,
    Routine,
    RoutineKind,
)
from lakebase_tui.catalog.pace import Pace, batches

_TABLES: Final = 300
"""Relations, the best first, whose columns are looked at for a pattern with a dot."""
_FEW: Final = 4
"""How many times fewer objects are worth an index of their own."""


_NOTHING: Final = ObjectRef(ObjectKind.SCHEMA, "", "")
COLUMN: Final = "column"
"""The kind of a match that is part of a relation; all other kinds are values of `ObjectKind`."""


@dataclass(frozen=True, slots=True)
class Match:
    """An object whose name fits."""

    kind: str
    """In words."""
    schema: str
    """Empty for schemas, roles and extensions, which are in none."""
    name: str
    """Of a column: `table.column`."""
    detail: str
    """A relation's comment, a routine's arguments and result, an enum's labels, a column's type."""
    spans: tuple[Span, ...]
    """Where in `name` the letters of the pattern stand."""
    oid: int = 0
    """Of the relation, routine or type; of a column's relation."""
    column: str = ""
    """Its name alone."""
    ref: ObjectRef = _NOTHING
    """The object; a column's relation."""


@dataclass(frozen=True, slots=True)
class _Other:
    kind: ObjectKind
    name: str
    schema: str = ""


_Item = Relation | Routine | DataType | _Other
_Graded = tuple[Grade, Match]


class Matcher:
    """Finds names of one catalogue. Between keys it remembers what the last pattern left.

    Args:
        catalogue: Another one needs another matcher.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._schemas = NameIndex([each.name for each in catalogue.schemas])
        self._shelves: list[_Shelf] = []
        """The users' objects, and the internal ones."""
        self._rest = self._build()
        self._scope: tuple[frozenset[str], list[_Shelf]] = (frozenset(), [])
        self._tables: tuple[str, list[tuple[Hit, Relation]]] = ("", [])

    async def prepare(self) -> None:
        """Get ready without holding the loop; the first `match` does what is left of it."""
        pace = Pace()
        for _ in self._rest:
            await pace.breathe()

    def match(self, pattern: str, limit: int = 200) -> list[Match]:
        """Objects whose names fit, the best first; users' before internal ones where both fit as well.

        Args:
            pattern: Letters in any case. With a dot, those of a schema or a table before it, and of an object
                or a column after it; with two dots, of schema, table and column.
            limit: How many at most.
        """
        for _ in self._rest:
            pass
        parts = pattern.replace('"', "").split(".", 2)
        match parts:
            case [name]:
                found = _merged(shelf.matches(name) for shelf in self._shelves)
            case [place, name]:
                objects = _merged(shelf.matches(name) for shelf in self._within(place))
                found = _merged((objects, self._columns(self._shelves, place, name)))
            case _:
                place, table, column = parts
                found = self._columns(self._within(place), table, column, place)
        return [match for _, match in islice(found, limit)]

    def _build(self) -> Iterator[None]:
        """Sort objects into the two shelves, short names first, in steps."""
        lengths: tuple[_Lengths, _Lengths] = defaultdict(list), defaultdict(list)
        internal = {each.name: is_internal_schema(each.name) for each in self._catalogue.schemas}
        for batch in batches(self._items()):
            for item in batch:
                hidden = internal.get(item.schema, False) or _is_hidden(item)
                lengths[hidden][len(item.name)].append(item)
            yield
        for groups in lengths:
            items: list[_Item] = []
            for length in sorted(groups):
                items += sorted(groups[length], key=lambda item: (item.name, item.schema))
                yield
            index = NameIndex([item.name for item in items])
            yield from index.prepare()
            self._shelves.append(_Shelf(items, index))

    def _items(self) -> Sequence[_Item]:
        catalogue = self._catalogue
        others = [_Other(ObjectKind.SCHEMA, each.name) for each in catalogue.schemas]
        others += [_Other(ObjectKind.ROLE, name) for name in catalogue.roles]
        others += [_Other(ObjectKind.EXTENSION, name) for name in catalogue.extensions]
        return [*catalogue.relations, *others, *catalogue.routines, *catalogue.types]

    def _within(self, place: str) -> "list[_Shelf]":
        """The objects of the schemas that fit; of those that fit loosely only where no other does."""
        hits = list(self._schemas.hits(place))
        solid = [hit for hit in hits if hit.grade is not Grade.FUZZY] or hits
        names = frozenset(self._catalogue.schemas[hit.number].name for hit in solid)
        if names != self._scope[0]:
            self._scope = (names, [shelf.within(names) for shelf in self._shelves])
        return self._scope[1]

    def _columns(
        self, shelves: "Sequence[_Shelf]", table: str, column: str, place: str = ""
    ) -> Iterator[_Graded]:
        tables = self._tables_of(shelves, table, f"{place}.{table}")
        names = list(dict.fromkeys(each.name for _, relation in tables for each in relation.columns))
        fits = {names[hit.number]: hit for hit in NameIndex(names).hits(column)}
        found = [
            (max(there.grade, here.grade), here.grade, rank, there, relation, each, here)
            for rank, (there, relation) in enumerate(tables)
            for each in relation.columns
            if (here := fits.get(each.name)) is not None
        ]
        found.sort(key=lambda entry: entry[:3])
        for grade, _, _, there, relation, each, here in found:
            yield grade, _column_match(relation, each, there.spans, here.spans)

    def _tables_of(self, shelves: "Sequence[_Shelf]", table: str, key: str) -> Sequence[tuple[Hit, Relation]]:
        if self._tables[0] != key:
            hits = heapq.merge(*(shelf.relations(table) for shelf in shelves), key=lambda pair: pair[0].grade)
            self._tables = (key, list(islice(hits, _TABLES)))
        return self._tables[1]


_Lengths = defaultdict[int, list[_Item]]


class _Shelf:
    """Objects with an index of their names.

    Args:
        items: In the order of their worth.
        index: Of their names, if there is one.
        schemas: To look at only what is in these; None: at all.
    """

    def __init__(
        self, items: Sequence[_Item], index: NameIndex | None = None, schemas: frozenset[str] | None = None
    ) -> None:
        self._items = items
        self._index = index or NameIndex([item.name for item in items])
        self._schemas = schemas

    def within(self, schemas: frozenset[str]) -> "_Shelf":
        """The objects of some schemas: with an index of their own where they are few."""
        there = [item for item in self._items if item.schema in schemas]
        if len(there) * _FEW < len(self._items):
            return _Shelf(there)
        return _Shelf(self._items, self._index, schemas)

    def matches(self, pattern: str) -> Iterator[_Graded]:
        """Those whose names fit."""
        for hit, item in self._found(pattern):
            yield hit.grade, _match(item, hit.spans)

    def relations(self, pattern: str) -> Iterator[tuple[Hit, Relation]]:
        """Those that have columns, too."""
        for hit, item in self._found(pattern):
            if isinstance(item, Relation) and item.columns:
                yield hit, item

    def _found(self, pattern: str) -> Iterator[tuple[Hit, _Item]]:
        for hit in self._index.hits(pattern):
            item = self._items[hit.number]
            if self._schemas is None or item.schema in self._schemas:
                yield hit, item


def _merged(sources: Iterator[Iterator[_Graded]] | Sequence[Iterator[_Graded]]) -> Iterator[_Graded]:
    """By grade; of the same grade, what comes from the first source first."""
    return heapq.merge(*sources, key=lambda pair: pair[0])


def _column_match(
    relation: Relation, column: Column, there: tuple[Span, ...], here: tuple[Span, ...]
) -> Match:
    shift = len(relation.name) + 1
    spans = there + tuple((start + shift, end + shift) for start, end in here)
    name, ref = f"{relation.name}.{column.name}", _ref(relation)
    return Match(COLUMN, ref.schema, name, column.type_name, spans, ref.oid, column.name, ref)


def _is_hidden(item: _Item) -> bool:
    if isinstance(item, _Other):
        hidden = {ObjectKind.ROLE: is_internal_role, ObjectKind.SCHEMA: is_internal_schema}.get(item.kind)
        return hidden is not None and hidden(item.name)
    return is_internal(item.schema, item.name)


def _match(item: _Item, spans: tuple[Span, ...]) -> Match:
    ref = _ref(item)
    return Match(ref.kind.value, ref.schema, ref.name, _detail(item), spans, ref.oid, ref=ref)


def _ref(item: _Item) -> ObjectRef:
    oid = 0 if isinstance(item, _Other) else item.oid
    return ObjectRef(_kind(item), item.schema, item.name, oid)


def _kind(item: _Item) -> ObjectKind:
    if isinstance(item, _Other):
        return item.kind
    if isinstance(item, Relation) and item.parent:
        return ObjectKind.PARTITION
    return ObjectKind.FUNCTION if item.kind is RoutineKind.WINDOW else ObjectKind(item.kind.value)


def _detail(item: _Item) -> str:
    if isinstance(item, Relation):
        return item.comment
    if isinstance(item, Routine):
        return f"({item.arguments})" + (f" → {item.result}" if item.result else "")
    return ", ".join(item.labels) if isinstance(item, DataType) else ""
