"""What the foot of the schema pane says of the node under the cursor."""

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.objects import Column, DataType, Routine
from lakebase_tui.catalog.tree.nodes import Node, NodeKind, Part
from lakebase_tui.catalog.tree.object_tree import ObjectTree
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import short_count, short_type, size
from lakebase_tui.ui.widgets.schema_tree_lines import refers

_GAP = "  "


def told_of(node: Node, tree: ObjectTree) -> tuple[str, str]:
    """What a node is in one line, and its comment; both safe to draw, empty where there is nothing to say."""
    relation, thing = node.relation, node.thing
    match thing:
        case Column() if relation is not None:
            return _of_column(thing, relation, tree)
        case Routine():
            result = f" returns {thing.result}" if thing.result else ""
            return visible(f"{node.kind.value} ({thing.arguments}){result}"), ""
        case Part():
            words = (node.kind.value, *thing.marks, thing.detail)
            return visible(_GAP.join(filter(None, words))), ""
        case DataType() if node.kind is not NodeKind.LABEL:
            return visible(node.kind.value + (f" of {len(thing.labels)} labels" if thing.labels else "")), ""
    if relation is not None and node.kind.is_relation:
        return _of_relation(node, relation, tree)
    if node.kind in (NodeKind.GROUP, NodeKind.NOTICE, NodeKind.LABEL):
        return "", ""
    return node.kind.value, ""


def _of_column(column: Column, relation: Relation, tree: ObjectTree) -> tuple[str, str]:
    words = [short_type(column.type_name)]
    if column.not_null:
        words.append("not null")
    if column.has_default:
        words.append("default")
    words += (f"→ {each}" for each in refers(column, relation, tree.plan.catalogue))
    facts = tree.facts(relation)
    comment = facts.column_comments.get(column.name, "") if facts is not None else ""
    return visible(_GAP.join(words)), visible(comment)


def _of_relation(node: Node, relation: Relation, tree: ObjectTree) -> tuple[str, str]:
    known, facts = tree.size(relation), tree.facts(relation)
    plain = node.kind is NodeKind.TABLE and known.rows >= 0
    words = [] if plain else [node.kind.value]
    if known.rows >= 0:
        rows = round(known.rows)
        words.append(f"~{short_count(rows)} {'row' if rows == 1 else 'rows'}")
    if known.size >= 0:
        words.append(f"~{size(known.size)}")
    if known.row_security:
        words.append("row security")
    if facts is not None and facts.owner:
        words.append(f"owner {facts.owner}")
    return visible(_GAP.join(words)), visible(relation.comment)
