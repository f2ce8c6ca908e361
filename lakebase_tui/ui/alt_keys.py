r"""Alt and a key as plain terminals send them, spelled so that Textual's parser knows them at once.

A plain terminal sends an escape before the key. The parser waits for a tenth of a second whether more
follows, and of two such keys in a row it makes text; of `\x1b\x7f` it makes Ctrl+W, of `\x1b\r` Enter.
"""

import re
from collections.abc import Iterable
from typing import Final

from textual.message import Message

from lakebase_tui.ui.paste_filter import Parser

# Not what begins a longer sequence; Alt+B and Alt+F are a word to the left and right, and known at once.
_PLAIN: Final = re.compile("\x1b([ac-eg-zA-MQ-WYZ\x7f\r])")
_ALT: Final = 3
_SHIFT: Final = 1


class AltKeys:
    """Stands before a parser, and gives it such keys in the notation of newer terminals.

    Args:
        parser: Makes keys of characters.
    """

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def feed(self, data: str) -> Iterable[Message]:
        """Take some characters; an escape at their end is the key of that name, or whatever follows it."""
        return self._parser.feed(_PLAIN.sub(_spelled, data) if "\x1b" in data else data)

    def tick(self) -> Iterable[Message]:
        """Some time has passed."""
        return self._parser.tick()


def _spelled(found: "re.Match[str]") -> str:
    key = found[1]
    return f"\x1b[{ord(key.lower())};{_ALT + _SHIFT if key.isupper() else _ALT}u"
