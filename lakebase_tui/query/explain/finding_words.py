"""Figures as they stand in the sentences of findings."""

from typing import Final

BLOCK_BYTES: Final = 8192
"""Of a server that was built as nearly all are."""


def amount(number: float) -> str:
    """A number in full: `12,345`."""
    return f"{number:,.0f}"


def times(factor: float) -> str:
    """A factor: `12`, `1.5`."""
    return f"{factor:,.0f}" if factor >= 9.95 else f"{factor:.1f}"


def milliseconds(ms: float) -> str:
    """A time: `84 ms`, `1.2 s`."""
    if ms >= 999.5:
        return f"{ms / 1000:,.1f} s"
    return f"{ms:.0f} ms" if ms >= 9.95 else f"{ms:.1f} ms"


def kilobytes(number: float) -> str:
    """A size, given in kilobytes of 1,024 bytes: `80 kB`, `12 MB`."""
    if number >= 10 * 1024:
        return f"{number / 1024:,.0f} MB"
    return f"{number:,.0f} kB"


def percent(share: float) -> str:
    """A share: `71 %`."""
    return f"{100 * share:.0f} %"
