"""Statements that begin with a node of the tree: put into the editor, never run from here."""

from dataclasses import dataclass

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import RelationKind, Routine, RoutineKind
from lakebase_tui.catalog.tree.nodes import Node, NodeKind
from lakebase_tui.catalog.tree.references import qualified
from lakebase_tui.sql.identifiers import quote_ident, quote_qualified

PREVIEW_ROWS = 100
"""Rows of a preview."""

_DROPPED = {
    **{kind: kind.value for kind in NodeKind if kind.is_relation},
    NodeKind.PARTITIONED_TABLE: "table",
    NodeKind.INDEX: "index",
    NodeKind.SCHEMA: "schema",
    NodeKind.ENUM: "type",
    NodeKind.COMPOSITE: "type",
    NodeKind.RANGE: "type",
    NodeKind.BASE_TYPE: "type",
    NodeKind.DOMAIN: "domain",
    NodeKind.EXTENSION: "extension",
    NodeKind.ROLE: "role",
}
_ROUTINES = {
    RoutineKind.FUNCTION: "function",
    RoutineKind.WINDOW: "function",
    RoutineKind.PROCEDURE: "procedure",
    RoutineKind.AGGREGATE: "aggregate",
}
_OF_TABLE = {NodeKind.CONSTRAINT, NodeKind.COLUMN}
_ON_TABLE = {NodeKind.TRIGGER, NodeKind.POLICY, NodeKind.RULE}
_WRITABLE = {RelationKind.TABLE, RelationKind.PARTITIONED_TABLE, RelationKind.FOREIGN_TABLE}


@dataclass(frozen=True, slots=True)
class Template:
    """A statement to go on with."""

    title: str
    sql: str


def preview_sql(name: str) -> str:
    """The statement that shows the first rows.

    Args:
        name: Of a relation, quoted.
    """
    return f"select * from {name} limit {PREVIEW_ROWS}"


def templates(node: Node) -> list[Template]:
    """What one may want to do with a node, from harmless to not."""
    offered: list[Template] = []
    if node.kind.is_relation and node.relation is not None:
        offered += _of_relation(node.relation, qualified(node))
    elif isinstance(node.thing, Routine):
        offered += _call(node.thing, qualified(node))
    if (drop := _drop(node)) is not None:
        offered.append(drop)
    return offered


def _of_relation(relation: Relation, name: str) -> list[Template]:
    if relation.kind is RelationKind.SEQUENCE:
        literal = name.replace("'", "''")
        return [Template("Next value", f"select nextval('{literal}');")]
    columns = [quote_ident(each.name) for each in relation.columns]
    listed = ",\n       ".join(columns) or "*"
    offered = [
        Template("Select", f"select {listed}\nfrom {name}\nlimit {PREVIEW_ROWS};"),
        Template("Count", f"select count(*) from {name};"),
    ]
    if relation.kind is RelationKind.MATERIALIZED_VIEW:
        offered.append(Template("Refresh", f"refresh materialized view {name};"))
    if relation.kind in _WRITABLE:
        given = [each for each in relation.columns if not each.has_default]
        names = ", ".join(quote_ident(each.name) for each in given)
        values = ", ".join(f"null::{each.type_name}" for each in given)
        insert = (
            f"insert into {name} ({names})\nvalues ({values});"
            if given
            else f"insert into {name} default values;"
        )
        offered += [Template("Insert", insert), Template("Truncate", f"truncate {name};")]
    return offered


def _call(routine: Routine, name: str) -> list[Template]:
    if routine.kind is RoutineKind.AGGREGATE or routine.result == "trigger":
        return []
    taken = f"/* {_in_comment(routine.arguments)} */" if routine.arguments else ""
    verb = "call" if routine.kind is RoutineKind.PROCEDURE else "select * from"
    return [Template("Call", f"{verb} {name}({taken});")]


def _in_comment(text: str) -> str:
    """A text that cannot end or open a comment."""
    return text.replace("*/", "* /").replace("/*", "/ *")


def _drop(node: Node) -> Template | None:
    name = qualified(node)
    if (word := _DROPPED.get(node.kind)) is not None:
        return Template("Drop", f"drop {word} {name};")
    if isinstance(node.thing, Routine):
        return Template("Drop", f"drop {_ROUTINES[node.thing.kind]} {name}{_signature(node.thing)};")
    if node.relation is None:
        return None
    table = quote_qualified(node.relation.schema, node.relation.name)
    if node.kind in _OF_TABLE:
        return Template("Drop", f"alter table {table} drop {node.kind.value} {name};")
    return Template("Drop", f"drop {node.kind.value} {name} on {table};") if node.kind in _ON_TABLE else None


def _signature(routine: Routine) -> str:
    """What tells it from others of its name; one with defaults goes without, as they cannot stand there."""
    if routine.kind is RoutineKind.AGGREGATE:
        return f"({routine.arguments or '*'})"
    return "" if " DEFAULT " in routine.arguments else f"({routine.arguments})"
