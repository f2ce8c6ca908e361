"""How wide text is in a terminal's cells, and what psql shows for characters without a width."""

import unicodedata
from functools import lru_cache
from typing import Final

_TAB: Final = 8

Shown = tuple[str, int]
"""One line as it is shown, and its width in cells."""


def shown_lines(text: str) -> list[Shown]:
    r"""Lines of a value as psql's aligned output shows them.

    Tabs become blanks up to the next of the eighth columns, a carriage return is `\r`, other control
    characters are `\x1B` or `\u0085`, and a byte that could not be decoded is `\xFF`.

    Args:
        text: A value.

    Returns:
        At least one line.
    """
    if text.isascii() and text.isprintable():
        return [(text, len(text))]
    return [_shown_line(line) for line in text.split("\n")]


def _shown_line(line: str) -> Shown:
    if line.isascii() and line.isprintable():
        return line, len(line)
    parts, width = [], 0
    for character in line:
        if character == "\t":
            blanks = _TAB - width % _TAB
            parts.append(" " * blanks)
            width += blanks
        else:
            shown, cells = _shown_character(character)
            parts.append(shown)
            width += cells
    return "".join(parts), width


@lru_cache(maxsize=4096)
def _shown_character(character: str) -> Shown:
    code = ord(character)
    if character == "\r":
        return r"\r", 2
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02X}", 4
    if 0x80 <= code < 0xA0:
        return f"\\u{code:04X}", 6
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02X}", 4
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return character, 0
    # Before 3.12, Python took all that is not assigned for wide.
    wide = unicodedata.east_asian_width(character) in "WF" and category != "Cn"
    return character, 2 if wide else 1
