"""How well names fit what was typed; for many names at once, without looking at each."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import accumulate
from typing import Final


class Fit(IntEnum):
    """How a name fits, as a cost."""

    EXACT = 0
    PREFIX = 1
    WORDS = 2
    """Beginnings of its words: `oi` and `orit` for `order_items` and `OrderItems`; a later word: `it`."""
    PART = 4
    LETTERS = 7
    """Its letters in their order, with others between them."""


_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MARK: Final = "\x1f"
_EDGE: Final = r"(?:_|[^\w\n])"
"""What stands before a word within a name."""
_APART: Final = rf"[^\n]*?{_EDGE}"
_LONGEST: Final = 60
"""Characters of what was typed that are looked at."""
_LETTERS_FROM: Final = 3
"""With fewer characters, letters in their order would be in nearly every name."""
_MOST_INSIDE: Final = 400
"""Names of one book that fit only inside; who types on gets all of the fewer."""


class Matcher:
    """What was typed.

    Args:
        typed: It, in any case; empty fits everything.
    """

    def __init__(self, typed: str) -> None:
        self.needle = typed.lower()[:_LONGEST]
        """In lower case."""

    def fit(self, name: str) -> Fit | None:
        """How a name fits; None where it does not."""
        lower = name.lower()
        if lower.startswith(self.needle):
            return Fit.EXACT if len(lower) == len(self.needle) else Fit.PREFIX
        return self.inner_fit(humped(name))

    def inner_fit(self, spelled: str) -> Fit | None:
        """How a name fits that does not begin with what was typed.

        Args:
            spelled: As `humped` writes it.
        """
        if self._words.match(spelled) is not None:
            return Fit.WORDS
        if len(self.needle) > 1 and self.needle in spelled:
            return Fit.PART
        if len(self.needle) >= _LETTERS_FROM and self.letters.search(spelled) is not None:
            return Fit.LETTERS
        return None

    @cached_property
    def letters(self) -> re.Pattern[str]:
        """Finds its letters in their order, on one line."""
        first, *others = map(re.escape, self.needle)
        return re.compile(first + "".join(rf"[^\n{each}]*+{each}" for each in others))

    @cached_property
    def beginnings(self) -> re.Pattern[str]:
        """Finds beginnings of words, the first word's too, behind a line feed."""
        return re.compile("\n" + self._steps)

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_APART})?{self._steps}")

    @cached_property
    def _steps(self) -> str:
        first, *others = map(re.escape, self.needle)
        return first + "".join(f"(?:{_MARK}?{each}|{_APART}{each})" for each in others)


def humped(name: str) -> str:
    """A name in lower case on one line, with a mark where a capital letter begins a word."""
    marked = name if name.islower() else _HUMP.sub(_MARK, name).lower()
    return marked.replace("\n", " ")


class NameBook:
    """Many names that can be found quickly.

    Args:
        names: In any order; their places in it are what `find` answers with.
    """

    def __init__(self, names: Sequence[str]) -> None:
        lowered = [name.lower() for name in names]
        self._order = sorted(range(len(names)), key=lambda index: (lowered[index], names[index]))
        self._lower = [lowered[index] for index in self._order]
        self._names = names

    def __len__(self) -> int:
        return len(self._order)

    def prepare(self) -> None:
        """Build what the first search for letters within names would build."""
        if self._lower:
            self._text, self._starts  # noqa: B018

    @cached_property
    def _text(self) -> str:
        return "\n" + "\n".join(self._spelled)

    @cached_property
    def _spelled(self) -> list[str]:
        return [humped(self._names[index]) for index in self._order]

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(name) + 1 for name in self._spelled[:-1]), initial=0))

    def find(self, matcher: Matcher, limit: int, favourites: Iterable[str] = ()) -> list[tuple[int, Fit]]:
        """Find names that fit.

        Args:
            matcher: What was typed.
            limit: How many are wanted of those that begin with it; others come on top.
            favourites: Names in lower case that are to be among them if they fit.

        Returns:
            The place of each in what the book was made of, and how it fits; in order of the names.
        """
        needle = matcher.needle
        first = bisect_left(self._lower, needle)
        last = bisect_right(self._lower, needle + "\U0010ffff", lo=first) if needle else len(self._lower)
        chosen = dict.fromkeys(range(first, min(last, first + limit)), Fit.PREFIX)
        if last - first > limit:
            for name in favourites:
                chosen.update(dict.fromkeys(self._places(name, first, last), Fit.PREFIX))
        if needle:
            for at in self._places(needle, first, last):
                chosen[at] = Fit.EXACT
            if len(chosen) < limit:
                self._find_inside(matcher, range(first, last), limit, chosen)
        return [(self._order[at], chosen[at]) for at in sorted(chosen)]

    def _places(self, name: str, first: int, last: int) -> range:
        begin = bisect_left(self._lower, name, lo=first, hi=last)
        return range(begin, bisect_right(self._lower, name, lo=begin, hi=last))

    def _find_inside(self, matcher: Matcher, known: range, limit: int, chosen: dict[int, Fit]) -> None:
        """Add names that fit inside, the better ones first."""
        needle = re.escape(matcher.needle)
        searches = [(re.compile(_EDGE + needle), Fit.WORDS)]
        if len(matcher.needle) > 1:
            searches += [(matcher.beginnings, Fit.WORDS), (re.compile(needle), Fit.PART)]
        if len(matcher.needle) >= _LETTERS_FROM:
            searches.append((matcher.letters, Fit.LETTERS))
        for search, fit in searches:
            if len(chosen) < limit:
                for at in self._hits(search):
                    if at not in known:
                        chosen.setdefault(at, fit)

    def _hits(self, search: re.Pattern[str]) -> Iterator[int]:
        """Places of names, in their order, on whose lines something is found."""
        text, starts, spelled = self._text, self._starts, self._spelled
        position = 0
        for _ in range(_MOST_INSIDE):
            found = search.search(text, position)
            if found is None:
                return
            at = bisect_right(starts, found.end() - 1) - 1
            yield at
            position = starts[at] + len(spelled[at]) + 1
