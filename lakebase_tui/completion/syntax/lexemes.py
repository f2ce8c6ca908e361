"""Words, names, signs and literals of a statement, finished or not."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from lakebase_tui.sql.scanner import Kind, Scanner, Token


class LexemeKind(Enum):
    """What a lexeme is."""

    WORD = auto()
    """A keyword or an unquoted name; which of them, only its place tells."""
    NAME = auto()
    """A quoted name."""
    LITERAL = auto()
    """A string in single quotes."""
    BODY = auto()
    """A string in dollar quotes."""
    NUMBER = auto()
    PARAMETER = auto()
    """`$1`."""
    COMMENT = auto()
    DOT = auto()
    COMMA = auto()
    SEMICOLON = auto()
    OPEN = auto()
    """An opening parenthesis or bracket."""
    CLOSE = auto()
    OPERATOR = auto()


class Lexeme(NamedTuple):
    """A piece of the text: `text[start:end]`."""

    kind: LexemeKind
    start: int
    end: int
    key: str = ""
    """A word in lower case, or the sign; empty for what is quoted, and for numbers."""
    name: str = ""
    """What a word or a quoted name stands for, as the server reads it."""
    closed: bool = True
    """False for a quote or a comment that the end of the text cut off."""

    @property
    def is_name(self) -> bool:
        """Whether it can be a name."""
        return self.kind is LexemeKind.WORD or self.kind is LexemeKind.NAME


_PART: Final = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<name>"(?:[^"]|"")*")
  | (?P<literal>'(?:[^']|'')*')
  | (?P<number>[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)
  | (?P<parameter>\$[0-9]+)
  | (?P<dot>\.) | (?P<comma>,) | (?P<open>\[) | (?P<close>\])
  | (?P<operator>::|:=|=>|\*|[-+/<>=~!@\#%^&|`?]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS: Final = {
    "name": LexemeKind.NAME,
    "literal": LexemeKind.LITERAL,
    "number": LexemeKind.NUMBER,
    "parameter": LexemeKind.PARAMETER,
    "dot": LexemeKind.DOT,
    "comma": LexemeKind.COMMA,
    "open": LexemeKind.OPEN,
    "close": LexemeKind.CLOSE,
    "operator": LexemeKind.OPERATOR,
}
_SIGNS: Final = {
    Kind.OPEN: LexemeKind.OPEN,
    Kind.CLOSE: LexemeKind.CLOSE,
    Kind.SEMICOLON: LexemeKind.SEMICOLON,
}


def _folded(word: str) -> str:
    """An unquoted name as the server keeps it: of the letters, only those of ASCII become small."""
    return "".join(each.lower() if each.isascii() else each for each in word)


def lex(text: str, start: int = 0) -> Iterator[Lexeme]:
    """Yield the lexemes of `text` from `start` on, the comments too; never raises.

    Args:
        text: SQL.
        start: Offset to begin at; it must not lie inside a lexeme.
    """
    scanner = Scanner(text, start)
    number_end = -1
    while (token := scanner.next(words=True)) is not None:
        if token.kind is Kind.WORD:
            if token.start == number_end:  # 1e5, 0x1f
                yield Lexeme(LexemeKind.NUMBER, token.start, token.end)
            else:
                word = text[token.start : token.end]
                lower = word.lower()
                name = lower if word.isascii() else _folded(word)
                yield Lexeme(LexemeKind.WORD, token.start, token.end, lower, name)
        elif token.kind is Kind.CODE:
            for part in _parts(text, token):
                number_end = part.end if part.kind is LexemeKind.NUMBER else -1
                yield part
        elif token.kind is Kind.COMMENT:
            yield Lexeme(LexemeKind.COMMENT, token.start, token.end, closed=token.closed)
        elif token.kind is Kind.QUOTED:
            yield _quoted(text, token)
        else:
            yield Lexeme(_SIGNS[token.kind], token.start, token.end, text[token.start])


def _parts(text: str, token: Token) -> Iterator[Lexeme]:
    for found in _PART.finditer(text, token.start, token.end):
        group = found.lastgroup or "operator"
        if group == "blank":
            continue
        start, end = found.span()
        kind = _KINDS[group]
        if kind is LexemeKind.NAME:
            yield Lexeme(kind, start, end, name=unquoted(found[0]))
        elif kind is LexemeKind.LITERAL or kind is LexemeKind.NUMBER or kind is LexemeKind.PARAMETER:
            yield Lexeme(kind, start, end)
        else:
            yield Lexeme(kind, start, end, found[0])


def _quoted(text: str, token: Token) -> Lexeme:
    first = text[token.start]
    if first == '"':
        name = unquoted(text[token.start : token.end])
        return Lexeme(LexemeKind.NAME, token.start, token.end, name=name, closed=token.closed)
    kind = LexemeKind.BODY if first == "$" else LexemeKind.LITERAL
    return Lexeme(kind, token.start, token.end, closed=token.closed)


def unquoted(quoted: str) -> str:
    """The name that a quoted one stands for; its last quote may be missing."""
    closed = len(quoted) > 1 and quoted.endswith('"')
    return quoted[1 : -1 if closed else None].replace('""', '"')
