"""Axes of numbers: round ticks in steps of 1, 2 and 5, and how they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from sys import float_info

from lakebase_tui.query.profile.numbers import EXACT, ROUGH, floor_index, multiple, round_step

Tick = tuple[float, str]
"""Where, and what is written there."""

_UNITS = ((12, "T"), (9, "G"), (6, "M"), (3, "k"))
_IN_FULL = 100_000
_SCIENTIFIC = 15


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of numbers, from a tick to a tick."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def at(self, value: float) -> float:
        """Where a number of the range is, from 0 to 1."""
        extent = self.high / 2 - self.low / 2  # halves: the whole range may be too large for a float
        return (value / 2 - self.low / 2) / extent if extent else 0.5


def round_scale(low: float, high: float, most: int) -> Scale:
    """Widen a range to round numbers.

    Args:
        low: The lowest number.
        high: The highest; may be the same.
        most: About how many steps there may be.
    """
    first, last = _apart(Decimal(low), Decimal(high))
    digit, exponent = _step(first, last, most)
    start = floor_index(first, digit, exponent)
    stop = floor_index(last, digit, exponent)
    stop += multiple(stop, digit, exponent) < last
    marks = [multiple(index, digit, exponent) for index in range(start, stop + 1)]
    labels = tick_labels(marks, exponent)
    ticks = tuple(zip(map(_near, marks), labels, strict=True))
    return Scale(ticks[0][0], ticks[-1][0], ticks)


def ticks_within(low: float, high: float, most: int, *, whole: bool = False) -> list[Tick]:
    """Round numbers of a range.

    Args:
        low: The lowest number.
        high: The highest.
        most: About how many steps there may be.
        whole: Whether there is nothing between whole numbers.
    """
    first, last = Decimal(low), Decimal(high)
    if first == last:
        return [(low, short_number(first))]
    digit, exponent = _step(first, last, most)
    if whole and exponent < 0:
        digit, exponent = 1, 0
    indices = range(floor_index(first, digit, exponent), floor_index(last, digit, exponent) + 1)
    marks = [mark for mark in (multiple(index, digit, exponent) for index in indices) if mark >= first]
    return list(zip(map(float, marks), tick_labels(marks, exponent), strict=True))


def tick_labels(marks: Sequence[Decimal], exponent: int) -> list[str]:
    """Write numbers that are multiples of ten to the power `exponent`, all in one unit."""
    most = max((abs(mark) for mark in marks), default=Decimal(0))
    size = most.adjusted() if most else 0
    if size >= _SCIENTIFIC or exponent < -6:
        digits = max(0, size - exponent)
        return [f"{mark:.{min(digits, 6)}e}" if mark else "0" for mark in marks]
    power, unit = 0, ""
    if most >= _IN_FULL:
        power, unit = next(
            ((p, f" {u}") for p, u in _UNITS if p <= size and exponent - p >= -2), (power, unit)
        )
    decimals = max(0, power - exponent)
    return [f"{mark.scaleb(-power, EXACT):,.{decimals}f}{unit}" if mark else "0" for mark in marks]


def short_number(number: Decimal | float, digits: int = 6) -> str:
    """Write a number with as many digits as tell, thousands apart: `1,234.5`, `1.2e+20`."""
    value = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not value.is_finite() or not value:
        return "0" if value.is_finite() else str(value)
    size = value.adjusted()
    if not -5 <= size < _SCIENTIFIC:
        return _bare(f"{value:.{digits - 1}e}")
    return _bare(f"{value:,.{max(0, digits - 1 - size)}f}")


def _bare(text: str) -> str:
    """Without zeros that say nothing."""
    head, mark, power = text.partition("e")
    return (head.rstrip("0").rstrip(".") if "." in head else head) + mark + power


def _near(mark: Decimal) -> float:
    """The nearest float that is finite."""
    return max(-float_info.max, min(float_info.max, float(mark)))


def _apart(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    if low != high:
        return low, high
    room = abs(low) / 10 if low else Decimal(1)
    return low - room, high + room


def _step(low: Decimal, high: Decimal, most: int) -> tuple[int, int]:
    return round_step(ROUGH.divide(EXACT.subtract(high, low), Decimal(max(1, most))))
