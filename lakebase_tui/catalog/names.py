"""Find names by a few letters of them, among very many, between two keys.

All names stand in one long text, a line each, in the order of their worth. Regular expressions go through it
in one sweep each, and stop when enough is found; none of them can go back and forth. Python looks at single
names only where they are shown, or might be.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import accumulate
from typing import Final

Span = tuple[int, int]
"""The first character, and the one after the last."""

_SCORED: Final = 300
"""Names, in their order, among which the best of those with scattered letters are looked for."""
_NARROW: Final = 4
"""How many times fewer names are worth a text of their own."""
_INITIALS: Final = 8


class Grade(IntEnum):
    """How well a name fits."""

    EXACT = 0
    SOLID = 1
    """The letters stand together, or begin successive words."""
    FUZZY = 2
    """They stand in their order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that fits."""

    grade: Grade
    number: int
    """Of the name."""
    spans: tuple[Span, ...]
    """Where in the name the letters stand."""


class NameIndex:
    """Names to be searched; remembers what a pattern left, for the one that goes on from it.

    Args:
        names: In the order of their worth: of two that fit as well, the first is found first.
        numbers: Of the names, ascending, where that is not their place.
    """

    def __init__(self, names: Sequence[str], numbers: Sequence[int] | None = None) -> None:
        self._names = names
        self._numbers: Sequence[int] = range(len(names)) if numbers is None else numbers
        self._narrowed: list[tuple[str, NameIndex]] = []

    def prepare(self) -> Iterator[None]:
        """Get ready in steps; the first pattern does it otherwise."""
        _ = self._text
        yield
        _ = self._starts
        yield

    @cached_property
    def _text(self) -> str:
        return _text(self._names)

    @cached_property
    def _starts(self) -> "array[int]":
        """Where the lines begin."""
        return array("L", accumulate(map((1).__add__, map(len, self._names)), initial=1))

    def hits(self, pattern: str) -> Iterator[Hit]:
        """Names that fit, the best first, found while one takes them.

        First those that are the pattern, then those that begin with it, with a word that does, with words of
        these initials, those that hold it, and at last those that have its letters in their order.

        Args:
            pattern: In any case; blanks stand for anything.
        """
        pattern = " ".join(pattern.lower().split())
        letters = pattern.replace(" ", "")
        if not letters:
            yield from (Hit(Grade.SOLID, number, ()) for number in self._numbers)
            return
        index = self._narrowest(letters)
        seen: set[int] = set()
        if pattern == letters:
            yield from index._solid(letters, seen)
        places = index._in_order(letters)
        if len(places) * _NARROW < len(index._names):
            self._narrowed.append((letters, index._only(places)))
        yield from index._best(letters, places, seen)

    def _narrowest(self, letters: str) -> "NameIndex":
        while self._narrowed and not letters.startswith(self._narrowed[-1][0]):
            self._narrowed.pop()
        return self._narrowed[-1][1] if self._narrowed else self

    def _solid(self, letters: str, seen: set[int]) -> Iterator[Hit]:
        for expression in _expressions(letters):
            for match in re.finditer(expression, self._text):
                line = self._line(match.start(1))
                if line in seen:
                    continue
                seen.add(line)
                start, length = self._starts[line], len(self._names[line])
                spans = _joined(
                    (a - start, b - start) for a, b in map(match.span, range(1, match.re.groups + 1))
                )
                grade = Grade.EXACT if spans == ((0, length),) else Grade.SOLID
                yield Hit(grade, self._numbers[line], spans)

    def _in_order(self, letters: str) -> list[int]:
        """Where the lines begin that have the letters in their order."""
        steps = "".join(f"[^{re.escape(letter)}\n]*+{re.escape(letter)}" for letter in letters)
        return [match.start() + 1 for match in re.finditer(f"\n{steps}[^\n]*+", self._text)]

    def _best(self, letters: str, places: Sequence[int], seen: set[int]) -> Iterator[Hit]:
        scored = []
        for place in places[: _SCORED + len(seen)]:
            line = self._line(place)
            if line not in seen:
                spans = _scattered(self._names[line], letters)
                scored.append((_cost(self._names[line], spans), line, spans))
        scored.sort()
        for _, line, spans in scored:
            yield Hit(Grade.FUZZY, self._numbers[line], spans)

    def _only(self, places: Sequence[int]) -> "NameIndex":
        lines = [self._line(place) for place in places]
        return NameIndex([self._names[line] for line in lines], [self._numbers[line] for line in lines])

    def _line(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1


def _text(names: Sequence[str]) -> str:
    text = "\n".join(names)
    lowered = text.lower()
    if len(lowered) != len(text) or text.count("\n") != max(0, len(names) - 1):
        lowered = "\n".join(map(_line, names))
    return f"\n{lowered}\n"


def _line(name: str) -> str:
    """A name in small letters, each where it was: one letter of a language or two has a long small form."""
    name = name.replace("\n", " ")
    lowered = name.lower()
    return lowered if len(lowered) == len(name) else name


def _expressions(letters: str) -> list[str]:
    """Exact, prefix, beginning of a word, initials, anywhere; what is found stands in their groups."""
    word = re.escape(letters)
    found = [
        rf"\n({word})(?=\n)",
        rf"\n({word})",
        # The word comes first, for which the sweep is quick, and only then what stands before it.
        rf"({word})(?<=[\W_]{word})",
    ]
    if 1 < len(letters) <= _INITIALS:
        first, *others = map(re.escape, letters)
        to_next = r"[^\W_]*+(?:_|[^\w\n])++"
        found.append(rf"({first})(?<=[\W_]{first})" + "".join(f"{to_next}({other})" for other in others))
    found.append(rf"({word})[^\n]*+")
    return found


def _scattered(name: str, letters: str) -> tuple[Span, ...]:
    """Where letters stand that are known to be there: in one piece, or where words begin, if that can be."""
    return _placed(name, letters, prefer_words=True) or _placed(name, letters, prefer_words=False)


def _placed(name: str, letters: str, *, prefer_words: bool) -> tuple[Span, ...]:
    line, spans, after = _line(name), [], 0
    for letter in letters:
        place = line.find(letter, after)
        if prefer_words and place != after:
            word = place
            while word > 0 and not _begins_word(name, word):
                word = line.find(letter, word + 1)
            place = word if word > 0 else place
        if place < 0:
            return ()
        after = place + 1
        spans.append((place, after))
    return _joined(spans)


def _begins_word(name: str, place: int) -> bool:
    before = name[place - 1 : place]
    return not before.isalnum() or (name[place].isupper() and not before.isupper())


def _joined(spans: Iterator[Span] | Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple(joined)


def _cost(name: str, spans: Sequence[Span]) -> int:
    """Fewer pieces are better, and such as begin a word."""
    return sum(1 if _begins_word(name, start) else 2 for start, _ in spans)
