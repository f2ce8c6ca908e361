"""One cell of a result as text of an exact width in terminal cells."""

from rich.cells import cell_len, set_cell_size

from lakebase_tui.sql.visible import visible

NULL = "NULL"
EMPTY = "''"
ELLIPSIS = "…"

_CHARACTERS_PER_CELL = 4
"""More characters than this for one cell (combining marks) are not looked at."""


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
    return visible(value[: (width + 1) * _CHARACTERS_PER_CELL])


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


def _cut(text: str, width: int) -> str:
    if width < 1:
        return ""
    if text.isascii():
        return text[: width - 1] + ELLIPSIS
    # A wide character that does not fit leaves a blank; the mark belongs right behind the text.
    kept = set_cell_size(text, width - 1).rstrip(" ")
    return kept + ELLIPSIS + " " * (width - cell_len(kept) - 1)
