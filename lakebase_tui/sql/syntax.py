"""Where a statement is wrong, as far as the grammar knows, to be marked while it is typed.

The parser goes on behind an error, and what it makes of the rest is a guess. So one place at most is told:
the first token that cannot follow the one before it, or the first of those that had to be left out. Nothing
is told of what is not finished, and of what psql would replace before the server sees it. Of the statements
that PostgreSQL 18 takes of its own regression SQL, 1 of 10,000 is marked; of statements with one mistake in
them, about two thirds are, and of these nine of ten at the very token that the server names.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.grammar import Tree, language, read_tree, walk
from lakebase_tui.sql.parameters import parameters
from lakebase_tui.sql.scanner import Kind, scan

if TYPE_CHECKING:
    from tree_sitter import Node

_LONGEST: Final = 10_000
"""Characters of a statement that is looked at: longer ones are not typed by hand."""
_QUOTED: Final = re.compile(r"""'[^']*+'|"[^"]*+\"""")
_BEGINNING: Final = 1
_NOTHING_FITS: Final = -1
_NO_STATES: Final = (0, 0xFFFF)
"""States of the parser in which it does not know where it is."""


def syntax_problems(sql: str, cursor: int | None = None) -> tuple[tuple[int, int], ...]:
    """Find where a statement is wrong. Never raises.

    Args:
        sql: One statement, finished or not.
        cursor: Where in it one is typing, if one is: what is there, or right behind, is not finished.

    Returns:
        Beginning and end of what is wrong, in characters; empty where nothing is, or nothing can be told.
    """
    if len(sql) > _LONGEST:
        return ()
    if cursor is not None and sql[:cursor].endswith("."):
        # A name is about to stand here; without one, the next line's keyword would be taken for it.
        named = _problems(f"{sql[:cursor]}x{sql[cursor:]}")
        return tuple((start - (start > cursor), end - (end > cursor)) for start, end in named)
    problems = _problems(sql)
    return tuple(problem for problem in problems if cursor is None or not _is_at(sql, cursor, *problem))


def _is_at(sql: str, cursor: int, start: int, end: int) -> bool:
    # The parser may stumble over the second token only.
    return cursor <= end and len(sql[cursor:start].split(maxsplit=1)) <= 1


@lru_cache(maxsize=128)
def _problems(sql: str) -> tuple[tuple[int, int], ...]:
    tree = read_tree(sql)
    if tree is None or not tree.root.has_error or tree.has_more_than_was_given or _is_for_psql(sql):
        return ()
    # What was put in for the grammar has no text.
    leaves = [leaf for leaf in _leaves(tree) if leaf.is_missing or tree.text(leaf)]
    wrong = _first_that_cannot_follow(leaves) or _first_left_out(tree, leaves)
    if wrong is None:
        return ()
    start, end = tree.span(wrong)
    # The last word is not finished yet; and of a NOT, it is the next word that tells what it is.
    being_typed = 2 if wrong.type == "kw_not" else 1
    return ((start, end),) if len(sql[start:].split(maxsplit=being_typed)) > being_typed else ()


def _is_for_psql(sql: str) -> bool:
    r"""Whether there is a `\command` or a `:variable` in it, or a quote that is not closed yet."""
    for token in scan(sql, words=False):
        if not token.closed or (
            token.kind is Kind.CODE and "\\" in _QUOTED.sub("", sql[token.start : token.end])
        ):
            return True
    return bool(parameters(sql))


def _leaves(tree: Tree) -> "Iterator[Node]":
    return (node for node in walk(tree.root) if not node.children and node.type != "comment")


def _first_that_cannot_follow(leaves: "Sequence[Node]") -> "Node | None":
    """The first token that the grammar does not know where it stands."""
    state = _BEGINNING
    for leaf in leaves:
        if not leaf.is_missing and state not in _NO_STATES and leaf.type not in _known_behind(state):
            return leaf
        # What the parser put in is what it missed there: whatever stands there instead is wrong.
        state = _NOTHING_FITS if leaf.is_missing else leaf.next_parse_state
    return None


@lru_cache(maxsize=4096)
def _known_behind(state: int) -> frozenset[str]:
    if state == _NOTHING_FITS:
        return frozenset()
    symbols = language().lookahead_iterator(state)
    return frozenset(symbols.names()) if symbols else frozenset()


def _first_left_out(tree: Tree, leaves: "Sequence[Node]") -> "Node | None":
    """The first token of the first error that is neither the whole statement nor reaches to its end."""
    begin, end = leaves[0].start_byte, leaves[-1].end_byte
    for node in walk(tree.root):
        if node.is_error and node.start_byte > begin:
            inner = next((found for found in walk(node) if found.is_error and found != node), node)
            first = next((leaf for leaf in walk(inner) if not leaf.children), None)
            return first if node.end_byte < end and not _is_known_there(first, leaves) else None
    return None


def _is_known_there(leaf: "Node | None", leaves: "Sequence[Node]") -> bool:
    """Whether a token may follow the one before it: then what is wrong is further on, nobody knows where."""
    before = next((each for each, following in pairwise(leaves) if following == leaf), None)
    if leaf is None or before is None or before.next_parse_state in _NO_STATES:
        return False
    return leaf.type in _known_behind(before.next_parse_state)
