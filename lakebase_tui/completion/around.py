"""The part of an editor's text that a completion looks at."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from lakebase_tui.sql.scanner import Kind, Scanner
from lakebase_tui.sql.statements import Statement

_ASKS_FOR_A_NAME: Final = re.compile(
    r"(?:^|[\s(])(?:from|join|into|update|table|on|call)[ \t]+\Z", re.IGNORECASE
)


def asks_for_a_name(before: str) -> bool:
    """Whether a line ends with a word behind which there are so few things that they can be offered at once.

    Args:
        before: The line up to the cursor; whether that is in a comment or a literal is not looked at.
    """
    return _ASKS_FOR_A_NAME.search(before) is not None


def statement_around(text: str, statements: Sequence[Statement], offset: int) -> tuple[int, int]:
    """Find the statement that is being written at a place, with its indent.

    Args:
        text: The whole text.
        statements: Its statements.
        offset: The place.

    Returns:
        Where it begins, and where it ends.
    """
    index = bisect_right(statements, offset, key=_start) - 1
    begin = 0
    if index >= 0:
        last = statements[index]
        start = _with_indent(text, last.start)
        if offset <= last.end:
            return start, last.end
        semicolon = _semicolon(text, last.end)
        if semicolon is None or semicolon >= offset:
            return start, len(text) if semicolon is None else semicolon
        begin = semicolon + 1
    # A new one, before the next: it ends where that does, whose words cannot be told from its own.
    end = statements[index + 1].end if index + 1 < len(statements) else len(text)
    return begin, end


def _with_indent(text: str, start: int) -> int:
    """Where the line of a statement begins, if nothing else stands before it there."""
    line = text.rfind("\n", 0, start) + 1
    return start if text[line:start].strip() else line


def _semicolon(text: str, start: int) -> int | None:
    """Where the semicolon behind a statement is; only blanks and comments stand before it."""
    scanner = Scanner(text, start)
    while (token := scanner.next()) is not None:
        if token.kind is Kind.SEMICOLON:
            return token.start
    return None


def _start(statement: Statement) -> int:
    return statement.start
