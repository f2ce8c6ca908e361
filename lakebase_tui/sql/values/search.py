"""Finding words in a text of any size, a bounded piece at a time."""

import json
import re
from array import array
from bisect import bisect_left
from typing import Final

MOST: Final = 1_000_000
"""Places that are kept; who has more of them searches for something else."""
_WINDOW: Final = 65_536


class Finder:
    """All places of a needle, found in order.

    Capital letters count only where the needle has some.

    Args:
        text: Where to look.
        needle: What to look for, not empty.
        in_json: The text is JSON: the needle is also looked for as JSON may write it.
    """

    def __init__(self, text: str, needle: str, *, in_json: bool = False) -> None:
        self.needle = needle
        self.pattern = pattern_for(needle, in_json=in_json)
        self.found = array("I")
        """Where each one begins."""
        self.complete = False
        self._text = text
        self._position = 0
        self._longest = 6 * len(needle)

    def advance(self) -> None:
        """Look through the next piece of the text."""
        stop = self._position + _WINDOW
        for match in self.pattern.finditer(self._text, self._position, stop + self._longest):
            if match.start() >= stop:
                break
            self.found.append(match.start())
            self._position = match.end()
        self._position = max(self._position, stop)
        self.complete = self._position >= len(self._text) or len(self.found) >= MOST

    def next_from(self, offset: int) -> int:
        """The number of the first place at or behind an offset; the number of places if there is none."""
        return bisect_left(self.found, offset)

    def length_at(self, number: int) -> int:
        """How many characters a place takes."""
        match = self.pattern.match(self._text, self.found[number])
        return match.end() - match.start() if match is not None else 0


def pattern_for(needle: str, *, in_json: bool = False) -> re.Pattern[str]:
    """What matches a needle: in any case, unless it has a capital letter."""
    spellings = {needle: None}
    if in_json:
        spellings[json.dumps(needle, ensure_ascii=False)[1:-1]] = None
        spellings[json.dumps(needle)[1:-1]] = None
    flags = 0 if needle != needle.lower() else re.IGNORECASE
    return re.compile("|".join(map(re.escape, spellings)), flags)
