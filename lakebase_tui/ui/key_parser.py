"""What a terminal sends, as keys: Textual's parser, save that Alt with a digit stays what it is."""

from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.keys import _character_to_key

_WITH_ALT: Final = {f"\x1b{each}": f"alt+{_character_to_key(each)}" for each in "0123456789-="}
"""Textual takes these for the characters that one terminal's Option key means on macOS: ¡ for Alt+1."""


class KeyParser(XTermParser):
    """Knows Alt with a digit, as every terminal without an extended keyboard protocol sends it."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if (name := _WITH_ALT.get(sequence)) is not None:
            return [events.Key(name, None)]
        return super()._sequence_to_key_events(sequence, alt)
