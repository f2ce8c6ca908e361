"""The tree of one statement by PostgreSQL's own grammar, also where our parser refuses what a server takes.

What it refuses is written differently before it is read again: comments within comments,
`= ANY (SELECT ...)`, `WHEN MATCHED THEN`, `LIKE ... ESCAPE`, numbers as `1.`, literals over several lines,
and names in letters that it does not know. Nodes lie in the statement as it was given all the same. Of what
PostgreSQL 18 takes of the SQL that it is itself tested with, 1 of 10,000 is refused then.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lakebase_tui.sql.scanner import Kind, scan

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser

LONGEST: Final = 50_000
"""Longest statement that is parsed, in characters; a longer one is mostly data."""

_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_QUOTED: Final = re.compile(r"""'[^']*+'|("[^"]*+")""")
_NOT_LINE_END: Final = re.compile(r"[^\n]")
_WORTH_IT: Final = re.compile(
    r"""/\* | -- | \d\.(?![\d.]) | '\s*\n\s*' | U& | \b(?:any|some|all|matched|u?escape|ordinality)\b""",
    re.I | re.X,
)
"""Without any of these, writing a statement differently changes nothing."""
_LEFT_OUT: Final = re.compile(
    r"""
    \b(?:any|some|all)(?=[\s(]*\([\s(]*(?:select|with|values|table)\b)
    | \bu?escape\s*(?:'x*'|null\b)
    | \bu&(?=['"])
    | \bwith\s+ordinality\b
    """,
    re.I | re.X,
)
_LONE_POINT: Final = re.compile(r"(?<![\w.$\"])(\d+)\.(?=e[-+]?\d|[^\w.]|\Z)", re.I)
_CONTINUED: Final = re.compile(r"'[ \t]*\n\s*'")
_UNCONDITIONAL: Final = re.compile(r"\bmatched(?:\s+by\s+(?:source|target))?()(?=\s+then\b)", re.I)
_CONDITION: Final = " and x"


class Tree:
    """The tree of one statement.

    Args:
        sql: The statement.
        read: What the parser was given: `sql`, every character of it as one byte, but for what was put in.
        put_in: Where something was put in, in `sql`, and how many characters; in order.
    """

    def __init__(self, sql: str, read: str, put_in: tuple[int, ...] = ()) -> None:
        self._sql = sql
        self._put_in = [place + index * len(_CONDITION) for index, place in enumerate(put_in)]
        self.root = _parser().parse(read.encode("ascii")).root_node
        """All that was read; it may hold errors."""
        self.has_more_than_was_given = bool(put_in)
        """Whether there are nodes in it of what was put in."""

    @property
    def statement(self) -> "Node":
        """The statement's own node; `root` where there is nothing but comments."""
        node = self.root
        while node.type in ("source_file", "toplevel_stmt", "stmt"):
            named = [child for child in node.children if child.is_named and child.type != "comment"]
            if not named:
                return self.root
            node = named[0]
        return node

    def span(self, node: "Node") -> tuple[int, int]:
        """Where a node begins and ends, in characters of the statement."""
        return self._place(node.start_byte), self._place(node.end_byte)

    def text(self, first: "Node", last: "Node | None" = None) -> str:
        """The part of the statement that a node covers, or all from one node to another."""
        start, end = self._place(first.start_byte), self._place((last or first).end_byte)
        return self._sql[start:end]

    def _place(self, read: int) -> int:
        before = bisect_right(self._put_in, read)
        if not before:
            return read
        last = self._put_in[before - 1]
        return max(last, read - len(_CONDITION)) - (before - 1) * len(_CONDITION)


def read_tree(sql: str) -> Tree | None:
    """Parse one statement; the tree may hold errors. None where it is too long.

    Args:
        sql: One statement.
    """
    if len(sql) > LONGEST:
        return None
    ascii_sql = sql if sql.isascii() else _NOT_ASCII.sub("x", sql)
    tree = Tree(sql, ascii_sql)
    if not tree.root.has_error or not _WORTH_IT.search(ascii_sql):
        return tree
    put_in, differently = _written_differently(ascii_sql)
    return Tree(sql, differently, put_in)


def _written_differently(sql: str) -> tuple[tuple[int, ...], str]:
    plain = _CONTINUED.sub(lambda found: "x" * len(found[0]), _without_contents(sql))
    plain = _LEFT_OUT.sub(lambda found: " " * len(found[0]), plain)
    plain = _LONE_POINT.sub(lambda found: f"{found[1]}0", plain)
    put_in = tuple(found.start(1) for found in _UNCONDITIONAL.finditer(plain))
    places = [0, *put_in, len(plain)]
    parts = [plain[start:end] for start, end in pairwise(places)]
    return put_in, _CONDITION.join(parts)


def _without_contents(sql: str) -> str:
    """Blot out comments and what literals hold; every character keeps its place."""
    parts: list[str] = []
    for token in scan(sql, words=False):
        part = sql[token.start : token.end]
        if token.kind is Kind.COMMENT:
            part = _NOT_LINE_END.sub(" ", part)
        elif token.kind is Kind.QUOTED:
            part = _blotted(part)
        else:
            part = _QUOTED.sub(lambda found: found[1] or _blotted(found[0]), part)
        parts.append(part)
    return "".join(parts)


def _blotted(literal: str) -> str:
    if literal[0] == '"' or len(literal) < len("''"):
        return literal
    return "'" + "x" * (len(literal) - 2) + "'"


@cache
def language() -> "Language":
    """The grammar."""
    import tree_sitter
    import tree_sitter_postgres

    return tree_sitter.Language(tree_sitter_postgres.language())


@cache
def _parser() -> "Parser":
    import tree_sitter

    return tree_sitter.Parser(language())


def walk(node: "Node", skipping: frozenset[str] = frozenset()) -> "Iterator[Node]":
    """Yield the nodes below and including `node` in the order of the text, with a stack of its own."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(child for child in reversed(current.children) if child.type not in skipping)
