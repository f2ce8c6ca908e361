"""Which bracket belongs to which, with quotes and comments left out."""

import re
from collections.abc import Iterator
from typing import Final

from lakebase_tui.sql.scanner import Kind, scan

_PARTNERS: Final = {"(": ")", "[": "]"}
_LONGEST: Final = 100_000
"""Characters of a statement that is looked through: one of more would keep keys waiting."""
_BRACKET_OR_QUOTED: Final = re.compile(r"[()\[\]]|'[^']*+'|\"[^\"]*+\"")
_WITH_BRACKETS: Final = (Kind.CODE, Kind.OPEN, Kind.CLOSE)


def partner_of(sql: str, offset: int) -> int | None:
    """The offset of the bracket that belongs to the one at `offset`.

    Args:
        sql: A statement.
        offset: Of a bracket in it.

    Returns:
        None where there is no bracket, where it is quoted or commented, and where it has no partner.
    """
    if len(sql) > _LONGEST:
        return None
    opened: list[int] = []
    for at in _brackets(sql):
        if sql[at] in _PARTNERS:
            opened.append(at)
        elif opened and _PARTNERS[sql[opened[-1]]] == sql[at]:
            start = opened.pop()
            if offset in (start, at):
                return at if offset == start else start
    return None


def _brackets(sql: str) -> Iterator[int]:
    for token in scan(sql, words=False):
        if token.kind in _WITH_BRACKETS:
            for found in _BRACKET_OR_QUOTED.finditer(sql, token.start, token.end):
                if len(found[0]) == 1:
                    yield found.start()
