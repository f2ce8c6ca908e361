"""The lexemes of one statement, and which parentheses belong together, also where some are missing."""

from collections.abc import Iterator, Sequence
from typing import Final

from lakebase_tui.completion.syntax.lexemes import Lexeme, LexemeKind
from lakebase_tui.completion.syntax.words import QUERY_WORDS, word_set

_BREAKERS: Final = word_set("from where group having limit union intersect except returning values")
"""Clauses that stand in no parentheses but those of a query; they end a call that was left open."""
_CLAUSES: Final = _BREAKERS | word_set("join left right inner cross order on and or set as")
_TAKE_FROM: Final = word_set("extract substring trim overlay position")
"""Functions that have a FROM of their own."""
_MOST_LEFT_OPEN: Final = 20
"""Parentheses that are looked at; each is read to the end of the text."""
_OPENERS: Final = {")": "(", "]": "["}


class Outline:
    """Gives lexemes by their index, and jumps over what is in parentheses.

    Args:
        text: What the lexemes were read from.
        lexemes: Of one statement, without comments.
    """

    def __init__(self, text: str, lexemes: Sequence[Lexeme]) -> None:
        self._text = text
        self.lexemes = lexemes
        """In their order."""
        self._close = _pairs(lexemes)

    def __len__(self) -> int:
        return len(self.lexemes)

    def key(self, index: int) -> str:
        """The word or sign at an index; empty where there is none, and for a name that follows a dot."""
        if not 0 <= index < len(self.lexemes):
            return ""
        lexeme = self.lexemes[index]
        if lexeme.kind is LexemeKind.WORD and index and self.lexemes[index - 1].kind is LexemeKind.DOT:
            apart = lexeme.start > self.lexemes[index - 1].end  # the name behind the dot is still to come
            return lexeme.key if apart and lexeme.key in _CLAUSES else ""
        return lexeme.key

    def name(self, index: int) -> str:
        """The name at an index; empty where there is none."""
        return self.lexemes[index].name if 0 <= index < len(self.lexemes) else ""

    def kind(self, index: int) -> LexemeKind | None:
        """What stands at an index."""
        return self.lexemes[index].kind if 0 <= index < len(self.lexemes) else None

    def words(self, start: int, end: int) -> str:
        """The text from the lexeme at `start` to that before `end`, blanks made one."""
        if start >= end:
            return ""
        return " ".join(self._text[self.lexemes[start].start : self.lexemes[end - 1].end].split())

    def close(self, index: int) -> int:
        """Index of what closes the parenthesis at `index`, or of what comes behind it where nothing does."""
        return self._close.get(index, len(self.lexemes))

    def behind(self, index: int) -> int:
        """Index of what follows, with parentheses and what is in them counted as one."""
        if self.kind(index) is not LexemeKind.OPEN:
            return index + 1
        close = self.close(index)
        return close + 1 if self.kind(close) is LexemeKind.CLOSE else max(close, index + 1)

    def top(self, start: int, end: int) -> Iterator[int]:
        """Indexes from `start` to `end`, of parentheses only the opening ones."""
        while start < end:
            yield start
            start = self.behind(start)

    def around(self, gap: int) -> list[int]:
        """Indexes of the parentheses that the place before index `gap` is in, from the outside."""
        return [index for index, close in self._close.items() if index < gap <= close]

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Beginning and end of each of the pieces between commas."""
        begin = start
        for index in self.top(start, end):
            if self.kind(index) is LexemeKind.COMMA:
                yield begin, index
                begin = index + 1
        yield begin, end


def _pairs(lexemes: Sequence[Lexeme]) -> dict[int, int]:
    """For each opening parenthesis, in their order, the index of the closing one, or where it should be."""
    close: dict[int, int] = {}
    open_ones: list[int] = []
    counts = {"(": 0, "[": 0}
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind is LexemeKind.OPEN:
            close[index] = len(lexemes)
            open_ones.append(index)
            counts[lexeme.key] += 1
        elif lexeme.kind is LexemeKind.CLOSE:
            opener = _OPENERS[lexeme.key]
            if counts[opener]:
                while open_ones:
                    last = open_ones.pop()
                    close[last] = index
                    counts[lexemes[last].key] -= 1
                    if lexemes[last].key == opener:
                        break
    for index in open_ones[-_MOST_LEFT_OPEN:]:
        close[index] = _left_open(lexemes, index, close)
    return close


def _left_open(lexemes: Sequence[Lexeme], index: int, close: dict[int, int]) -> int:
    """Where a parenthesis that is never closed should have been: a call does not hold a FROM clause."""
    inside = lexemes[index + 1].key if index + 1 < len(lexemes) else ""
    called = lexemes[index - 1].key if index else ""
    if inside in QUERY_WORDS or inside == "(" or called in _TAKE_FROM:
        return len(lexemes)
    at = index + 1
    while at < len(lexemes):
        lexeme = lexemes[at]
        if lexeme.kind is LexemeKind.OPEN and close[at] < len(lexemes):
            at = close[at]
        elif lexeme.key in _BREAKERS and lexemes[at - 1].key not in ("distinct", "within", "."):
            return at
        at += 1
    return len(lexemes)
