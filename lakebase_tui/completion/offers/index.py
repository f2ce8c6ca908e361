"""What completion keeps of a catalogue: names that can be found quickly, the nearer ones apart."""

import weakref
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final, Generic, TypeVar

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import RelationKind, Routine, RoutineKind
from lakebase_tui.completion.matching import Fit, NameBook
from lakebase_tui.completion.offers.builtins import COMMON_FUNCTIONS
from lakebase_tui.completion.ranking import Ranking
from lakebase_tui.completion.syntax.words import word_set

_SYSTEM: Final = "pg_catalog"
_TRIGGERS: Final = frozenset(("trigger", "event_trigger"))
_NEVER_CALLED: Final = word_set(
    "internal cstring language_handler fdw_handler index_am_handler table_am_handler tsm_handler"
)
"""Types of results and arguments of functions that only the server calls."""

_ROWS: Final = ("SETOF ", "TABLE(", "record")
"""Beginnings of the results of functions that one selects from."""

_AS_INTERNAL: Final = Fit.WORDS
"""Internal names are many and long: letters in the middle of them are hardly ever what is meant."""

Kinds = frozenset[RelationKind]
_T = TypeVar("_T")


class Shelf(Generic[_T]):
    """Things of one kind that are equally near.

    Args:
        things: Any number.
        name: What a thing is found by.
        cost: How unlikely they are.
        loosest: How their names have to fit at least.
    """

    def __init__(
        self,
        things: Sequence[_T],
        name: Callable[[_T], str],
        cost: float = 0.0,
        loosest: Fit = Fit.LETTERS,
    ) -> None:
        self._things = things
        self._book = NameBook([name(thing) for thing in things])
        self._loosest = loosest
        self.cost = cost

    def prepare(self) -> None:
        """Build what the first search would build."""
        self._book.prepare()

    def find(self, ranking: Ranking, limit: int) -> list[tuple[_T, Fit]]:
        """Those that fit what was typed; of those that begin with it, `limit` and all that were used."""
        found = self._book.find(ranking.matcher, limit, ranking.usage.names())
        return [(self._things[place], fit) for place, fit in found if fit <= self._loosest]


class Use(Enum):
    """What a function or procedure is named for."""

    VALUE = auto()
    """To be called in an expression."""
    ROWS = auto()
    """To be called in a FROM."""
    CALL = auto()
    """To be called by CALL."""
    TRIGGER = auto()
    ANY = auto()
    """To be named only."""


@dataclass(frozen=True, slots=True)
class Callee:
    """A function or procedure with all its signatures."""

    schema: str
    name: str
    overloads: tuple[Routine, ...]

    @property
    def is_procedure(self) -> bool:
        """Whether it is called by CALL."""
        return self.overloads[0].kind is RoutineKind.PROCEDURE

    def serves(self, use: Use) -> bool:
        """Whether it can be named for that."""
        result = self.overloads[0].result
        is_trigger = result in _TRIGGERS
        if use is Use.VALUE:
            return not is_trigger and not self.is_procedure
        if use is Use.ROWS:
            return any(each.result.startswith(_ROWS) for each in self.overloads)
        if use is Use.CALL:
            return self.is_procedure
        return is_trigger if use is Use.TRIGGER else self.schema != _SYSTEM


