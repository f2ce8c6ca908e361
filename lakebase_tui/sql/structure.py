"""The structure of one statement, read from the tree of PostgreSQL's own grammar."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.grammar import Tree, read_tree, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS: Final = {
    "SelectStmt": "select",
    "InsertStmt": "insert",
    "UpdateStmt": "update",
    "DeleteStmt": "delete",
    "MergeStmt": "merge",
}
_WRITING: Final = frozenset(_VERBS) - {"SelectStmt"}
_READING: Final = frozenset(("SelectStmt", "DeclareCursorStmt", "CopyStmt"))
"""These write only by what is inside of them."""
_MAKING: Final = frozenset(("CreateAsStmt", "CreateMatViewStmt"))
_WRAPPERS: Final = frozenset(("ExplainStmt", "ExplainableStmt", "PreparableStmt"))
_NAMES: Final = frozenset(("qualified_name", "any_name"))
_ASIDE: Final = frozenset(("with_clause", "opt_with_clause", "opt_target_list", "target_list", "into_clause"))


@dataclass(frozen=True, slots=True)
class Structure:
    """What the tree of a statement tells; the booleans speak of the statement inside an EXPLAIN."""

    verb: str
    """`select` (also for VALUES and TABLE), `insert`, ...; empty for a statement of another kind."""
    returns_rows: bool
    writes: bool | None
    """None for an EXECUTE: what was prepared is not in the text."""
    runs_explained: bool
    """For an EXPLAIN: whether it runs the statement, too."""
    into_temporary: bool
    """A SELECT INTO that makes a temporary table."""
    main_relation: str | None
    makes_table: bool
    """A SELECT INTO, or in an EXPLAIN a CREATE TABLE AS."""
    calls: frozenset[str]
    """The functions that it calls by name, without schema and quotes."""


def tree_of(sql: str) -> Tree | None:
    """The tree of one statement; None where the grammar does not take it, or it is too long."""
    tree = read_tree(sql)
    return None if tree is None or tree.root.has_error or tree.statement == tree.root else tree


def parse(sql: str) -> Structure | None:
    """Read the structure of one statement.

    Args:
        sql: One statement.

    Returns:
        Its structure, or None where the grammar does not take it (or it is too long to be worth it).
    """
    tree = tree_of(sql)
    if tree is None:
        return None
    outer = tree.statement
    explained = outer.type == "ExplainStmt"
    inner = outer
    while inner.type in _WRAPPERS:
        inner = _first_statement(inner) or inner.children[-1]
    is_select = inner.type == "SelectStmt"
    into = _first(inner, "into_clause", skipping=_ASIDE - {"into_clause"}) if is_select else None
    returning = any(child.type == "returning_clause" for child in inner.children)
    return Structure(
        verb=_VERBS.get(inner.type, ""),
        returns_rows=(is_select and into is None) or returning,
        writes=into is not None or _writes(inner),
        runs_explained=explained and runs_explained(tree),
        into_temporary=into is not None and tree.text(into).lower().split()[1:2] in (["temp"], ["temporary"]),
        main_relation=_main_relation(tree, inner),
        makes_table=into is not None or inner.type in _MAKING,
        calls=frozenset(name for node in walk(outer) if (name := _called(tree, node))),
    )


def _first_statement(node: "Node") -> "Node | None":
    return next((child for child in node.children if child.type.endswith("Stmt")), None)


def _writes(node: "Node") -> bool | None:
    if node.type == "ExecuteStmt":
        return None
    if node.type not in _READING:
        return True
    copies_in = any(child.type == "copy_from" and _first(child, "kw_from") for child in node.children)
    return copies_in or any(found.type in _WRITING for found in walk(node))


def _called(tree: Tree, node: "Node") -> str:
    if node.type != "func_application":
        return ""
    parts = [tree.text(part) for part in walk(node.children[0]) if not part.children]
    return name_of(parts[-1])


def runs_explained(tree: Tree) -> bool:
    """Whether an EXPLAIN runs what it explains."""
    explain = tree.statement
    for found in walk(explain, frozenset(("ExplainableStmt",))):
        if found.type == "utility_option_elem":
            name, *value = tree.text(found).lower().split()
            if name in ("analyze", "analyse"):
                return value not in (["off"], ["false"], ["0"], ["no"])
        elif found.type in ("analyze_keyword", "kw_analyze", "kw_analyse") and found.parent == explain:
            return True
    return False


def _main_relation(tree: Tree, statement: "Node") -> str | None:
    if statement.type == "SelectStmt":
        place = _first(statement, "from_clause", skipping=_ASIDE) or _first(
            statement, "relation_expr", skipping=_ASIDE
        )
        name = place and _first(place, *_NAMES, "func_name", skipping=_ASIDE)
    else:
        name = _first(statement, *_NAMES, skipping=_ASIDE)
    if name is None:
        return None
    parts = [tree.text(node) for node in walk(name) if not node.children]
    return name_of(parts[-1]) if parts else None


def name_of(name: str) -> str:
    """The name that an identifier, quoted or not, stands for."""
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == '"' else name.lower()


def _first(node: "Node", *types: str, skipping: frozenset[str] = frozenset()) -> "Node | None":
    return next((found for found in walk(node, skipping) if found.type in types), None)
