"""The nodes of the tree. Values only; how they look is the widget's affair."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import Column, DataType, RelationKind, Routine, RoutineKind, TypeKind

Key = tuple[str, ...]
"""What a node is, and of what: the same before and after the catalogue was read anew."""


class NodeKind(Enum):
    """What a node stands for; the value is its name in words."""

    SCHEMA = "schema"
    GROUP = "group"
    TABLE = "table"
    PARTITIONED_TABLE = "partitioned table"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    FOREIGN_TABLE = "foreign table"
    SEQUENCE = "sequence"
    COLUMN = "column"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    WINDOW = "window function"
    BASE_TYPE = "base type"
    COMPOSITE = "composite type"
    DOMAIN = "domain"
    ENUM = "enum"
    RANGE = "range type"
    LABEL = "label"
    INDEX = "index"
    CONSTRAINT = "constraint"
    TRIGGER = "trigger"
    POLICY = "policy"
    RULE = "rule"
    EXTENSION = "extension"
    ROLE = "role"
    NOTICE = "notice"
    """A line in place of members: loading, none, failed."""

    @property
    def is_relation(self) -> bool:
        """Whether rows can be selected from it, or values taken."""
        return self in _RELATIONS


OF_RELATION = {kind: NodeKind(kind.value) for kind in RelationKind}
"""The node's kind by the relation's."""
OF_ROUTINE = {kind: NodeKind(kind.value) for kind in RoutineKind}
"""The node's kind by the routine's."""
OF_TYPE = {kind: NodeKind(kind.value) for kind in TypeKind}
"""The node's kind by the type's."""
_RELATIONS = frozenset(OF_RELATION.values())


class Group(Enum):
    """Nodes that only hold others; the value is the title."""

    TABLES = "Tables"
    VIEWS = "Views"
    MATERIALIZED_VIEWS = "Materialized views"
    SEQUENCES = "Sequences"
    FUNCTIONS = "Functions"
    PROCEDURES = "Procedures"
    TYPES = "Types"
    LAKEBASE = "Lakebase"
    """What Lakebase puts among the users' own objects."""
    PARTITIONS = "Partitions"
    INDEXES = "Indexes"
    CONSTRAINTS = "Constraints"
    TRIGGERS = "Triggers"
    POLICIES = "Policies"
    RULES = "Rules"
    EXTENSIONS = "Extensions"
    ROLES = "Roles"
    SYSTEM = "System"


OF_PART = {
    Group.INDEXES: NodeKind.INDEX,
    Group.CONSTRAINTS: NodeKind.CONSTRAINT,
    Group.TRIGGERS: NodeKind.TRIGGER,
    Group.POLICIES: NodeKind.POLICY,
    Group.RULES: NodeKind.RULE,
}
"""What the members of a group below a relation are; the groups in their order."""


@dataclass(frozen=True, slots=True)
class Part:
    """An index, a constraint or the like, of one relation."""

    name: str
    detail: str = ""
    """Its definition, as far as one line tells it: `btree (customer_id)`."""
    marks: tuple[str, ...] = ()
    """Words that set it off: `unique`, `disabled`."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line's worth of a database."""

    key: Key
    kind: NodeKind
    name: str
    """As in the catalogue; the title of a group, the sentence of a notice."""
    schema: str = ""
    relation: Relation | None = None
    """The relation itself, or the one that this is a part of."""
    thing: Column | Routine | DataType | Part | None = None
    """What is known of it, where it is no relation."""
    group: Group | None = None
    count: int = -1
    """Members of a group; negative: not counted."""
    foldable: bool = False


class Line(NamedTuple):
    """A node that is in sight, and its level from 0."""

    node: Node
    depth: int


def schema_key(schema: str) -> Key:
    """The key of a schema."""
    return ("schema", schema)


def relation_key(relation: Relation) -> Key:
    """The key of a relation."""
    return ("relation", relation.schema, relation.name)


def column_key(relation: Relation, column: str) -> Key:
    """The key of a column."""
    return ("column", relation.schema, relation.name, column)


def group_node(group: Group, count: int, schema: str = "", relation: Relation | None = None) -> Node:
    """The node of a group in a schema, in a relation, or in the database.

    Args:
        group: Which.
        count: Its members.
        schema: Where it is, if in a schema.
        relation: What it is of, if of a relation.
    """
    place: Key = (schema,) if schema else ()
    if relation is not None:
        schema, place = relation.schema, (relation.schema, relation.name)
    key = ("group", group.name, *place)
    return Node(key, NodeKind.GROUP, group.value, schema, relation, None, group, count, foldable=True)


def routine_key(routine: Routine) -> Key:
    """The key of a routine; overloaded ones differ in their arguments."""
    return ("routine", routine.schema, routine.name, routine.arguments)


def type_key(data_type: DataType) -> Key:
    """The key of a type."""
    return ("type", data_type.schema, data_type.name)


def notice(owner: Key, sentence: str) -> Node:
    """A line beneath a node that has nothing better to show."""
    return Node(("notice", *owner), NodeKind.NOTICE, sentence)
