"""What the menu of a node offers: what keys do as well, then statements for the editor."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from lakebase_tui.catalog.object_ref import SELECTABLE_KINDS
from lakebase_tui.catalog.tree.nodes import Node
from lakebase_tui.catalog.tree.references import qualified, reference
from lakebase_tui.catalog.tree.templates import preview_sql, templates


class NodeAction(Enum):
    """What a key does with a node; the value is what the menu calls it."""

    DESCRIBE = "Describe"
    PREVIEW = "Show 100 rows"
    DDL = "Show the SQL that makes it"
    INSERT = "Insert the name"
    COPY = "Copy the full name"


_LETTERS: Final = {
    NodeAction.DESCRIBE: "d",
    NodeAction.PREVIEW: "p",
    NodeAction.DDL: "s",
    NodeAction.INSERT: "i",
    NodeAction.COPY: "y",
}
"""The keys that do the same in the tree."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the menu."""

    title: str
    sql: str = ""
    """What goes into the editor, or what the action runs or copies."""
    action: NodeAction | None = None
    """None for a statement that goes into the editor."""
    letter: str = ""
    """Chooses it, in the menu as in the tree."""


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
    return Choice(action.value, sql, action, _LETTERS[action])
