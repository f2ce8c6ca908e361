"""Text as the cells of a terminal: what shares one, and where terminals disagree about a width."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rich.cells import get_character_cell_size, split_graphemes

HALF: Final = ""
"""What stands in the second cell of a wide character."""

_FLAG_LETTERS: Final = ("\U0001f1e6", "\U0001f1ff")
_SKIN_TONES: Final = ("\U0001f3fb", "\U0001f3ff")
# Marks that every terminal puts upon the character before them. Those of Indic scripts are not among them.
_PLAIN_MARKS: Final = (
    *((0x300, 0x36F), (0x483, 0x487), (0x591, 0x5BD), (0x610, 0x61A), (0x64B, 0x65F)),
    *((0xE31, 0xE31), (0xE34, 0xE3A), (0xE47, 0xE4E), (0x3099, 0x309A)),
)
# Written on every terminal in one cell; most of what is ever drawn.
_PLAIN_RANGES: Final = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x377), (0x37A, 0x37F), (0x384, 0x38A)),
    *((0x38E, 0x3A1), (0x3A3, 0x482), (0x48A, 0x52F), (0x2010, 0x2027), (0x2030, 0x205E)),
    *((0x20A0, 0x20BF), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2400, 0x2426), (0x2500, 0x25FC)),
)
_PLAIN: Final = frozenset(chr(code) for first, last in _PLAIN_RANGES for code in range(first, last + 1))
# No character yet, private use, not a character: fonts and tables of other years decide.
_UNSETTLED: Final = ("Cn", "Co", "Cs")


@dataclass(frozen=True, slots=True)
class Cells:
    """A text, laid out."""

    lead: str
    """Marks at its start that belong to a character before it."""
    cells: tuple[str, ...]
    """What is in each cell; `HALF` behind a wide character."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many cells what is in a cell takes."""

    width: int
    """By our tables, which the layout goes by."""
    reach: int
    """At most, in some terminal."""
    sure: bool
    """Whether all terminals agree, so that we know where the cursor stands afterwards."""


@lru_cache(maxsize=2048)
def lay_out(text: str) -> Cells | None:
    """Divide a text into cells.

    Returns:
        The cells; None where a control character makes it unknown what a terminal does.
    """
    if any(character < " " or "\x7f" <= character < "\xa0" for character in text):
        return None
    lead, cells = "", list[str]()
    for start, stop, width in split_graphemes(text)[0]:
        cluster = text[start:stop]
        if width == 0:
            lead += cluster
        elif _is_flag_letter(cluster) and cells and _is_flag_letter(cells[-1]):
            cells[-1] += cluster  # two letters are one flag
            cells.append(HALF)
        else:
            cells += [cluster, *[HALF] * (width - 1)]
    return Cells(lead, tuple(cells))


def is_plain(text: str) -> bool:
    """Whether each character of a text takes one cell on all terminals."""
    return _PLAIN.issuperset(text)


def plain_text(cells: Sequence[str | None]) -> str | None:
    """All cells as one text; None unless each holds one character that takes one cell on all terminals."""
    if None in cells or HALF in cells:
        return None
    text = "".join(cells)  # type: ignore[arg-type]  # none is None
    return text if len(text) == len(cells) and is_plain(text) else None


def all_sure(cells: Sequence[str | None]) -> bool:
    """Whether all terminals agree about the width of what is in these cells."""
    others = {cell for cell in cells if cell} - _PLAIN
    return all(extent(cell).sure for cell in others)


@lru_cache(maxsize=4096)
def extent(cluster: str) -> Extent:
    """How many cells a character with its marks takes."""
    if cluster.isascii():
        return Extent(len(cluster), len(cluster), sure=True)
    spans, width = split_graphemes(cluster)
    reach = max(width, sum(_widest(character) for character in cluster))
    sure = len(spans) == 1 and _is_plain(cluster[0], width) and all(map(_is_plain_mark, cluster[1:]))
    return Extent(width, reach, sure)


def _widest(character: str) -> int:
    category = unicodedata.category(character)
    if category in _UNSETTLED or _is_flag_letter(character) or _is_skin_tone(character):
        return 2
    return max(get_character_cell_size(character), 1 if category == "Mc" else 0)


def _is_plain(character: str, width: int) -> bool:
    category = unicodedata.category(character)
    if category in _UNSETTLED or _is_flag_letter(character) or _is_skin_tone(character):
        return False
    # Wide symbols are emoji, and older terminals know fewer of them.
    return width == 1 or not category.startswith("S")


def _is_plain_mark(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _PLAIN_MARKS)


def _is_flag_letter(text: str) -> bool:
    return len(text) == 1 and _FLAG_LETTERS[0] <= text <= _FLAG_LETTERS[1]


def _is_skin_tone(character: str) -> bool:
    return _SKIN_TONES[0] <= character <= _SKIN_TONES[1]
