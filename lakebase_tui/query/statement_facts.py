"""What must be known of a statement before it is sent. In doubt the careful answer."""

import itertools
import re
from dataclasses import dataclass

from lakebase_tui.errors import UsageError

_TOKEN = re.compile(
    r"""--[^\n]*
      | /\*.*?\*/
      | [eE]'(?:[^'\\]++|\\.|'')*+'
      | '(?:[^']++|'')*+'
      | "(?:[^"]++|"")*+"
      | (?P<dollar>\$(?:[^\W\d]\w*)?\$).*?(?P=dollar)
      | (?P<word>[^\W\d][\w$]*)
      | (?P<paren>[()])""",
    re.VERBOSE | re.DOTALL,
)
_READERS = {"SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "WITH"}
_WRITERS = {"INSERT", "UPDATE", "DELETE", "MERGE", "INTO"}
_COPY_ENDS = {("FROM", "STDIN"), ("TO", "STDOUT")}


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What decides how a statement is run."""

    may_cut: bool
    """Only reads: leaving rows behind, by cancelling it, undoes nothing that the user asked for."""
    copies_to_client: bool
    """COPY FROM STDIN or TO STDOUT."""
    ends_transaction: bool
    """COMMIT, END, PREPARE TRANSACTION: after a loss nobody knows whether it happened."""


def facts_of(sql: str) -> StatementFacts:
    """Look at the words of one statement, strings and comments aside."""
    words, outer = _words(sql)
    first = words[0] if words else ""
    pairs = set(itertools.pairwise(outer))
    return StatementFacts(
        may_cut=first in _READERS and not _WRITERS.intersection(words),
        copies_to_client=first == "COPY" and not _COPY_ENDS.isdisjoint(pairs),
        ends_transaction=first in ("COMMIT", "END") or words[:2] == ["PREPARE", "TRANSACTION"],
    )


def refuse_unsendable(sql: str) -> None:
    """Stop what must not reach the server.

    Raises:
        UsageError: A NUL character, where libpq would cut the statement off, or COPY through the client.
    """
    if "\0" in sql:
        raise UsageError(
            f"The statement holds a NUL character at position {sql.index(chr(0)) + 1}; it was not sent.",
            "PostgreSQL would read no further than that: remove it.",
        )
    if facts_of(sql).copies_to_client:
        raise UsageError(
            "COPY FROM STDIN and COPY TO STDOUT move data through the client, which this version cannot do.",
            "Use INSERT or SELECT, or psql's \\copy.",
        )


def _words(sql: str) -> tuple[list[str], list[str]]:
    """All words in upper case, and those outside of parentheses."""
    words: list[str] = []
    outer: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(sql):
        if paren := match["paren"]:
            depth += 1 if paren == "(" else -1
        elif word := match["word"]:
            words.append(word.upper())
            if depth <= 0:
                outer.append(word.upper())
    return words, outer