class Index:
    """The names of one catalogue, as one search path sees them.

    Args:
        catalogue: Read when something of it is first asked for; it is not kept alive.
        path: Schemas that are searched, `pg_catalog` too.
    """

    def __init__(self, catalogue: Catalogue, path: Sequence[str]) -> None:
        self.catalogue: Catalogue = weakref.proxy(catalogue)
        """What it is of."""
        self.path = tuple(path)
        """Schemas that are searched."""
        self._relations: dict[tuple[str, Kinds], Sequence[Shelf[Relation]]] = {}
        self._callees: dict[tuple[str, Use], Sequence[Shelf[Callee]]] = {}

    @cached_property
    def internal(self) -> frozenset[str]:
        """Schemas that the server and Lakebase made for themselves, but for the one of the built-ins."""
        return frozenset(each.name for each in self.catalogue.schemas if each.internal) - {_SYSTEM}

    def relations(self, kinds: Kinds, schema: str = "") -> Sequence[Shelf[Relation]]:
        """Relations of some kinds: those in the path first, partitions and internal ones last.

        Args:
            kinds: Which ones.
            schema: The only one that is looked at; empty: all.
        """
        key = schema, kinds
        if key not in self._relations:
            all_of_them = self.catalogue.relations_in(schema) if schema else self.catalogue.relations
            found = [each for each in all_of_them if each.kind in kinds]
            self._relations[key] = [Shelf(found, _name)] if schema else self._by_distance(found)
        return self._relations[key]

    def _by_distance(self, relations: Sequence[Relation]) -> Sequence[Shelf[Relation]]:
        near: list[Relation] = []
        far: list[Relation] = []
        parts: list[Relation] = []
        internal: list[Relation] = []
        for each in relations:
            if each.schema == _SYSTEM or each.schema in self.internal:
                internal.append(each)
            elif each.parent:
                parts.append(each)
            else:
                (near if each.schema in self.path else far).append(each)
        groups = ((near, 0.0), (far, 1.0), (parts, 2.5))
        shelves = [Shelf(group, _name, cost) for group, cost in groups if group]
        return [*shelves, Shelf(internal, _name, 6.0, _AS_INTERNAL)] if internal else shelves

    def callees(self, use: Use, schema: str = "") -> Sequence[Shelf[Callee]]:
        """Functions and procedures: the user's and the common built-ins first.

        Args:
            use: What for.
            schema: The only one that is looked at; empty: all.
        """
        key = schema, use
        if key not in self._callees:
            callees = _callees(self.catalogue.routines_in(schema)) if schema else self._all_callees
            found = [each for each in callees if each.serves(use)]
            self._callees[key] = [Shelf(found, _name)] if schema else self._by_use(found)
        return self._callees[key]

    @cached_property
    def _all_callees(self) -> Sequence[Callee]:
        return _callees(self.catalogue.routines)

    def _by_use(self, callees: Sequence[Callee]) -> Sequence[Shelf[Callee]]:
        near: list[Callee] = []
        common: list[Callee] = []
        far: list[Callee] = []
        system: list[Callee] = []
        internal: list[Callee] = []
        for each in callees:
            if each.schema == _SYSTEM:
                (common if each.name in COMMON_FUNCTIONS else system).append(each)
            elif each.schema in self.internal:
                internal.append(each)
            else:
                (near if each.schema in self.path else far).append(each)
        groups = ((near, 0.0), (common, 0.0), (far, 1.5), (system, 2.5))
        shelves = [Shelf(group, _name, cost) for group, cost in groups if group]
        return [*shelves, Shelf(internal, _name, 5.0, _AS_INTERNAL)] if internal else shelves

    def sees(self, relation: Relation) -> bool:
        """Whether its name alone means it."""
        if relation.schema not in self.path:
            return False
        found = self.catalogue.relation(relation.name, None, self.path)
        return found is not None and found.schema == relation.schema


class Indexes:
    """Keeps the index of each catalogue that is in use, and lets go of it with the catalogue."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Catalogue], Index]] = {}

    def of(self, catalogue: Catalogue, path: Sequence[str]) -> Index:
        """The index of a catalogue, as a search path sees it."""
        key = id(catalogue)
        kept = self._kept.get(key)
        if kept is not None and kept[0]() is catalogue and kept[1].path == tuple(path):
            return kept[1]
        index = Index(catalogue, path)
        self._kept[key] = (weakref.ref(catalogue, lambda _: self._kept.pop(key, None)), index)
        return index


def _callees(routines: Sequence[Routine]) -> list[Callee]:
    named: defaultdict[tuple[str, str], list[Routine]] = defaultdict(list)
    for each in routines:
        if each.schema != _SYSTEM or _is_callable(each):
            named[each.schema, each.name].append(each)
    return [Callee(schema, name, tuple(overloads)) for (schema, name), overloads in named.items()]


def _is_callable(routine: Routine) -> bool:
    arguments = routine.arguments
    return (
        routine.result not in _NEVER_CALLED
        and "internal" not in arguments
        and not arguments.startswith("cstring")
    )


def _name(thing: Relation | Callee) -> str:
    return thing.name
