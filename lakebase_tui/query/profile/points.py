"""Points of a chart in bounded memory: each by itself while they are few, then by narrow strips."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, ldexp, log2

from lakebase_tui.query.profile.times import Instant

KEPT_POINTS = 4_096
"""Places along the axis that are kept apart; more than a terminal has columns."""
_LEAST_EXPONENT = -1_074


@dataclass(slots=True)
class Span:
    """The values of one series at one place."""

    low: float
    high: float
    total: float
    count: int

    @property
    def average(self) -> float:
        """Their mean."""
        return self.total / self.count

    def take(self, low: float, high: float, total: float, count: int) -> None:
        """Widen it by other values."""
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.total += total
        self.count += count


@dataclass(frozen=True, slots=True)
class Points:
    """Places in order, and what each series has there."""

    xs: tuple[Instant, ...]
    """Each place, or the middle of each strip."""
    series: tuple[tuple[Span | None, ...], ...]
    """One row a series; None where it has no number."""
    taken: int
    """How many points were taken; more than there are places where some fell together."""


class PointReducer:
    """Collects points in any order.

    Args:
        series: How many values a point has.
        most: Places that are kept apart.
    """

    def __init__(self, series: int, most: int = KEPT_POINTS) -> None:
        self._series = series
        self._most = most
        self._places: dict[Instant, list[Span | None]] = {}
        self._width = 0.0
        self._taken = 0

    def add(self, x: Instant, values: Sequence[float | None]) -> None:
        """Take a point.

        Args:
            x: Where it is; finite.
            values: One a series; None leaves a gap, unless another point at the place has a value.
        """
        self._taken += 1
        place = x // self._width if self._width else x
        spans = self._places.get(place)
        if spans is None:
            self._places[place] = [None if y is None else Span(y, y, y, 1) for y in values]
            if len(self._places) > self._most:
                self._thin_out()
            return
        for index, y in enumerate(values):
            span = spans[index]
            if y is None:
                continue
            if span is None:
                spans[index] = Span(y, y, y, 1)
                continue
            if y < span.low:
                span.low = y
            elif y > span.high:
                span.high = y
            span.total += y
            span.count += 1

    def points(self) -> Points:
        """What was collected, in order."""
        places = sorted(self._places)
        xs = [(place + 0.5) * self._width for place in places] if self._width else places
        rows = [self._places[place] for place in places]
        return Points(
            tuple(xs), tuple(tuple(row[i] for row in rows) for i in range(self._series)), self._taken
        )

    def _thin_out(self) -> None:
        """Half as many strips as may be kept, of a width that is a power of two."""
        if not self._width:
            half = max(self._places) / 2 - min(self._places) / 2
            exponent = ceil(log2(half) - log2(self._most / 4)) if half > 0 else _LEAST_EXPONENT
            self._width = ldexp(1, max(exponent, _LEAST_EXPONENT))
            self._gather(self._width)
        while len(self._places) > self._most:
            self._width *= 2
            self._gather(2)

    def _gather(self, by: float) -> None:
        places, self._places = self._places, {}
        for place, spans in places.items():
            kept = self._places.setdefault(place // by, [None] * self._series)
            for index, span in enumerate(spans):
                if span is not None:
                    _take(kept, index, span)


def _take(spans: list[Span | None], index: int, other: Span) -> None:
    span = spans[index]
    if span is None:
        spans[index] = other
    else:
        span.take(other.low, other.high, other.total, other.count)
