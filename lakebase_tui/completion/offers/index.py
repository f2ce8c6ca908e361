"""What completion keeps of a catalogue: names that can be found quickly, the nearer ones apart."""

import weakref
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.objects import Routine, RoutineKind
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

_T = TypeVar("_T")


class Shelf(Generic[_T]):
    """Things of one kind that are equally near.

    Args:
        things: Any number.
        name: What a thing is found by.
        cost: How unlikely they are.
    """

    def __init__(self, things: Sequence[_T], name: Callable[[_T], str], cost: float = 0.0) -> None:
        self._things = things
        self._book = NameBook([name(thing) for thing in things])
        self.cost = cost

    def prepare(self) -> None:
        """Build what the first search would build."""
        self._book.prepare()

    def find(self, ranking: Ranking, limit: int) -> list[tuple[_T, Fit]]:
        """Those that fit what was typed; of those that begin with it, `limit` and all that were used."""
        found = self._book.find(ranking.matcher, limit, ranking.usage.names())
        return [(self._things[place], fit) for place, fit in found]


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

    @property
    def is_trigger(self) -> bool:
        """Whether only triggers call it."""
        return self.overloads[0].result in _TRIGGERS


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
        self._relations_in: dict[str, Shelf[Relation]] = {}
        self._callees_in: dict[str, Shelf[Callee]] = {}

    @cached_property
    def internal(self) -> frozenset[str]:
        """Schemas that the server and Lakebase made for themselves, but for the one of the built-ins."""
        return frozenset(each.name for each in self.catalogue.schemas if each.internal) - {_SYSTEM}

    @cached_property
    def relations(self) -> Sequence[Shelf[Relation]]:
        """All relations: those in the path first, partitions and internal ones last."""
        near: list[Relation] = []
        far: list[Relation] = []
        parts: list[Relation] = []
        internal: list[Relation] = []
        for each in self.catalogue.relations:
            if each.schema == _SYSTEM or each.schema in self.internal:
                internal.append(each)
            elif each.parent:
                parts.append(each)
            else:
                (near if each.schema in self.path else far).append(each)
        groups = ((near, 0.0), (far, 1.0), (parts, 2.5), (internal, 6.0))
        return [Shelf(group, _relation_name, cost) for group, cost in groups if group]

    def relations_in(self, schema: str) -> Shelf[Relation]:
        """The relations of one schema."""
        if schema not in self._relations_in:
            self._relations_in[schema] = Shelf(self.catalogue.relations_in(schema), _relation_name)
        return self._relations_in[schema]

    @cached_property
    def callees(self) -> Sequence[Shelf[Callee]]:
        """All functions and procedures: the user's and the common built-ins first."""
        near: list[Callee] = []
        common: list[Callee] = []
        far: list[Callee] = []
        system: list[Callee] = []
        internal: list[Callee] = []
        for each in _callees(self.catalogue.routines):
            if each.schema == _SYSTEM:
                (common if each.name in COMMON_FUNCTIONS else system).append(each)
            elif each.schema in self.internal:
                internal.append(each)
            else:
                (near if each.schema in self.path else far).append(each)
        groups = ((near, 0.0), (common, 0.0), (far, 1.5), (system, 2.5), (internal, 5.0))
        return [Shelf(group, _callee_name, cost) for group, cost in groups if group]

    def callees_in(self, schema: str) -> Shelf[Callee]:
        """The functions and procedures of one schema."""
        if schema not in self._callees_in:
            self._callees_in[schema] = Shelf(_callees(self.catalogue.routines_in(schema)), _callee_name)
        return self._callees_in[schema]

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


def _relation_name(relation: Relation) -> str:
    return relation.name


def _callee_name(callee: Callee) -> str:
    return callee.name
