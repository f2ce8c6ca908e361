r"""A lexer that knows where Postgres text is quoted, commented or nested, and nothing else.

It follows psql's rules: `''` in every literal, backslashes only in `E''`, `$tag$` with letters of
any alphabet but not inside an identifier, comments to the end of a line, nested block comments.
A quote that is never closed runs to the end of the text. It never raises, and reads every
character a bounded number of times.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple


class Kind(Enum):
    """What a token is, as far as finding the ends of statements needs to know."""

    CODE = auto()
    """A run of words, numbers, operators, blanks and closed plain literals."""
    WORD = auto()
    """One unquoted word; only where words were asked for."""
    QUOTED = auto()
    """An `E''` or dollar-quoted literal, or whatever is quoted and never closed."""
    COMMENT = auto()
    """One comment of either form."""
    OPEN = auto()
    """An opening parenthesis."""
    CLOSE = auto()
    """A closing parenthesis."""
    SEMICOLON = auto()
    """A semicolon outside of quotes and comments."""


class Token(NamedTuple):
    """A piece of the text: `text[start:end]`."""

    kind: Kind
    start: int
    end: int
    closed: bool = True
    """False for a quote or a block comment that the end of the text cut off."""


# Postgres counts every byte above 0x7F as a letter, so every character above it is one too.
# Said by what is none: classes of ASCII alone are compiled at once, those up to the last character are not.
_LETTER: Final = r"[^\x00-@\[-^`{-\x7f]"
_LETTER_OR_DIGIT: Final = r"[^\x00-/:-@\[-^`{-\x7f]"
_IN_WORD: Final = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
_OTHER: Final = r"[\x00-!\#%&*-,.0-:<-@\[-^`{-\x7f]"
"""No part of a word that is not a number, and beginning of nothing: not one of `$'"();/-` either."""
_WORD: Final = rf"{_LETTER}{_IN_WORD}*+"
_TAG: Final = rf"\$(?:{_LETTER}{_LETTER_OR_DIGIT}*+)?\$"
_NOT_WORD: Final = rf"""
    {_OTHER}++
  | -(?!-) | /(?!\*)
  | \$(?:[0-9]++|(?!(?:{_LETTER}{_LETTER_OR_DIGIT}*+)?\$))
  | '[^']*+' | "[^"]*+"
"""
_ESCAPED: Final = r"(?:[^'\\]++|\\.|'')*+(?:'|\Z|\\\Z)"
_LINE_BREAK: Final = r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\f\v\n\r]++|--[^\n\r]*+[\n\r])*+"

_RULES: Final = rf"""
  (?P<e>[eE]'{_ESCAPED}(?:{_LINE_BREAK}'{_ESCAPED})*+)
  | (?P<o>\() | (?P<c>\)) | (?P<s>;)
  | (?P<l>--[^\n\r]*+)
  | (?P<b>/\*)
  | (?P<d>{_TAG})
  | (?P<q>['"])
"""
_FLAGS: Final = re.VERBOSE | re.DOTALL
_CODE: Final = rf"{_NOT_WORD}|(?![eE]'){_WORD}"
# Parentheses with nothing but code in them say nothing about the ends of statements.
_COARSE: Final = re.compile(rf"(?P<code>(?:{_CODE}|\((?:{_CODE})*+\))++) | {_RULES}", _FLAGS)
_FINE: Final = re.compile(rf"(?P<code>(?:{_NOT_WORD})++) | (?P<w>(?![eE]'){_WORD}) | {_RULES}", _FLAGS)
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")

_KINDS: Final = {
    "code": Kind.CODE,
    "w": Kind.WORD,
    "o": Kind.OPEN,
    "c": Kind.CLOSE,
    "s": Kind.SEMICOLON,
    "l": Kind.COMMENT,
}


class Scanner:
    """Reads a text one token at a time.

    Args:
        text: The SQL to read.
        start: Offset to begin at; it must not lie inside a token.
    """

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._position = start

    def next(self, *, words: bool = False) -> Token | None:
        """Return the next token, or None at the end of the text.

        Args:
            words: Give each word as a token of its own instead of folding it into a run of code.
        """
        start = self._position
        found = (_FINE if words else _COARSE).match(self._text, start)
        if found is None:
            return None
        name = found.lastgroup or "q"
        kind = _KINDS.get(name)
        if kind is not None:
            token = Token(kind, start, found.end())
        elif name == "e":
            # An escaped quote at the very end looks closed; only reading it again tells them apart.
            token = Token(Kind.QUOTED, start, found.end(), _closes(self._text, start, found.end()))
        elif name == "b":
            end = _block_comment_end(self._text, found.end())
            token = Token(Kind.COMMENT, start, end or len(self._text), end is not None)
        elif name == "d":
            close = self._text.find(found[0], found.end())
            end = close + len(found[0]) if close >= 0 else len(self._text)
            token = Token(Kind.QUOTED, start, end, close >= 0)
        else:
            token = Token(Kind.QUOTED, start, len(self._text), False)
        self._position = token.end
        return token


def scan(text: str, *, words: bool = True) -> Iterator[Token]:
    """Yield the tokens of `text`, which together are the whole of it.

    Args:
        text: The SQL to read.
        words: Give each word as a token of its own.
    """
    scanner = Scanner(text)
    while (token := scanner.next(words=words)) is not None:
        yield token


_CLOSED_ESCAPED: Final = re.compile(
    r"[eE]'(?:[^'\\]++|\\.|'')*+'(?:" + _LINE_BREAK + r"'(?:[^'\\]++|\\.|'')*+')*+", _FLAGS
)


def _closes(text: str, start: int, end: int) -> bool:
    if end < len(text):
        return True
    found = _CLOSED_ESCAPED.match(text, start)
    return found is not None and found.end() == end


def _block_comment_end(text: str, position: int) -> int | None:
    depth = 1
    for edge in _COMMENT_EDGE.finditer(text, position):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return None
