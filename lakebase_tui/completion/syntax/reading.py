"""The text around a cursor: what is being typed there, and the lexemes before and behind it."""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from lakebase_tui.completion.syntax.lexemes import Lexeme, LexemeKind, lex, unquoted
from lakebase_tui.completion.syntax.words import CONTINUING, HOLDING, STATEMENT_WORDS


class Spot(Enum):
    """What the cursor is in."""

    CODE = auto()
    LITERAL = auto()
    """A string in single quotes."""
    BODY = auto()
    """A string in dollar quotes."""
    NOTHING = auto()
    """Where nothing can be completed: a comment, a number, a parameter."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The name, or the string, that is being typed."""

    start: int
    """Where it begins, an opening quote of a name included, that of a string not."""
    end: int
    """Where it ends; behind the cursor where the cursor is inside of it."""
    prefix: str = ""
    """What stands of it before the cursor, without an opening quote."""
    quoted: bool = False
    """Whether a name began with a quote."""
    closed: bool = False
    """Whether a string is closed right behind it."""
    qualifiers: tuple[str, ...] = ()
    """The names before its dots, as the server reads them."""
    path_start: int = 0
    """Where the first of the qualifiers begins; `start` where there is none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement without what is being typed in it."""

    text: str
    cursor: int
    spot: Spot
    typed: Typed
    lexemes: list[Lexeme]
    """Of the statement that the cursor is in, without comments and without the name at the cursor."""
    gap: int
    """Index of the first of them behind the cursor."""
    body: tuple[int, int] = (0, 0)
    """Of a string in dollar quotes, where what is between the quotes begins and ends."""
    fresh: bool = False
    """Whether a new statement may begin here, though the last one was not ended."""

    @property
    def follows(self) -> str:
        """The character right behind what is being typed; empty at the end."""
        return self.text[self.typed.end : self.typed.end + 1]


_REST_OF_NAME: Final = re.compile(r'[^"\s,;()]*"')
_REST_OF_STRING: Final = re.compile(r"\w*'")
_TAG: Final = re.compile(r"\$[^$]*\$")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n")


def read(text: str, cursor: int) -> Reading:
    """Read a statement around the cursor. Never raises.

    Args:
        text: The statement, or several, finished or not.
        cursor: Offset into it; one outside of it counts as the nearest inside.
    """
    cursor = max(0, min(cursor, len(text)))
    before: list[Lexeme] = []
    rest: list[Lexeme] = []
    at: Lexeme | None = None
    for lexeme in lex(text):
        if lexeme.start >= cursor:
            rest.append(lexeme)
        elif lexeme.end >= cursor and _holds(lexeme, cursor, text):
            at = lexeme
        else:
            before.append(lexeme)
    spot, typed, resume, body = _at_cursor(text, cursor, at)
    if at is not None and resume < at.end:  # the quote that was read too far swallowed what follows
        rest = list(lex(text, resume))
    before = [lexeme for lexeme in before if lexeme.kind is not LexemeKind.COMMENT]
    rest = [lexeme for lexeme in rest if lexeme.kind is not LexemeKind.COMMENT]
    if spot is Spot.CODE:
        typed = _with_qualifiers(typed, before)
        if _is_parameter(before, typed):
            spot = Spot.NOTHING
    reading = Reading(text, cursor, spot, typed, before + rest, len(before), body)
    return _statement_of(reading)


def _holds(lexeme: Lexeme, cursor: int, text: str) -> bool:
    """Whether a cursor behind the beginning of `lexeme` is in it, so that typing would change it."""
    if lexeme.kind in (LexemeKind.WORD, LexemeKind.NUMBER, LexemeKind.PARAMETER):
        return cursor <= lexeme.end
    if lexeme.kind is LexemeKind.COMMENT:
        is_line = text.startswith("--", lexeme.start)
        return cursor <= lexeme.end if is_line or not lexeme.closed else cursor < lexeme.end
    if lexeme.kind in (LexemeKind.NAME, LexemeKind.LITERAL, LexemeKind.BODY):
        return cursor < lexeme.end or not lexeme.closed
    return False


