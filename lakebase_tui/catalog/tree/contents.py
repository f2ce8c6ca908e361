"""What is inside a node: from the catalogue what that knows, from the server's answers the rest."""

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import DataType, RelationKind
from lakebase_tui.catalog.tree.answers import Answers
from lakebase_tui.catalog.tree.arrangement import Arrangement
from lakebase_tui.catalog.tree.nodes import (
    OF_PART,
    Key,
    Node,
    NodeKind,
    column_key,
    group_node,
    notice,
    relation_key,
)
from lakebase_tui.catalog.tree.questions import Size

READING = "reading…"
NOT_READ = "not read yet"
NO_TABLES = "no tables yet"
NO_COLUMNS = "no columns"
NO_PARTS = "none"
_WITHOUT_ROWS = (RelationKind.VIEW, RelationKind.SEQUENCE)
"""Kinds with no rows of their own, whatever the planner has written down."""


class Contents:
    """One catalogue, and what was answered beside it.

    Args:
        plan: How the catalogue is laid out.
        answers: What the server said of nodes that were unfolded.
        complete: Whether the catalogue is all there is.
    """

    def __init__(self, plan: Arrangement, answers: Answers, *, complete: bool) -> None:
        self._plan = plan
        self._answers = answers
        self._none = (NO_TABLES, NO_COLUMNS) if complete else (NOT_READ, NOT_READ)
        self._sizes: dict[Key, Size] = {}

    def of(self, node: Node) -> list[Node]:
        """The nodes right beneath a node; a notice where there is none."""
        if node.kind is NodeKind.SCHEMA:
            return self._plan.in_schema(node.schema) or [notice(node.key, self._none[0])]
        if node.group in OF_PART:
            return self._parts(node, OF_PART[node.group])
        if node.kind is NodeKind.GROUP:
            return self._plan.in_group(node)
        if node.relation is not None:
            return self._in_relation(node, node.relation)
        labels = node.thing.labels if isinstance(node.thing, DataType) else ()
        return [
            Node((*node.key, label), NodeKind.LABEL, label, node.schema, thing=node.thing) for label in labels
        ]

    def size(self, relation: Relation) -> Size:
        """Rows and bytes of a table, those of its partitions together; what is newest of what is known."""
        key = relation_key(relation)
        if (known := self._sizes.get(key)) is None:
            known = self._sizes[key] = self._sized(relation)
        return known

    def forget_sizes(self) -> None:
        """Other sizes were answered."""
        self._sizes.clear()

    def _sized(self, relation: Relation) -> Size:
        if relation.kind in _WITHOUT_ROWS:
            return Size()
        size = self._answers.size(relation)
        rows = size.rows if size.rows >= 0 else relation.row_estimate
        partitions = [self.size(each) for each in self._plan.partitions_of(relation)]
        if rows < 0 and partitions and all(each.rows >= 0 for each in partitions):
            rows = sum(each.rows for each in partitions)
        known = [each.size for each in (size, *partitions) if each.size >= 0]
        return Size(rows, sum(known) if known else -1, size.row_security)

    def _in_relation(self, node: Node, relation: Relation) -> list[Node]:
        nodes = [
            Node(column_key(relation, each.name), NodeKind.COLUMN, each.name, relation.schema, relation, each)
            for each in relation.columns
        ]
        if self._plan.partitions_of(relation):
            nodes.append(self._plan.partitions_node(relation))
        facts = self._answers.facts(relation)
        if facts is None:
            return [*nodes, self._waiting(node)]
        for group in OF_PART:
            if count := facts.counts.get(group, 0):
                nodes.append(group_node(group, count, relation=relation))
        return nodes or [notice(node.key, self._none[1])]

    def _parts(self, node: Node, kind: NodeKind) -> list[Node]:
        parts = self._answers.parts(node)
        if parts is None:
            return [self._waiting(node)]
        return [
            Node((*node.key, part.name), kind, part.name, node.schema, node.relation, part) for part in parts
        ] or [notice(node.key, NO_PARTS)]

    def _waiting(self, node: Node) -> Node:
        return notice(node.key, self._answers.failure(node.key) or READING)
