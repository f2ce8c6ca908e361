"""What DROP and ALTER ... DROP destroy, read from their trees."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.grammar import Tree, walk
from lakebase_tui.sql.hazard import Hazard, HazardKind

if TYPE_CHECKING:
    from tree_sitter import Node

_HOLD_ROWS: Final = frozenset(("TABLE", "FOREIGN TABLE", "MATERIALIZED VIEW"))
_NO_KIND: Final = frozenset(("IF", "EXISTS", "CONCURRENTLY", "ONLY"))
_BEHIND_NAMES: Final = frozenset(("opt_drop_behavior", "opt_with"))
_KINDS_OF_OBJECTS: Final = frozenset(
    ("object_type_any_name", "object_type_name", "object_type_name_on_any_name", "drop_type_name")
)
_KEYWORDS: Final = frozenset(("unreserved_keyword", "bare_label_keyword"))
"""Above these a keyword is a name."""
_PARTS: Final = frozenset(("add_drop", "alter_column_default"))
"""Nodes that are less than a command."""
_LISTS: Final = frozenset(
    (
        *("any_name_list", "name_list", "type_name_list", "role_list", "function_with_argtypes_list"),
        *("aggregate_with_argtypes_list", "operator_with_argtypes_list"),
    )
)
_ELEMENTS: Final = frozenset(
    (
        *("any_name", "name", "Typename", "RoleSpec", "function_with_argtypes", "aggregate_with_argtypes"),
        "operator_with_argtypes",
    )
)


def drop_hazard(tree: Tree, node: "Node") -> Hazard:
    """What a statement that begins with DROP drops."""
    words, rest = _words(node.children[1:])
    kind = " ".join(words)
    names = _names(tree, rest)
    relations = names if kind in _HOLD_ROWS else ()
    return Hazard(
        HazardKind.DROP, f"DROP {kind}", *tree.span(node), names, relations, cascades=cascades(node)
    )


def alter_hazards(tree: Tree, node: "Node") -> Iterator[Hazard]:
    """What a statement that begins with ALTER drops from its object."""
    words, rest = _words(node.children[1:])
    kind = " ".join(words)
    names = _names(tree, rest[:1])
    relations = names if kind in _HOLD_ROWS else ()
    for found in walk(node):
        if found.type == "kw_drop" and found.parent is not None and found.parent.type not in _KEYWORDS:
            command, dropped, behind = _command(found)
            what = " ".join(dropped) or _unsaid(command)
            part = " ".join(_names(tree, behind)) or _column(tree, command)
            verb = f"ALTER {kind} DROP {what}".rstrip()
            yield Hazard(
                *(HazardKind.ALTER_DROP, verb, *tree.span(command), names, relations, part),
                cascades=cascades(command),
            )


def _command(drop: "Node") -> "tuple[Node, list[str], list[Node]]":
    """The command that a DROP is the verb of, what kind of thing it drops, and the nodes behind that."""
    inner = drop
    dropped: list[str] = []
    behind: list[Node] = []
    while (command := inner.parent) is not None:
        words, behind = _words(command.children[command.children.index(inner) + 1 :])
        dropped += words
        if command.type not in _PARTS:
            return command, dropped, behind
        inner = command
    return inner, dropped, behind


def _column(tree: Tree, command: "Node") -> str:
    """The column that is altered."""
    if command.type != "alter_table_cmd":
        return ""
    return next((tree.text(child) for child in command.children if child.type == "ColId"), "")


def cascades(node: "Node") -> bool:
    """Whether it says CASCADE."""
    return any(
        child.type == "opt_drop_behavior" and child.children[0].type == "kw_cascade"
        for child in node.children
    )


def _words(nodes: "Sequence[Node]") -> "tuple[list[str], list[Node]]":
    """The keywords that nodes begin with, in capitals, and the nodes behind these."""
    words: list[str] = []
    rest = [node for node in nodes if node.type != "comment"]
    while rest and (rest[0].type.startswith("kw_") or rest[0].type in _KINDS_OF_OBJECTS | {"opt_column"}):
        leaves = (leaf for leaf in walk(rest.pop(0)) if leaf.type.startswith("kw_"))
        words += [leaf.type.removeprefix("kw_").upper() for leaf in leaves]
    return [word for word in words if word not in _NO_KIND], rest


def _unsaid(command: "Node") -> str:
    """What is dropped where there is no word for it."""
    return {"alter_table_cmd": "COLUMN", "alter_generic_option_elem": "OPTION"}.get(command.type, "")


def _names(tree: Tree, nodes: "Sequence[Node]") -> tuple[str, ...]:
    """The names in nodes, as written; all of them as one where they are no list."""
    behind = (index for index, node in enumerate(nodes) if node.type in _BEHIND_NAMES)
    nodes = nodes[: next(behind, len(nodes))]
    if not nodes:
        return ()
    if len(nodes) == 1 and nodes[0].type in _LISTS:
        return tuple(tree.text(found) for found in _elements(nodes[0]))
    if len(nodes) == 1 and nodes[0].type == "relation_expr":
        return tuple(tree.text(found) for found in walk(nodes[0]) if found.type == "qualified_name")
    return (tree.text(nodes[0], nodes[-1]),)


def _elements(node: "Node") -> "Iterator[Node]":
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in _ELEMENTS:
            yield current
        else:
            stack.extend(reversed(current.children))
