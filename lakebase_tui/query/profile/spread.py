"""How numbers are spread: every one while they are few, counts by narrow bins when they are many."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from lakebase_tui.query.profile.numbers import EXACT, ROUGH, Number, floor_index, multiple, round_step

KEPT_NUMBERS = 10_000
"""Different numbers that are kept each by itself."""
_BINS = 5_000
_FINER = 3
"""Powers of ten by which bins are narrower at first than an even spread would need."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Numbers from `low` on and below `high`; of one number alone the two are the same."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Finite numbers in order, with how often each occurs."""

    values: tuple[Number, ...]
    """The numbers, or the lower edges of bins."""
    counts: tuple[int, ...]
    exponent: int | None = None
    """A bin is ten to this power wide; None where the values are the numbers themselves."""
    whole: bool = True
    """Whether all numbers are whole."""
    lowest: Number = 0
    highest: Number = 0

    @property
    def exact(self) -> bool:
        """Whether every number is known."""
        return self.exponent is None

    def quantile(self, part: Decimal) -> Decimal:
        """The number below which this part (0 to 1) of all lies, between two of them where it falls so.

        From bins it is the middle of the bin. There has to be a number.
        """
        ends = list(accumulate(self.counts))
        at = EXACT.multiply(part, Decimal(ends[-1] - 1))
        below = int(at)
        first, second = self._nth(below, ends), self._nth(min(below + 1, ends[-1] - 1), ends)
        return EXACT.add(first, EXACT.multiply(EXACT.subtract(second, first), at - below))

    def histogram(self, most: int) -> tuple[Bin, ...]:
        """Count by bins with round edges, as wide as the spread asks for (Freedman and Diaconis).

        Args:
            most: Bins that there may be.

        Returns:
            Bins side by side, empty ones too, from the lowest number to the highest; none without numbers.
        """
        if not self.values:
            return ()
        low, high = Decimal(self.lowest), Decimal(self.highest)
        if low == high:
            return (Bin(low, low, sum(self.counts)),)
        digit, exponent = self._step(EXACT.subtract(high, low), max(1, most))
        counts: dict[int, int] = {}
        for value, count in zip(self.values, self.counts, strict=True):
            index = floor_index(value, digit, exponent)
            counts[index] = counts.get(index, 0) + count
        indices = range(floor_index(low, digit, exponent), floor_index(high, digit, exponent) + 1)
        edges = [multiple(index, digit, exponent) for index in (*indices, indices.stop)]
        return tuple(
            Bin(edge, after, counts.get(index, 0))
            for index, edge, after in zip(indices, edges, edges[1:], strict=False)
        )

    def _nth(self, position: int, ends: Sequence[int]) -> Decimal:
        value = Decimal(self.values[bisect_right(ends, position)])
        return value if self.exponent is None else EXACT.add(value, multiple(5, 1, self.exponent - 1))

    def _step(self, extent: Decimal, most: int) -> tuple[int, int]:
        """Width of a bin, as digit and exponent."""
        if self.exact and self.whole and extent < most:
            return 1, 0
        least = ROUGH.divide(extent, Decimal(most))
        middle = EXACT.subtract(self.quantile(Decimal("0.75")), self.quantile(Decimal("0.25")))
        root = Decimal(sum(self.counts) ** (1 / 3))
        least = max(least, ROUGH.divide(ROUGH.multiply(Decimal(2), middle), root))
        if self.exponent is not None or self.whole:
            least = max(least, multiple(1, 1, self.exponent or 0))
        digit, exponent = round_step(least)
        while self._bins(digit, exponent) > most and most > 1:
            digit, exponent = round_step(multiple(digit, 1, exponent).next_plus())
        return digit, exponent

    def _bins(self, digit: int, exponent: int) -> int:
        return floor_index(self.highest, digit, exponent) - floor_index(self.lowest, digit, exponent) + 1


class SpreadCounter:
    """Counts finite numbers in bounded memory."""

    def __init__(self) -> None:
        self._counts: dict[Number, int] = {}
        self._bins: dict[int, int] = {}
        self._exponent: int | None = None
        self._whole = True
        self._range: tuple[Number, Number] | None = None

    def add(self, numbers: Sequence[Number], weights: Sequence[int]) -> None:
        """Take numbers, each with how often it occurs."""
        if not numbers:
            return
        low, high = self._range or (numbers[0], numbers[0])
        self._range = min(low, *numbers), max(high, *numbers)
        self._whole = self._whole and all(isinstance(number, int) for number in numbers)
        if self._exponent is None:
            for number, weight in zip(numbers, weights, strict=True):
                self._counts[number] = self._counts.get(number, 0) + weight
            if len(self._counts) > KEPT_NUMBERS:
                self._begin_bins(*self._range)
        else:
            self._add_to_bins(zip(numbers, weights, strict=True), self._exponent)

    def spread(self) -> Spread | None:
        """What was counted; None where there was no number."""
        if self._range is None:
            return None
        known: dict[Number, int] = self._counts
        if self._exponent is not None:
            known = {multiple(i, 1, self._exponent): count for i, count in self._bins.items()}
        values = tuple(sorted(known))
        counts = tuple(known[value] for value in values)
        return Spread(values, counts, self._exponent, self._whole, *self._range)

    def _begin_bins(self, low: Number, high: Number) -> None:
        extent = EXACT.subtract(Decimal(high), Decimal(low))
        exponent = ROUGH.divide(extent, Decimal(_BINS)).adjusted() - _FINER
        self._exponent = max(0, exponent) if self._whole else exponent
        self._add_to_bins(self._counts.items(), self._exponent)
        self._counts = {}

    def _add_to_bins(self, numbers: Iterable[tuple[Number, int]], exponent: int) -> None:
        bins = self._bins
        for number, weight in numbers:
            index = floor_index(number, 1, exponent)
            bins[index] = bins.get(index, 0) + weight
        while len(bins) > _BINS:
            wider: dict[int, int] = {}
            for index, count in bins.items():
                wider[index // 10] = wider.get(index // 10, 0) + count
            bins, exponent = wider, exponent + 1
        self._bins, self._exponent = bins, exponent
