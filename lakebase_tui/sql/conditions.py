"""Whether a condition leaves out any row at all: `WHERE true` and its kin do not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.grammar import Tree, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS: Final = frozenset(("func_expr", "select_with_parens"))
_DEPENDS: Final = _CALLS | {"columnref", "param"}
"""What may have another value for another row, or at another time."""
_FALSE: Final = frozenset(("false", "null", "'f'", "'false'", "'n'", "'no'", "'off'", "'0'"))
_TRUE_OF_EQUALS: Final = frozenset(("=", "<=", ">="))
_UNEQUAL: Final = frozenset(("<>", "!="))
_DEEPEST: Final = 40


def holds_always(tree: Tree, condition: "Node", depth: int = 0) -> bool:
    """Tell whether a condition is true for each row, as far as its text says.

    Args:
        tree: The tree of the statement.
        condition: An expression in it.
        depth: How many conditions it is inside of.

    Returns:
        True for `true`, `1 = 1`, `a = a`, `x or true`; False where it may leave out a row.
    """
    node = _unwrapped(condition)
    if depth > _DEEPEST:
        return False
    for operator, judge in (("kw_or", any), ("kw_and", all)):
        if _is_chain(node, operator):
            return judge(holds_always(tree, part, depth + 1) for part in _operands(node, operator))
    if _sides_are_same(tree, node) and not _has(node, _CALLS):
        return _operator(tree, node) in _TRUE_OF_EQUALS
    return not _has(node, _DEPENDS) and not _is_false(tree, node)


def _is_false(tree: Tree, node: "Node") -> bool:
    """Whether a condition without columns is false or unknown, as far as its text says."""
    children = _children(node)
    if len(children) == 2 and children[0].type == "kw_not":
        return not _is_false(tree, _unwrapped(children[1]))
    same, operator = _sides_are_same(tree, node), _operator(tree, node)
    if operator in ("=", *_UNEQUAL):
        return same == (operator in _UNEQUAL)
    return tree.text(node).lower() in _FALSE


def _sides_are_same(tree: Tree, node: "Node") -> bool:
    if not _operator(tree, node):
        return False
    left, right = (tree.text(_unwrapped(side)).lower() for side in _children(node)[::2])
    return left == right


def _operator(tree: Tree, node: "Node") -> str:
    """The operator between two operands; empty where the node is nothing of that kind."""
    children = _children(node)
    if len(children) != 3 or {children[0].type, children[2].type} - {"a_expr", "a_expr_prec", "b_expr"}:
        return ""
    return tree.text(children[1])


def _children(node: "Node") -> "list[Node]":
    return [child for child in node.children if child.type != "comment"]


def _unwrapped(node: "Node") -> "Node":
    """What is inside of parentheses, and of nodes that hold nothing else."""
    while node.type not in _DEPENDS:
        children = _children(node)
        if len(children) == 1:
            node = children[0]
        elif len(children) == 3 and (children[0].type, children[2].type) == ("(", ")"):
            node = children[1]
        else:
            break
    return node


def _operands(node: "Node", operator: str) -> "Iterator[Node]":
    """The parts that an AND or OR binds; a long chain is nested as deep as it is long."""
    stack = [node]
    while stack:
        current = _unwrapped(stack.pop())
        if _is_chain(current, operator):
            stack.extend(child for child in _children(current) if child.is_named and child.type != operator)
        else:
            yield current


def _is_chain(node: "Node", operator: str) -> bool:
    return any(child.type == operator for child in _children(node)[1:2])


def _has(node: "Node", types: frozenset[str]) -> bool:
    return any(found.type in types for found in walk(node))
