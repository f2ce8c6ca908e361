"""What a statement destroys, so that one can be asked before: read from its tree, not from its text.

What a DO block, a CALL, or the body of a function or rule does is not known, and no hazard. A statement that
the grammar does not take (a typo, or too long) is judged by its words, and in doubt it is one.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.conditions import holds_always
from lakebase_tui.sql.grammar import Tree, walk
from lakebase_tui.sql.hazard import Hazard, HazardKind
from lakebase_tui.sql.hazard_drops import alter_hazards, cascades, drop_hazard
from lakebase_tui.sql.hazard_words import hazards_by_words
from lakebase_tui.sql.structure import runs_explained, tree_of

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Hazard", "HazardKind", "hazards"]

_LATER: Final = frozenset(("CreateFunctionStmt", "RuleStmt"))
"""What is in there does not happen now."""


def hazards(sql: str) -> tuple[Hazard, ...]:
    """Find what a statement destroys.

    Args:
        sql: One statement, as cut by `split_statements`.

    Returns:
        Each hazard, in the order of the text; empty where there is none, or none that can be known.
    """
    tree = tree_of(sql)
    if tree is None:
        return hazards_by_words(sql)
    statement = tree.statement
    if statement.type in _LATER or (statement.type == "ExplainStmt" and not runs_explained(tree)):
        return ()
    return tuple(hazard for node in walk(statement, _LATER) for hazard in _of_node(tree, node))


def _of_node(tree: Tree, node: "Node") -> Iterator[Hazard]:
    if node.type == "DeleteStmt":
        yield from _of_all_rows(tree, node, HazardKind.DELETE_ALL, "DELETE")
    elif node.type == "UpdateStmt":
        yield from _of_all_rows(tree, node, HazardKind.UPDATE_ALL, "UPDATE")
    elif node.type == "MergeStmt":
        yield from _of_merge(tree, node)
    elif node.type == "TruncateStmt":
        names = _tables(tree, node)
        yield Hazard(HazardKind.TRUNCATE, "TRUNCATE", *tree.span(node), names, names, cascades=cascades(node))
    elif node.type.endswith("Stmt") and node.children:
        if node.children[0].type == "kw_drop":
            yield drop_hazard(tree, node)
        elif node.children[0].type == "kw_alter":
            yield from alter_hazards(tree, node)


def _of_all_rows(tree: Tree, node: "Node", kind: HazardKind, verb: str) -> Iterator[Hazard]:
    where = _child(node, "where_or_current_clause")
    condition = where and _child(where, "a_expr")
    if where is None:
        lack = "without WHERE"
    elif condition is not None and holds_always(tree, condition):
        lack = "with a WHERE that leaves out nothing"
    else:
        return
    names = _tables(tree, node)[:1]
    yield Hazard(kind, f"{verb} {lack}", *tree.span(node), names, names)


def _of_merge(tree: Tree, node: "Node") -> Iterator[Hazard]:
    join = _child(node, "a_expr")
    matches_all = join is not None and holds_always(tree, join)
    names = _tables(tree, node)[:1]
    for clause in (found for found in walk(node) if found.type == "merge_when_clause"):
        says = {found.type for found in walk(clause)}
        verb = "deletes" if "merge_delete" in says else "updates" if "merge_update" in says else ""
        on_rows_of_table = "merge_when_tgt_matched" in says and (matches_all or "kw_source" in says)
        if verb and on_rows_of_table and _is_unconditional(tree, clause):
            verb = f"MERGE that {verb} without condition"
            yield Hazard(HazardKind.MERGE_ALL, verb, *tree.span(clause), names, names)


def _is_unconditional(tree: Tree, clause: "Node") -> bool:
    asked = _child(clause, "opt_merge_when_condition")
    condition = asked and _child(asked, "a_expr")
    # A condition without any text is not the user's: it was put in for the grammar.
    return condition is None or not tree.text(condition) or holds_always(tree, condition)


def _tables(tree: Tree, node: "Node") -> tuple[str, ...]:
    """The tables that a statement is about, without those in its WITH and its conditions."""
    aside = frozenset(("opt_with_clause", "with_clause", "where_or_current_clause", "set_clause_list"))
    return tuple(tree.text(found) for found in walk(node, aside) if found.type == "qualified_name")


def _child(node: "Node", kind: str) -> "Node | None":
    return next((child for child in node.children if child.type == kind), None)