def _at_cursor(text: str, cursor: int, at: Lexeme | None) -> tuple[Spot, Typed, int, tuple[int, int]]:
    """What is being typed, and where the text goes on behind it."""
    here = Typed(cursor, cursor, path_start=cursor)
    nowhere = (0, 0)
    if at is None:
        return Spot.CODE, here, cursor, nowhere
    if at.kind is LexemeKind.WORD:
        word = text[at.start : cursor]
        return Spot.CODE, Typed(at.start, at.end, word, path_start=at.start), at.end, nowhere
    if at.kind is not LexemeKind.BODY and "\n" in text[at.start : cursor]:  # a quote that was never closed
        return Spot.NOTHING, here, at.end, nowhere
    if at.kind is LexemeKind.NAME:
        found = _REST_OF_NAME.match(text, cursor)
        end = found.end() if found else cursor
        prefix = unquoted(text[at.start : cursor])
        return Spot.CODE, Typed(at.start, end, prefix, quoted=True, path_start=at.start), end, nowhere
    if at.kind is LexemeKind.LITERAL:
        start = text.index("'", at.start) + 1
        if start > cursor:  # between the E and the quote
            return Spot.NOTHING, here, at.end, nowhere
        found = _REST_OF_STRING.match(text, cursor)
        end = found.end() - 1 if found else cursor
        prefix = text[start:cursor].replace("''", "'")
        closed = found is not None
        typed = Typed(start, end, prefix, closed=closed, path_start=start)
        return Spot.LITERAL, typed, end + closed, nowhere
    if at.kind is LexemeKind.BODY:
        return _in_body(text, cursor, at)
    return Spot.NOTHING, here, at.end, nowhere


def _in_body(text: str, cursor: int, at: Lexeme) -> tuple[Spot, Typed, int, tuple[int, int]]:
    here = Typed(cursor, cursor, path_start=cursor)
    tag = _TAG.match(text, at.start)
    length = tag.end() - at.start if tag else 0
    start, end = at.start + length, at.end - length if at.closed else at.end
    spot = Spot.BODY if length and start <= cursor <= end else Spot.NOTHING
    return spot, here, at.end, (start, end)


def _with_qualifiers(typed: Typed, before: list[Lexeme]) -> Typed:
    """Take the names and dots before what is being typed off `before`."""
    names: list[str] = []
    start = typed.start
    while len(before) > 1 and before[-1].kind is LexemeKind.DOT and before[-2].is_name:
        before.pop()
        lexeme = before.pop()
        names.insert(0, lexeme.name)
        start = lexeme.start
    return replace(typed, qualifiers=tuple(names), path_start=start) if names else typed


def _is_parameter(before: list[Lexeme], typed: Typed) -> bool:
    """Whether it is a psql variable (`:name`), or a part of a value in parentheses."""
    if not before:
        return False
    last = before[-1]
    touches = last.end == typed.path_start
    return last.kind is LexemeKind.DOT or (touches and last.key == ":" and bool(typed.prefix))


def _statement_of(reading: Reading) -> Reading:
    """Leave out what belongs to other statements, also where no semicolon says so."""
    start, end = 0, len(reading.lexemes)
    for index, lexeme in enumerate(reading.lexemes):
        if lexeme.kind is LexemeKind.SEMICOLON:
            if index >= reading.gap:
                end = index
                break
            start = index + 1
    for index in _starts(reading, start, end):
        if index >= reading.gap:
            end = index
            break
        start = index
    last = reading.lexemes[reading.gap - 1].end if reading.gap > start else None
    fresh = last is not None and _BLANK_LINE.search(reading.text, last, reading.typed.path_start) is not None
    return replace(reading, lexemes=reading.lexemes[start:end], gap=reading.gap - start, fresh=fresh)


def _starts(reading: Reading, start: int, end: int) -> list[int]:
    """Where a new statement begins behind an empty line, as far as one can tell without a semicolon."""
    found: list[int] = []
    text, lexemes = reading.text, reading.lexemes
    first = start
    holds = True
    for index in range(start + 1, end):
        lexeme, before = lexemes[index], lexemes[index - 1]
        if lexeme.key not in STATEMENT_WORDS or before.kind is LexemeKind.DOT:
            continue
        begin = reading.typed.end if index == reading.gap and reading.typed.prefix else before.end
        if before.key in CONTINUING:
            continue
        is_held = holds and lexemes[first].key in HOLDING
        if not is_held and _BLANK_LINE.search(text, begin, lexeme.start):
            found.append(index)
            first, holds = index, True
        else:
            holds = False
    return found
