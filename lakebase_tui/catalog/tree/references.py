"""From nodes to references and back, and the names of nodes as SQL writes them."""

from collections.abc import Sequence
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.object_ref import (
    ROUTINE_KINDS,
    TABLE_PART_KINDS,
    TYPE_KINDS,
    ObjectKind,
    ObjectRef,
)
from lakebase_tui.catalog.objects import DataType, Routine
from lakebase_tui.catalog.tree.arrangement import Global, Object
from lakebase_tui.catalog.tree.nodes import Node, NodeKind
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified
from lakebase_tui.sql.literals import quote_literal

_KINDS: Final = {
    **{
        kind: ObjectKind(kind.value) for kind in NodeKind if kind.value in {each.value for each in ObjectKind}
    },
    NodeKind.WINDOW: ObjectKind.FUNCTION,
}
_GLOBALS: Final = {ObjectKind.EXTENSION: NodeKind.EXTENSION, ObjectKind.ROLE: NodeKind.ROLE}


def reference(node: Node) -> ObjectRef | None:
    """What can be described of a node: itself, else the relation or type that it is a part of."""
    thing = node.thing
    if isinstance(thing, Routine | DataType) and node.kind is not NodeKind.LABEL:
        return ObjectRef(_KINDS[node.kind], thing.schema, thing.name, thing.oid)
    if isinstance(thing, DataType):
        return ObjectRef(ObjectKind(thing.kind.value), thing.schema, thing.name, thing.oid)
    kind, relation = _KINDS.get(node.kind), node.relation
    if relation is not None and node.kind.is_relation:
        return _of_relation(relation)
    if relation is not None and kind is not None:
        return ObjectRef(kind, relation.schema, node.name, table=relation.name)
    if relation is not None and node.kind in (NodeKind.COLUMN, NodeKind.RULE):
        return _of_relation(relation)
    if kind is ObjectKind.SCHEMA or kind in _GLOBALS:
        return ObjectRef(kind, "", node.name)
    return None


def find(catalogue: Catalogue, ref: ObjectRef) -> Object | None:
    """The object that a reference names; the table or the like for one of its parts."""
    if ref.kind is ObjectKind.SCHEMA:
        return next((each for each in catalogue.schemas if each.name == ref.name), None)
    if (kind := _GLOBALS.get(ref.kind)) is not None:
        names = catalogue.roles if kind is NodeKind.ROLE else catalogue.extensions
        return Global(kind, ref.name) if ref.name in names else None
    if ref.kind in ROUTINE_KINDS:
        return _same(catalogue.routines_named(ref.name, ref.schema), ref)
    if ref.kind in TYPE_KINDS:
        return _same(
            [each for each in catalogue.types if (each.schema, each.name) == (ref.schema, ref.name)], ref
        )
    is_part = ref.kind in TABLE_PART_KINDS or (ref.kind is ObjectKind.INDEX and ref.table)
    return catalogue.relation(ref.table if is_part else ref.name, ref.schema)


def qualified(node: Node) -> str:
    """A node's name with its schema, quoted where it has to be; empty for what has none."""
    thing = node.thing
    match node.kind:
        case NodeKind.GROUP | NodeKind.NOTICE:
            return ""
        case NodeKind.LABEL:
            return quote_literal(node.name)
        case NodeKind.INDEX:
            return quote_qualified(node.schema, node.name)
    stands_alone = node.kind.is_relation or isinstance(thing, Routine | DataType)
    return quote_qualified(node.schema, node.name) if stands_alone else quote_ident(node.name)


def written(node: Node, catalogue: Catalogue, path: Sequence[str]) -> str:
    """A node's name as one would type it: without its schema where the session finds it by itself."""
    relation, thing = node.relation, node.thing
    if node.kind.is_relation and relation is not None:
        known = catalogue.relation(relation.name, path=path) is relation
        return quote_ident(node.name) if known else qualified(node)
    if isinstance(thing, Routine):
        found = catalogue.routines_named(thing.name, path=path)
        return quote_ident(node.name) if found and found[0].schema == thing.schema else qualified(node)
    return qualified(node)


def _of_relation(relation: Relation) -> ObjectRef:
    kind = ObjectKind.PARTITION if relation.parent else ObjectKind(relation.kind.value)
    return ObjectRef(kind, relation.schema, relation.name, relation.oid)


def _same(found: Sequence[Routine] | Sequence[DataType], ref: ObjectRef) -> Routine | DataType | None:
    exact = (each for each in found if each.oid == ref.oid)
    return next(exact, found[0] if found else None)
