"""What the menu of a node offers: what keys do as well, then statements for the editor."""

from dataclasses import dataclass
from enum import Enum

from lakebase_tui.catalog.object_ref import SELECTABLE_KINDS
from lakebase_tui.catalog.tree.nodes import Node
from lakebase_tui.catalog.tree.references import qualified, reference
from lakebase_tui.catalog.tree.templates import preview_sql, templates


class NodeAction(Enum):
    """What a key does with a node; the value is what the menu calls it, with the key."""

    DESCRIBE = "Describe  d"
    PREVIEW = "Show 100 rows  p"
    DDL = "Show the SQL that makes it  s"
    INSERT = "Insert the name  i"
    COPY = "Copy the full name  y"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the menu."""

    title: str
    sql: str = ""
    """What goes into the editor, or what the action runs or copies."""
    action: NodeAction | None = None
    """None for a statement that goes into the editor."""


def choices(node: Node) -> list[Choice]:
    """What can be done with a node, in the order of the menu."""
    ref, name = reference(node), qualified(node)
    if ref is None:
        return []
    offered = [_choice(NodeAction.DESCRIBE)]
    if ref.kind in SELECTABLE_KINDS or ref.owner is not None:
        offered.append(_choice(NodeAction.PREVIEW, preview_sql((ref.owner or ref).quoted)))
    offered.append(_choice(NodeAction.DDL))
    if name:
        offered += [_choice(NodeAction.INSERT), _choice(NodeAction.COPY, name)]
    return offered + [Choice(f"{each.title} …", each.sql) for each in templates(node)]


def _choice(action: NodeAction, sql: str = "") -> Choice:
    return Choice(action.value, sql, action)
