"""Where the statements of a text begin and end, by psql's own rules.

A semicolon ends a statement unless it is quoted, commented, inside parentheses (`CREATE RULE ...
DO (a; b)`), or inside the `BEGIN ATOMIC ... END` body of a routine. Statements are ranges of the
text that was given, so what is sent is what was typed, byte for byte.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from lakebase_tui.sql.scanner import BLANKS, Kind, Reading, Scanner, Token, behind_gap, plain_statement

_ROUTINE_HEADS: Final = (
    ("create", "function"),
    ("create", "procedure"),
    ("create", "or", "replace", "function"),
    ("create", "or", "replace", "procedure"),
)

_Range = tuple[int, int, bool]
"""Beginning and end of a statement, and whether it is closed."""


class Statement(NamedTuple):
    """One statement: a range of a text, without the blanks, comments and semicolon around it."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    reach: int
    """Offset up to which a cursor behind it still means it, at most to the end of its last line."""
    closed: bool = True
    """False where a quote or block comment in it is never closed."""

    def text(self, source: str) -> str:
        """Return the statement itself, cut from the text that it was found in."""
        return source[self.start : self.end]


class OpenStatement:
    """The statement that is being read: its range so far, and how deep it is nested."""

    def __init__(self) -> None:
        self.start = -1
        self.end = -1
        self.closed = True
        self._parentheses = 0
        self._blocks = 0
        self._head: tuple[str, ...] = ()
        self._unnested = Reading.HEAD

    @property
    def is_nested(self) -> bool:
        """Whether a semicolon here would not end it."""
        return self._parentheses > 0 or self._blocks > 0

    @property
    def reading(self) -> Reading:
        """How closely to read on."""
        return Reading.INSIDE if self._parentheses else self._unnested

    def take(self, token: Token, text: str) -> None:
        """Add a token that belongs to the statement."""
        start, end = token.start, token.end
        if token.kind is Kind.CODE:
            while start < end and text[start] in BLANKS:
                start += 1
            while end > start and text[end - 1] in BLANKS:
                end -= 1
            if start == end:
                return
        if self.start < 0:
            self.start = start
        self.end = end
        self.closed = self.closed and token.closed
        if token.kind is Kind.OPEN:
            self._parentheses += text.count("(", start, end)
        elif token.kind is Kind.CLOSE:
            self._parentheses = max(0, self._parentheses - (end - start))
        elif token.kind is Kind.WORD:
            self._take_word(text[start:end].lower())

    def _take_word(self, word: str) -> None:
        if self._unnested is Reading.HEAD:
            self._head += (word,)
            if self._head in _ROUTINE_HEADS:
                self._unnested = Reading.BLOCKS
            elif all(head[: len(self._head)] != self._head for head in _ROUTINE_HEADS):
                self._unnested = Reading.CODE
        elif word == "begin" or (word == "case" and self._blocks):
            self._blocks += 1
        elif word == "end" and self._blocks:
            self._blocks -= 1


def split_statements(text: str) -> list[Statement]:
    """Find the statements of `text`.

    Never raises, and takes time in proportion to the length of the text.

    Args:
        text: SQL of any number of statements, finished or not.

    Returns:
        The statements in order; empty ones and mere comments are left out.
    """
    ranges, _ = _read(text, 0, _Known((), 0, 0))
    return _with_reach(text, ranges, len(text))


def resplit_statements(text: str, old_text: str, old: Sequence[Statement]) -> list[Statement]:
    """Find the statements of `text` as `split_statements` does, reading anew only what an edit touched.

    Args:
        text: The text as it is now.
        old_text: The text before the edit.
        old: The statements of `old_text`.

    Returns:
        The statements of `text`.
    """
    prefix, suffix = _shared_ends(text, old_text)
    shift = len(text) - len(old_text)
    kept = max(0, bisect_right(old, prefix, key=_start) - 1)
    start = old[kept].start if old and old[kept].start <= prefix else 0
    first_same = bisect_left(old, len(old_text) - suffix, key=_start)
    ranges, same = _read(text, start, _Known(old, first_same, shift))
    tail = [
        Statement(begin + shift, end + shift, reach + shift, closed)
        for begin, end, reach, closed in old[same:]
    ]
    # How far the statement before the edit reaches depends on where the next begins.
    seam = [(before.start, before.end, before.closed) for before in old[max(0, kept - 1) : kept]]
    window = _with_reach(text, seam + ranges, tail[0].start - 1 if tail else len(text))
    return [*old[: kept - len(seam)], *window, *tail]


