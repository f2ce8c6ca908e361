"""The structure of one statement, read from the tree of PostgreSQL's own grammar."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_LONGEST: Final = 50_000
"""Longest statement that is parsed, in characters; a longer one is mostly data."""
_VERBS: Final = {
    "SelectStmt": "select",
    "InsertStmt": "insert",
    "UpdateStmt": "update",
    "DeleteStmt": "delete",
    "MergeStmt": "merge",
}
_WRITING: Final = frozenset(_VERBS) - {"SelectStmt"}
_WRAPPERS: Final = frozenset(("ExplainStmt", "ExplainableStmt", "PreparableStmt"))
_NAMES: Final = frozenset(("qualified_name", "any_name"))
_ASIDE: Final = frozenset(("with_clause", "opt_with_clause", "opt_target_list", "target_list", "into_clause"))


@dataclass(frozen=True, slots=True)
class Structure:
    """What the tree of a statement tells; the booleans speak of the statement inside an EXPLAIN."""

    verb: str
    """`select` (also for VALUES and TABLE), `insert`, ...; empty for a statement of another kind."""
    returns_rows: bool
    writes: bool
    runs_explained: bool
    """For an EXPLAIN: whether it runs the statement, too."""
    into_temporary: bool
    """A SELECT INTO that makes a temporary table."""
    main_relation: str | None


@cache
def _parser() -> "Parser":
    import tree_sitter
    import tree_sitter_postgres

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_postgres.language()))


def tree_of(sql: str) -> "Node | None":
    """The tree of one statement; None where the grammar does not take it, or it is too long."""
    if len(sql) > _LONGEST:
        return None
    root = _parser().parse(sql.encode(errors="surrogatepass")).root_node
    return None if root.has_error else _statement(root)


def parse(sql: str) -> Structure | None:
    """Read the structure of one statement.

    Args:
        sql: One statement.

    Returns:
        Its structure, or None where the grammar does not take it (or it is too long to be worth it).
    """
    outer = tree_of(sql)
    if outer is None:
        return None
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
        runs_explained=explained and _runs(outer),
        into_temporary=into is not None and text_of(into).lower().split()[1:2] in (["temp"], ["temporary"]),
        main_relation=_main_relation(inner),
    )


def _statement(root: "Node") -> "Node | None":
    node = root
    while node.type in ("source_file", "toplevel_stmt", "stmt"):
        named = [child for child in node.children if child.is_named and child.type != "comment"]
        if not named:
            return None
        node = named[0]
    return node


def _first_statement(node: "Node") -> "Node | None":
    return next((child for child in node.children if child.type.endswith("Stmt")), None)


def _writes(node: "Node") -> bool:
    return node.type != "SelectStmt" or any(found.type in _WRITING for found in walk(node))


def _runs(explain: "Node") -> bool:
    for found in walk(explain, frozenset(("ExplainableStmt",))):
        if found.type == "utility_option_elem":
            name, *value = text_of(found).lower().split()
            if name in ("analyze", "analyse"):
                return value not in (["off"], ["false"], ["0"])
        elif found.type in ("analyze_keyword", "kw_analyze", "kw_analyse") and found.parent == explain:
            return True
    return False


def _main_relation(statement: "Node") -> str | None:
    if statement.type == "SelectStmt":
        place = _first(statement, "from_clause", skipping=_ASIDE) or _first(
            statement, "relation_expr", skipping=_ASIDE
        )
        name = place and _first(place, *_NAMES, "func_name", skipping=_ASIDE)
    else:
        name = _first(statement, *_NAMES, skipping=_ASIDE)
    if name is None:
        return None
    parts = [text_of(node) for node in walk(name) if not node.children]
    return name_of(parts[-1]) if parts else None


def name_of(name: str) -> str:
    """The name that an identifier, quoted or not, stands for."""
    return name[1:-1].replace('""', '"') if len(name) > 1 and name[0] == '"' else name.lower()


def _first(node: "Node", *types: str, skipping: frozenset[str]) -> "Node | None":
    return next((found for found in walk(node, skipping) if found.type in types), None)


def walk(node: "Node", skipping: frozenset[str] = frozenset()) -> "Iterator[Node]":
    """Yield the nodes below and including `node` in the order of the text, with a stack of its own."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(child for child in reversed(current.children) if child.type not in skipping)


def text_of(node: "Node") -> str:
    """The part of the statement that a node covers."""
    return (node.text or b"").decode(errors="replace")
