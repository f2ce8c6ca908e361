"""Pastes, taken out of what a terminal sends as a whole: millions of characters are not looked at one by one.

Nothing in a paste is ever a key. One whose end does not come is shown after a while, and is over as soon as
somebody types.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

from textual import events
from textual.message import Message

START: Final = "\x1b[200~"
END: Final = "\x1b[201~"
_PATIENCE_S: Final = 1.0
"""After so long without a character, a paste is shown as far as it came."""
_LONGEST_KEY: Final = 8
"""Characters that a key sends at most; what comes in a larger piece was not typed."""


class Parser(Protocol):
    """What makes keys of characters, as Textual's own parser does."""

    def feed(self, data: str) -> Iterable[Message]:
        """Take some characters."""

    def tick(self) -> Iterable[Message]:
        """Some time has passed."""


class PasteFilter:
    """Stands before a parser. The parser sees where pastes begin and end, but nothing of what is in them.

    Args:
        parser: Makes keys of everything else.
        clock: Tells the time, in seconds.
    """

    def __init__(self, parser: Parser, clock: Callable[[], float] = time.monotonic) -> None:
        self._parser = parser
        self._clock = clock
        self._pasted: list[str] | None = None
        self._tail = ""
        self._since = 0.0

    def feed(self, data: str) -> Iterator[Message]:
        """Take what the terminal sent, in pieces of any size."""
        if self._pasted is not None and self._is_late() and _may_be_typed(data):
            yield from self._end()
        while data:
            taken = self._taken(data)
            yield from self._outside(data[:taken]) if self._pasted is None else self._inside(data[:taken])
            data = data[taken:]

    def tick(self) -> Iterator[Message]:
        """Some time has passed."""
        if self._pasted and self._is_late():
            text = "".join(self._pasted)
            begun = next((END[:n] for n in range(len(END), 0, -1) if text.endswith(END[:n])), "")
            self._pasted = [begun] if begun else []  # the rest of the mark may be on its way
            yield from _paste(text.removesuffix(begun))
        yield from self._parser.tick()

    def _taken(self, data: str) -> int:
        """How many characters there are up to the end of the next mark, which may have begun before them."""
        mark = START if self._pasted is None else END
        at = (self._tail + data).find(mark)
        return len(data) if at < 0 else at + len(mark) - len(self._tail)

    def _outside(self, data: str) -> Iterator[Message]:
        yield from self._parser.feed(data)
        if (self._tail + data[-len(START) :]).endswith(START):
            self._pasted, self._tail = [], ""
        else:
            self._remember(data)

    def _inside(self, data: str) -> Iterator[Message]:
        if self._pasted is None:
            return
        self._since = self._clock()
        self._pasted.append(data)
        if (self._tail + data[-len(END) :]).endswith(END):
            yield from self._end()
        else:
            self._remember(data)

    def _remember(self, data: str) -> None:
        self._tail = (self._tail + data[-len(END) :])[1 - len(END) :]

    def _is_late(self) -> bool:
        return self._clock() - self._since > _PATIENCE_S

    def _end(self) -> Iterator[Message]:
        yield from _paste("".join(self._pasted or ()).removesuffix(END))
        self._pasted, self._tail = None, ""
        # For the parser there was nothing between the two marks.
        yield from (message for message in self._parser.feed(END) if not isinstance(message, events.Paste))


def _paste(text: str) -> Iterator[Message]:
    if text := text.replace("\x00", ""):
        yield events.Paste(text)


def _may_be_typed(data: str) -> bool:
    return len(data) <= _LONGEST_KEY and "\r" not in data and "\n" not in data