class _Known:
    """The statements behind an edit, where they are now.

    Args:
        old: The statements before the edit.
        first: The first of them that begins behind the edit.
        shift: How many characters longer the text got.
    """

    def __init__(self, old: Sequence[Statement], first: int, shift: int) -> None:
        self._old = old
        self._shift = shift
        self.count = len(old)
        self.next = first
        """The first that does not begin before the place last asked about."""

    def has(self, start: int) -> bool:
        """Whether one begins at `start`; to be asked from left to right."""
        old, shift = self._old, self._shift
        while self.next < self.count and old[self.next].start + shift < start:
            self.next += 1
        return self.next < self.count and old[self.next].start + shift == start


def _read(text: str, start: int, known: _Known) -> tuple[list[_Range], int]:
    """Read statements from `start` to the end, or until one begins where one is known to begin.

    Returns:
        The statements that were read to their end, and the index of the known one.
    """
    found: list[_Range] = []
    position = start
    while True:
        if (plain := plain_statement(text, position)) is not None:
            begin, end, position = plain
            if known.has(begin):
                return found, known.next
            found.append((begin, end, True))
            continue
        statement, position = _read_one(text, position)
        if statement.start < 0:
            return found, known.count
        if known.has(statement.start):
            return found, known.next
        found.append((statement.start, statement.end, statement.closed))


def _read_one(text: str, position: int) -> tuple[OpenStatement, int]:
    """Read token by token to the end of the next statement, and give the place behind it, too."""
    scanner = Scanner(text, behind_gap(text, position))
    statement = OpenStatement()
    while (token := scanner.read(statement.reading)) is not None:
        if token.kind is Kind.SEMICOLON and not statement.is_nested:
            if statement.start >= 0:
                return statement, token.end
        elif token.kind is not Kind.COMMENT:
            statement.take(token, text)
        elif not token.closed:
            statement.closed = False
    return statement, len(text)


def _with_reach(text: str, ranges: list[_Range], limit: int) -> list[Statement]:
    """Add to each statement how far it reaches, which for the last is `limit` at most."""
    statements: list[Statement] = []
    for index, (start, end, closed) in enumerate(ranges):
        last = ranges[index + 1][0] - 1 if index + 1 < len(ranges) else limit
        line_end = text.find("\n", end, max(end, last))
        statements.append(Statement(start, end, max(end, last if line_end < 0 else line_end), closed))
    return statements


def _shared_ends(one: str, other: str) -> tuple[int, int]:
    """Return how many characters two texts share at the beginning, and how many of the rest at the end."""
    shorter = min(len(one), len(other))
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    prefix = low
    low, high = 0, shorter - prefix
    while low < high:
        middle = (low + high + 1) // 2
        if one.endswith(other[len(other) - middle : len(other) - low], 0, len(one) - low):
            low = middle
        else:
            high = middle - 1
    return prefix, low


def _start(statement: Statement) -> int:
    return statement.start


def statement_at(text_or_statements: str | Sequence[Statement], offset: int) -> Statement | None:
    """Return the statement that a user with the cursor at `offset` means.

    Inside a statement, or behind it on its last line, that one; between two, the one that follows;
    behind the last, the last.

    Args:
        text_or_statements: The text, or its statements where they are known already.
        offset: The cursor's place, in characters from the beginning of the text.

    Returns:
        The statement, or None where there is none at all.
    """
    statements = (
        split_statements(text_or_statements) if isinstance(text_or_statements, str) else text_or_statements
    )
    if not statements:
        return None
    index = bisect_right(statements, offset, key=_start) - 1
    if index < 0:
        return statements[0]
    if offset > statements[index].reach and index + 1 < len(statements):
        return statements[index + 1]
    return statements[index]
