"""One cell of a result as pieces of text of an exact width in terminal cells."""

from collections.abc import Sequence
from enum import Enum

from rich.cells import cell_len, set_cell_size

from lakebase_tui.sql.visible import visible, visible_pieces

NULL = "NULL"
EMPTY = "''"
ELLIPSIS = "…"
BLANK = "·"
"""Stands for a blank at the end of a value, which nobody could see."""

_CHARACTERS_PER_CELL = 4
"""More characters than this for one cell (combining marks) are not looked at."""


class Look(Enum):
    """What a piece of a cell is drawn as."""

    VALUE = "value"
    MARK = "mark"
    """Something that stands for the value or for a part of it: NULL, `''`, `↵`, `·`."""
    MATCH = "match"
    """Found by a search."""


Piece = tuple[str, Look]
Spans = Sequence[tuple[int, int]]
"""Ranges of characters of a value, in order."""


def shown(value: str | None, width: int) -> str:
    """Write a value as it is drawn, before it is fitted: NULL and the empty text by their marks.

    Args:
        value: The server's own text, or None for NULL.
        width: Cells that will be drawn at most; what is further right is not looked at, so that a
            value of megabytes costs no more than a short one.
    """
    if value is None:
        return NULL
    if not value:
        return EMPTY
    looked_at = value[: (width + 1) * _CHARACTERS_PER_CELL]
    return "".join(text for text, _ in _pieces(looked_at, ends=len(looked_at) == len(value)))


def drawn(
    value: str | None, width: int, *, right: bool = False, behind: int = 0, spans: Spans = ()
) -> list[Piece]:
    """Write a value exactly `width` cells wide: padded, or cut and marked with `…`.

    Args:
        value: The server's own text, or None for NULL.
        width: In terminal cells.
        right: Whether it stands at the right.
        behind: Blanks behind it that bring its decimal point below the others', if there is room.
        spans: What a search found in it.
    """
    if value is None or not value:
        return _padded([(NULL if value is None else EMPTY, Look.MARK)], width, right, 0)
    if not spans and len(value) <= width and value.isascii() and value.isprintable() and value[-1] != " ":
        room = width - len(value)
        if not right:
            return [(value + " " * room, Look.VALUE)]
        behind = behind if behind <= room else 0
        return [(" " * (room - behind) + value + " " * behind, Look.VALUE)]
    looked_at = value[: (width + 1) * _CHARACTERS_PER_CELL]
    whole = len(looked_at) == len(value)
    pieces = _pieces(looked_at, ends=whole) if not spans else _spanned(looked_at, spans, ends=whole)
    if not whole:
        pieces.append((ELLIPSIS, Look.VALUE))  # combining marks may leave room
    return _padded(pieces, width, right, behind)


def fraction(value: str) -> int:
    """Cells from a number's decimal point on; 0 without one."""
    point = value.find(".")
    return len(value) - point if point >= 0 else 0


def width_of(text: str) -> int:
    """How many terminal cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Make a text exactly `width` cells wide: padded, or cut and marked with `…`."""
    taken = width_of(text)
    if taken > width:
        return _cut(text, width)
    blanks = " " * (width - taken)
    return blanks + text if right else text + blanks


def _pieces(text: str, *, ends: bool) -> list[Piece]:
    """What can be seen of a text; with `ends`, blanks at its end too."""
    body = text.rstrip(" ") if ends else text
    pieces = [(each, Look.MARK if mark else Look.VALUE) for each, mark in visible_pieces(body)]
    if len(body) < len(text):
        pieces.append((BLANK * (len(text) - len(body)), Look.MARK))
    return pieces


def _spanned(text: str, spans: Spans, *, ends: bool) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, stop in spans:
        if start >= len(text):
            break
        pieces += _pieces(text[at:start], ends=False)
        pieces.append((visible(text[start:stop]), Look.MATCH))
        at = min(stop, len(text))
    return pieces + _pieces(text[at:], ends=ends)


def _padded(pieces: list[Piece], width: int, right: bool, behind: int) -> list[Piece]:
    taken = sum(width_of(text) for text, _ in pieces)
    if taken > width:
        return _shortened(pieces, width)
    room = width - taken
    if not right:
        return [*pieces, (" " * room, Look.VALUE)] if room else pieces
    behind = behind if behind <= room else 0
    before: list[Piece] = [(" " * (room - behind), Look.VALUE)] if room > behind else []
    return [*before, *pieces, (" " * behind, Look.VALUE)] if behind else [*before, *pieces]


def _shortened(pieces: list[Piece], width: int) -> list[Piece]:
    kept: list[Piece] = []
    last = len(pieces) - 1
    for number, (text, look) in enumerate(pieces):
        taken = width_of(text)
        if taken >= width and (taken > width or number < last):
            kept.append((_cut(text, width) if taken > width else _cut(text + " ", width), look))
            return kept
        kept.append((text, look))
        width -= taken
    return kept


def _cut(text: str, width: int) -> str:
    if width < 1:
        return ""
    if text.isascii():
        return text[: width - 1] + ELLIPSIS
    # A wide character that does not fit leaves a blank; the mark belongs right behind the text.
    kept = set_cell_size(text, width - 1).rstrip(" ")
    return kept + ELLIPSIS + " " * (width - cell_len(kept) - 1)
