r"""A lexer that knows where Postgres text is quoted, commented or nested, and nothing else.

It follows psql's rules: `''` in every literal, backslashes only in `E''`, `$tag$` with letters of
any alphabet but not inside an identifier, comments to the end of a line, nested block comments.
A quote that is never closed runs to the end of the text. It never raises, and reads every
character a bounded number of times.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum, auto
from functools import cache
from typing import Final, NamedTuple


class Kind(Enum):
    """What a token is, as far as finding the ends of statements needs to know."""

    CODE = auto()
    """A run of words, numbers, operators, blanks and closed plain literals; see `Reading`."""
    WORD = auto()
    """One unquoted word, where words are looked at."""
    QUOTED = auto()
    """An `E''` or dollar-quoted literal, or whatever is quoted and never closed."""
    COMMENT = auto()
    """One comment of either form."""
    OPEN = auto()
    """An opening parenthesis; also several, with plain code between them."""
    CLOSE = auto()
    """A closing parenthesis; also several in a row."""
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

# `1E'...'`: a word that follows a number without a gap belongs to it, and what is left is a plain literal.
_ESCAPING: Final = r"(?<![0-9])(?<![0-9]\.)[eE]'"
_FREE_WORD: Final = rf"(?!{_ESCAPING}){_WORD}"
_RULES: Final = rf"""
  (?P<e>{_ESCAPING}{_ESCAPED}(?:{_LINE_BREAK}'{_ESCAPED})*+)
  | (?P<s>;)
  | (?P<l>--[^\n\r]*+)
  | (?P<b>/\*)
  | (?P<d>{_TAG})
  | (?P<q>['"])
"""
_FLAGS: Final = re.VERBOSE | re.DOTALL
_CODE: Final = rf"{_NOT_WORD}|{_FREE_WORD}"
_PAIR: Final = rf"\((?:{_CODE})*+\)"
_PAIRS: Final = rf"\((?:{_CODE}|{_PAIR})*+\)"
"""Parentheses with nothing but code in them: no end of a statement is in there. Each further depth would have
text that never closes them read once more."""
_BOTH: Final = r"(?P<o>\() | (?P<c>\))"
_MANY: Final = r"""(?P<o>\((?:[^'"$();/\-]*+\()*+) | (?P<c>\)++)"""
_BLOCK_WORD: Final = rf"(?i:begin|case|end)(?!{_IN_WORD})"
_BLOCKS: Final = rf"(?P<code>(?:{_NOT_WORD}|(?!{_BLOCK_WORD}){_FREE_WORD}|{_PAIRS})++) | (?P<w>{_BLOCK_WORD})"


class Reading(Enum):
    """How closely a text is read."""

    CODE = rf"(?P<code>(?:{_CODE}|\((?:{_CODE}|{_PAIRS})*+\))++) | {_MANY} | {_RULES}"
    """No words. Closed parentheses without anything special in them are code, others come in runs."""
    INSIDE = rf"(?P<code>(?:;|{_CODE}|{_PAIRS})++) | {_MANY} | {_RULES}"
    """The same where parentheses are open, so that semicolons are code, too."""
    HEAD = rf"(?P<code>(?:{_NOT_WORD}|{_PAIRS})++) | (?P<w>{_FREE_WORD}) | {_MANY} | {_RULES}"
    """Each word outside of parentheses."""
    BLOCKS = rf"{_BLOCKS} | {_MANY} | {_RULES}"
    """The words outside of parentheses that begin and end blocks."""
    WORDS = rf"(?P<code>(?:{_NOT_WORD})++) | (?P<w>{_FREE_WORD}) | {_BOTH} | {_RULES}"
    """Each word, and each parenthesis."""

    def __init__(self, rules: str) -> None:
        # Compiled when it is first used: a start of the program needs few of them.
        self._rules = rules
        self.match: Callable[[str, int], re.Match[str] | None] = self._first_match

    def _first_match(self, text: str, start: int) -> re.Match[str] | None:
        self.match = _compiled(self._rules).match
        return self.match(text, start)


BLANKS: Final = " \t\n\r\f\v"
"""What separates words, as psql and the server see it."""
_BLANK: Final = r"[ \t\n\r\f\v]"
_CLOSED_ESCAPED: Final = rf"[eE]'(?:[^'\\]++|\\.|'')*+'(?:{_LINE_BREAK}'(?:[^'\\]++|\\.|'')*+')*+"
_GAP: Final = rf"(?:{_BLANK}++|;|--[^\n\r]*+)*+"
# Not `create function` and the like: semicolons in their bodies end nothing.
_PLAIN_HEAD: Final = rf"""
  (?={_LETTER})
  (?!(?i:create)(?!{_IN_WORD}|{_BLANK}++(?!(?i:or|function|procedure)(?!{_IN_WORD})){_LETTER}))
"""
_PLAIN: Final = rf"""
  {_GAP} {_PLAIN_HEAD} (?P<start>)
  (?:(?P<code>(?:{_CODE}|(?={_ESCAPING}){_CLOSED_ESCAPED}|\((?:{_CODE}|{_PAIRS})*+\))++) | --[^\n\r]*+)++
  (?:;|\Z)
"""

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
            words: Give each word and each parenthesis as a token of its own.
        """
        return self.read(Reading.WORDS if words else Reading.CODE)

    def read(self, reading: Reading) -> Token | None:
        """Return the next token, read as closely as is said; None at the end of the text."""
        start = self._position
        found = reading.match(self._text, start)
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


@cache
def _compiled(rules: str) -> re.Pattern[str]:
    return re.compile(rules, _FLAGS)


def behind_gap(text: str, position: int) -> int:
    """Skip blanks, semicolons and comments to the end of a line, as far as there is nothing else."""
    found = _compiled(_GAP).match(text, position)
    return found.end() if found else position


def plain_statement(text: str, position: int) -> tuple[int, int, int] | None:
    """Read a statement that takes no more than one look: most are of that kind.

    Args:
        text: The SQL to read.
        position: Where to begin: behind a statement, or at the beginning.

    Returns:
        Where the next statement begins and ends, and the place behind its semicolon. None where there is no
        statement, or where it has to be read token by token.
    """
    found = _compiled(_PLAIN).match(text, position)
    if found is None:
        return None
    first, end = found.span("code")
    while end > first and text[end - 1] in BLANKS:
        end -= 1
    # Nothing but blanks behind a comment: it ends before that comment, and where is not known here.
    return (found.start("start"), end, found.end()) if end > first else None


def scan(text: str, *, words: bool = True) -> Iterator[Token]:
    """Yield the tokens of `text`, which together are the whole of it.

    Args:
        text: The SQL to read.
        words: Give each word and each parenthesis as a token of its own.
    """
    scanner = Scanner(text)
    while (token := scanner.next(words=words)) is not None:
        yield token


def _closes(text: str, start: int, end: int) -> bool:
    if end < len(text):
        return True
    found = _compiled(_CLOSED_ESCAPED).match(text, start)
    return found is not None and found.end() == end


def _block_comment_end(text: str, position: int) -> int | None:
    depth = 1
    for edge in _COMMENT_EDGE.finditer(text, position):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    return None
