"""How the objects of a catalogue are laid out: schemas, what each holds, and in which order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.internal import is_internal, is_internal_role, is_internal_schema
from lakebase_tui.catalog.objects import DataType, RelationKind, Routine, RoutineKind, Schema
from lakebase_tui.catalog.tree.nodes import (
    OF_RELATION,
    OF_ROUTINE,
    OF_TYPE,
    Group,
    Node,
    NodeKind,
    group_node,
    relation_key,
    routine_key,
    schema_key,
    type_key,
)

TABLES_UNGROUPED = 100
"""Tables that a schema shows beside its groups; more of them get a group of their own, to be folded away."""


class Global(NamedTuple):
    """Something that belongs to no schema: an extension, a role."""

    kind: NodeKind
    name: str


InSchema = Relation | Routine | DataType
Object = Schema | InSchema | Global
"""Whatever has a name and a place in the tree."""

_GROUPS = (
    *(Group.TABLES, Group.VIEWS, Group.MATERIALIZED_VIEWS, Group.SEQUENCES),
    *(Group.FUNCTIONS, Group.PROCEDURES, Group.TYPES, Group.LAKEBASE),
)
_OF_RELATION = {
    RelationKind.VIEW: Group.VIEWS,
    RelationKind.MATERIALIZED_VIEW: Group.MATERIALIZED_VIEWS,
    RelationKind.SEQUENCE: Group.SEQUENCES,
}
_OF_GLOBAL = {NodeKind.EXTENSION: Group.EXTENSIONS, NodeKind.ROLE: Group.ROLES}


def _group_of(thing: InSchema) -> Group:
    if is_internal(thing.schema, thing.name) and not is_internal_schema(thing.schema):
        return Group.LAKEBASE
    if isinstance(thing, Relation):
        return _OF_RELATION.get(thing.kind, Group.TABLES)
    if isinstance(thing, Routine):
        return Group.PROCEDURES if thing.kind is RoutineKind.PROCEDURE else Group.FUNCTIONS
    return Group.TYPES


class Arrangement:
    """A catalogue as a reader looks for things in it.

    Args:
        catalogue: All that is known.
        path: The session's schemas in the order in which names are looked up; they come first.
    """

    def __init__(self, catalogue: Catalogue, path: Sequence[str] = ()) -> None:
        self.catalogue = catalogue
        self.path = path
        self._groups: dict[str, dict[Group, list[InSchema]]] = {}
        self._paths: dict[tuple[str, Group], list[Node]] = {}

    # -- what there is ------------------------------------------------------------------------------

    @cached_property
    def user_schemas(self) -> list[Schema]:
        """Those in the search path, then `public`, then the others by name."""
        places = {name: place for place, name in enumerate(self.path)}
        last = len(places) + 1
        return sorted(
            (each for each in self.catalogue.schemas if not each.internal),
            key=lambda each: (places.get(each.name, last - (each.name == "public")), each.name),
        )

    @cached_property
    def internal_schemas(self) -> list[Schema]:
        """Those of the server and of Lakebase, by name."""
        return sorted((each for each in self.catalogue.schemas if each.internal), key=lambda each: each.name)

    def groups_in(self, schema: str) -> dict[Group, list[InSchema]]:
        """The objects of a schema by group, in the order of the tree; partitions are left out."""
        if (known := self._groups.get(schema)) is not None:
            return known
        found: dict[Group, list[InSchema]] = {group: [] for group in _GROUPS}
        tables = found[Group.TABLES]
        for relation in self.catalogue.relations_in(schema):
            if relation.parent and self.parent_of(relation) is not None:
                continue
            # Finding the group costs more than all else here, and most relations are tables of users.
            is_table = relation.kind is RelationKind.TABLE and not is_internal(schema, relation.name)
            (tables if is_table else found[_group_of(relation)]).append(relation)
        for thing in (*self.catalogue.routines_in(schema), *self._types.get(schema, ())):
            found[_group_of(thing)].append(thing)
        self._groups[schema] = {group: held for group, held in found.items() if held}
        return self._groups[schema]

    def partitions_of(self, relation: Relation) -> Sequence[Relation]:
        """Partitions of a table, by name."""
        return self._partitions.get(relation.oid, ()) if relation.oid else ()

    def parent_of(self, relation: Relation) -> Relation | None:
        """The table that a relation is a partition of."""
        return self._by_oid.get(relation.parent) if relation.parent else None

    def everything(self) -> Iterator[Object]:
        """All objects, in the order of the tree when all of it is unfolded."""
        for schema in self.user_schemas:
            yield from self._in_order(schema)
        yield from self._globals(Group.EXTENSIONS)
        yield from self._globals(Group.ROLES)
        for schema in self.internal_schemas:
            yield from self._in_order(schema)

    def _in_order(self, schema: Schema) -> Iterator[Object]:
        yield schema
        for held in self.groups_in(schema.name).values():
            for thing in held:
                yield thing
                if self._partitions and isinstance(thing, Relation):
                    yield from self._below(thing)

    def _below(self, relation: Relation) -> Iterator[Relation]:
        for partition in self.partitions_of(relation):
            yield partition
            yield from self._below(partition)

    def _globals(self, group: Group) -> Iterator[Global]:
        if group is Group.EXTENSIONS:
            return (Global(NodeKind.EXTENSION, name) for name in sorted(self.catalogue.extensions))
        roles = sorted(self.catalogue.roles, key=lambda name: (is_internal_role(name), name))
        return (Global(NodeKind.ROLE, name) for name in roles)

    @cached_property
    def _by_oid(self) -> dict[int, Relation]:
        return {each.oid: each for each in self.catalogue.relations if each.oid}

    @cached_property
    def _partitions(self) -> dict[int, list[Relation]]:
        found: defaultdict[int, list[Relation]] = defaultdict(list)
        for each in self.catalogue.relations:
            if each.parent and self.parent_of(each) is not None:
                found[each.parent].append(each)
        for held in found.values():
            held.sort(key=lambda each: each.name)
        return found

    @cached_property
    def _types(self) -> dict[str, list[DataType]]:
        found: defaultdict[str, list[DataType]] = defaultdict(list)
        for each in sorted(self.catalogue.types, key=lambda each: each.name):
            found[each.schema].append(each)
        return found

    @cached_property
    def _internal_names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.internal_schemas)

    # -- where it stands ----------------------------------------------------------------------------

    def roots(self) -> list[Node]:
        """Schemas, then what belongs to the database as a whole."""
        nodes = [self.node(each) for each in self.user_schemas]
        if self.catalogue.extensions:
            nodes.append(group_node(Group.EXTENSIONS, len(self.catalogue.extensions)))
        if self.catalogue.roles:
            nodes.append(group_node(Group.ROLES, len(self.catalogue.roles)))
        if self.internal_schemas:
            nodes.append(self._system())
        return nodes

    def in_schema(self, schema: str) -> list[Node]:
        """What stands right beneath a schema."""
        nodes: list[Node] = []
        for group, held in self.groups_in(schema).items():
            if self.shows_directly(schema, group):
                nodes += self.nodes(held)
            else:
                nodes.append(group_node(group, len(held), schema))
        return nodes

    def in_group(self, node: Node) -> list[Node]:
        """The members of a group that the catalogue knows all of."""
        match node.group:
            case Group.EXTENSIONS | Group.ROLES:
                return self.nodes(self._globals(node.group))
            case Group.SYSTEM:
                return self.nodes(self.internal_schemas)
            case Group.PARTITIONS if node.relation is not None:
                return self.nodes(self.partitions_of(node.relation))
            case None:
                return []
        return self.nodes(self.groups_in(node.schema).get(node.group, ()))

    def shows_directly(self, schema: str, group: Group) -> bool:
        """Whether a group's objects stand beneath the schema itself, with no line for the group."""
        groups = self.groups_in(schema)
        if group is Group.TABLES:
            return len(groups) == 1 or len(groups.get(group, ())) <= TABLES_UNGROUPED
        return len(groups) == 1 and group is not Group.LAKEBASE

    def is_below_its_kind(self, relation: Relation) -> bool:
        """Whether the line that a relation stands beneath says what it is."""
        group = _group_of(relation)
        return group is _OF_RELATION.get(relation.kind) and not self.shows_directly(relation.schema, group)

    def ancestors(self, node: Node) -> Sequence[Node]:
        """What an object's node stands beneath, the outermost first."""
        if (holder := _OF_GLOBAL.get(node.kind)) is not None:
            return [each for each in self.roots() if each.group is holder]
        if node.relation is not None and (parent := self.parent_of(node.relation)) is not None:
            above = self.node(parent)
            return [*self.ancestors(above), above, self.partitions_node(parent)]
        system = [self._system()] if node.schema in self._internal_names else []
        if node.kind is NodeKind.SCHEMA:
            return system
        thing = node.relation or node.thing
        assert isinstance(thing, InSchema)
        place = (node.schema, _group_of(thing))
        if place not in self._paths:
            self._paths[place] = [*system, self.node(Schema(node.schema)), *self._heading(*place)]
        return self._paths[place]

    def _heading(self, schema: str, group: Group) -> list[Node]:
        if self.shows_directly(schema, group):
            return []
        return [group_node(group, len(self.groups_in(schema).get(group, ())), schema)]

    def nodes(self, things: Iterable[Object]) -> list[Node]:
        """The nodes of objects."""
        return [self.node(each) for each in things]

    def node(self, thing: Object) -> Node:
        """The node of an object."""
        if isinstance(thing, Relation):  # the first and the quickest: there may be ten thousand in a row
            foldable = thing.kind is not RelationKind.SEQUENCE
            kind = OF_RELATION[thing.kind]
            return Node(relation_key(thing), kind, thing.name, thing.schema, thing, foldable=foldable)
        match thing:
            case Routine(schema=schema, name=name, kind=role):
                return Node(routine_key(thing), OF_ROUTINE[role], name, schema, thing=thing)
            case DataType(schema=schema, name=name, kind=sort, labels=labels):
                key = type_key(thing)
                return Node(key, OF_TYPE[sort], name, schema, thing=thing, foldable=bool(labels))
            case Schema(name=name):
                return Node(schema_key(name), NodeKind.SCHEMA, name, name, foldable=True)
        return Node((thing.kind.value, thing.name), thing.kind, thing.name)

    def partitions_node(self, relation: Relation) -> Node:
        """The group of a table's partitions."""
        return group_node(Group.PARTITIONS, len(self.partitions_of(relation)), relation=relation)

    def _system(self) -> Node:
        return group_node(Group.SYSTEM, len(self.internal_schemas))
