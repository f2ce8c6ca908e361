"""Searching a text of any size, a slice at a time, so that no key waits for it."""

import re
import time
import warnings
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lakebase_tui.query.patterns import PatternError, fold, patience
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.widgets.editor_text import Range

_MOST_MATCHES: Final = 1_000_000
_SHORT_S: Final = 0.001
_LONG_S: Final = 0.006
_LEAST_BLOCK: Final = 1024
_MOST_BLOCK: Final = 1_048_576
"""Characters that a regular expression is given at a time, and the rest of the line: as it keeps the time."""
_LOOKS: Final = 256
"""Matches between two looks at the clock."""
# What a regular expression may hold that matches a line's end; what does not can be given lines only.
_MAY_SPAN_LINES: Final = re.compile(r"\\[nrsWDxuUNpPZ0-7]|\[\^|\(\?[a-z]*s|\n")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    needle: str
    regex: bool = False
    """Whether it is a regular expression, in Python's syntax; `^` and `$` mean lines."""
    exact: bool = False
    """Whether capital letters matter."""

    def pattern(self) -> "re.Pattern[str]":
        """The regular expression that it is.

        Raises:
            PatternError: It is none.
        """
        flags = re.MULTILINE if self.exact else re.MULTILINE | re.IGNORECASE
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what Python may mean by it some day
                return re.compile(self.needle, flags)
        except (re.error, OverflowError, RecursionError) as error:
            place = getattr(error, "pos", None)
            where = "" if place is None else f" at character {place + 1}"
            reason = getattr(error, "msg", "too much repetition")
            raise PatternError(f"No regular expression: {visible(str(reason))}{where}.") from error


class Matches:
    """What a search found, in order: millions fit in, and which is near a place is found at once."""

    def __init__(self) -> None:
        self.starts = array("q")
        """Where each begins, in offsets of the text."""
        self.ends = array("q")
        """Where each ends."""

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Range:
        return self.starts[index], self.ends[index]

    def __iter__(self) -> Iterator[Range]:
        return zip(self.starts, self.ends, strict=True)

    def add(self, start: int, end: int) -> None:
        """Append one that begins behind the last."""
        self.starts.append(start)
        self.ends.append(end)

    def first_from(self, offset: int) -> int:
        """The number of the first that begins at an offset or behind it; their count for none."""
        return bisect_left(self.starts, offset)

    def between(self, start: int, end: int) -> Iterator[Range]:
        """Those of which a part is in a range."""
        index = bisect_left(self.ends, start)
        while index < len(self.starts) and self.starts[index] <= end:
            yield self[index]
            index += 1


class Search:
    r"""One search through one version of a text.

    Args:
        text: The text, with `\n` as its line end.
        sought: What is looked for. Empty matches are left out, so the empty needle is nowhere.
        scope: The part that is searched; all of it when None.

    Raises:
        PatternError: It should be a regular expression, and is not.
    """

    def __init__(self, text: str, sought: Sought, scope: Range | None = None) -> None:
        self.matches = Matches()
        """What was found so far."""
        self.done = False
        """Whether there is no more to find."""
        self.text = text
        """What is searched."""
        self.sought = sought
        """What is looked for."""
        self._start, self._end = scope or (0, len(text))
        self._pattern = sought.pattern() if sought.regex else None
        if not sought.needle:
            self._found: Iterator[None] = iter(())
        elif self._pattern is not None:
            self._found = self._by_pattern(self._pattern)
        else:
            self._found = self._plainly()

    @property
    def whole(self) -> bool:
        """Whether all was found, rather than the first million."""
        return self.done and len(self.matches) < _MOST_MATCHES

    def go_on(self, seconds: float) -> None:
        """Look for more, for about so long.

        Raises:
            PatternError: A regular expression takes too long; what was found before stays.
        """
        end = time.perf_counter() + seconds
        while not self.done and time.perf_counter() < end:
            if next(self._found, self) is self or len(self.matches) >= _MOST_MATCHES:
                self.done = True

    def instead_of(self, index: int, template: str) -> str:
        r"""What a match becomes when it is replaced.

        Args:
            index: Of the match.
            template: The new text; for a regular expression with `\1`, `\g<name>`, `\n` and so on.

        Raises:
            PatternError: It speaks of a group that the regular expression does not have.
        """
        if self._pattern is None:
            return template
        try:
            match = self._pattern.match(self.text, self.matches.starts[index], self._end)
            return match.expand(template) if match is not None else template
        except (re.error, IndexError) as error:
            raise PatternError(f"No replacement: {visible(str(error))}.") from error

    def all_replaced(self, template: str) -> Iterator[str]:
        """The text from the first match to the end of the last, each replaced, in pieces.

        Raises:
            PatternError: As for `instead_of`.
        """
        at = self.matches.starts[0]
        for index, (start, end) in enumerate(self.matches):
            yield self.text[at:start]
            yield self.instead_of(index, template)
            at = end

    def _plainly(self) -> Iterator[None]:
        folded: Callable[[str], str] = str if self.sought.exact else fold
        needle, text = folded(self.sought.needle), folded(self.text)
        at, length = self._start, len(needle)
        while (at := text.find(needle, at, self._end)) >= 0:
            self.matches.add(at, at + length)
            at += length
            if len(self.matches) % _LOOKS == 0:
                yield

    def _by_pattern(self, pattern: "re.Pattern[str]") -> Iterator[None]:
        spans_lines = _MAY_SPAN_LINES.search(self.sought.needle) is not None
        at, block = self._start, _LEAST_BLOCK
        while at < self._end:
            began = time.perf_counter()
            behind = self._end if spans_lines else self._line_end_behind(at + block)
            found = pattern.finditer(self.text, at, behind)
            while self._take(found, behind - at):
                yield
            at = behind
            took_s = time.perf_counter() - began
            if took_s < _SHORT_S:
                block = min(block * 2, _MOST_BLOCK)
            elif took_s > _LONG_S:
                block = max(block // 2, _LEAST_BLOCK)
            yield

    def _line_end_behind(self, at: int) -> int:
        feed = self.text.find("\n", at, self._end)
        return self._end if feed < 0 else feed + 1

    def _take(self, found: "Iterator[re.Match[str]]", characters: int) -> bool:
        """Take some matches; whether there may be more."""
        with patience(characters):
            for _ in range(_LOOKS):
                match = next(found, None)
                if match is None:
                    return False
                start, end = match.span()
                if start < end:
                    self.matches.add(start, end)
        return True
