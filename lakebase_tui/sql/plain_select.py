"""Whether a statement does nothing but read rows of one table: each row of its result is then one of it."""

from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.grammar import Tree, walk
from lakebase_tui.sql.structure import name_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_CLAUSES: Final = frozenset(
    (
        *("with_clause", "distinct_clause", "opt_target_list", "target_list", "into_clause", "from_clause"),
        *("where_clause", "group_clause", "having_clause", "window_clause", "values_clause", "relation_expr"),
        *("opt_sort_clause", "sort_clause", "select_limit", "opt_select_limit", "for_locking_clause"),
    )
)
"""Parts of a SELECT that may hold others; what is asked here is outside of them."""
_TELLING: Final = {
    "kw_union": "it combines several queries",
    "kw_intersect": "it combines several queries",
    "kw_except": "it combines several queries",
    "distinct_clause": "DISTINCT makes one row of several",
    "group_clause": "GROUP BY makes one row of several",
    "having_clause": "HAVING makes one row of several",
    "values_clause": "VALUES reads no table",
    "into_clause": "it writes its rows to a new table",
}
_JOIN: Final = "it joins several tables"


def why_not_plain(sql: str) -> str:
    """Tell why the rows of a statement are not rows of one table, each once.

    Args:
        sql: One statement.

    Returns:
        The reason as a clause (`it joins several tables`); empty where it is a plain SELECT on one table.
    """
    tree = tree_of(sql)
    if tree is None:
        return "it is not understood"
    statement = tree.statement
    if statement.type != "SelectStmt":
        return "it is no SELECT"
    parts = {node.type: node for node in _outside(statement)}
    for kind, reason in _TELLING.items():
        if kind in parts:
            return reason
    place = parts.get("from_clause") or parts.get("relation_expr")
    if place is None:
        return "it reads no table"
    return _why_not_one_table(tree, place, _names_of(tree, parts.get("with_clause")))


def _outside(statement: "Node") -> "Iterator[Node]":
    stack = [statement]
    while stack:
        node = stack.pop()
        yield node
        if node.type not in _CLAUSES:
            stack.extend(node.children)


def _why_not_one_table(tree: Tree, place: "Node", queries: frozenset[str]) -> str:
    outside = list(walk(place, frozenset(("select_with_parens",))))
    if sum(node.type == "table_ref" for node in outside) > 1:
        return _JOIN
    relation = next((node for node in outside if node.type == "relation_expr"), None)
    if relation is None:
        return "it reads from something that is no table"
    name = next(node for node in walk(relation) if node.type == "qualified_name")
    if len(name.children) == 1 and name_of(tree.text(name)) in queries:
        return "it reads from a query of its WITH clause"
    return ""


def _names_of(tree: Tree, with_clause: "Node | None") -> frozenset[str]:
    if with_clause is None:
        return frozenset()
    queries = (
        node for node in walk(with_clause, frozenset(("PreparableStmt",))) if node.type == "common_table_expr"
    )
    return frozenset(name_of(tree.text(query.children[0])) for query in queries)
