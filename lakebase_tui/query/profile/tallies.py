"""What is counted of the values of one kind: numbers, times, and anything else as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import fsum, isfinite, sqrt
from operator import mul
from typing import Protocol

from lakebase_tui.query.profile.numbers import EXACT, ROUGH, Number, drawable, is_finite, numbers_of
from lakebase_tui.query.profile.spread import Spread, SpreadCounter
from lakebase_tui.query.profile.times import Instant, instant_of


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What the finite numbers of a column are like, and how many others there are."""

    finite: int
    nan: int
    infinite: int
    total: Decimal
    """The exact sum."""
    average: Decimal | None
    """To 20 digits."""
    deviation: float | None
    """The standard deviation of a sample; None for less than two numbers, or ones too large for a float."""
    spread: Spread | None

    @property
    def median(self) -> Decimal | None:
        """The middle number; the middle of its bin where the spread is not exact."""
        return self.spread.quantile(Decimal("0.5")) if self.spread is not None else None


@dataclass(frozen=True, slots=True)
class Lengths:
    """Characters of the texts of a column."""

    least: int
    most: int
    average: float


@dataclass(frozen=True, slots=True)
class Facts:
    """What a tally knows in the end."""

    lowest: str | None = None
    highest: str | None = None
    """The server's own texts."""
    unread: int = 0
    """Values that were not understood as what the type says."""
    numbers: NumberFacts | None = None
    lengths: Lengths | None = None


class Tally(Protocol):
    """Counts values of one kind."""

    def add(self, counts: Mapping[str, int]) -> None:
        """Take values, each with how often it occurs."""
        ...

    def facts(self) -> Facts:
        """What is known by now."""
        ...


class TextTally:
    """Texts, by code point."""

    def __init__(self) -> None:
        self._lowest: str | None = None
        self._highest: str | None = None
        self._least = self._most = self._characters = self._values = 0

    def add(self, counts: Mapping[str, int]) -> None:
        """Take values, each with how often it occurs."""
        if not counts:
            return
        low, high = min(counts), max(counts)
        lengths = list(map(len, counts))
        self._least = min(lengths) if self._lowest is None else min(self._least, *lengths)
        self._most = max(self._most, *lengths)
        self._lowest = low if self._lowest is None else min(low, self._lowest)
        self._highest = high if self._highest is None else max(high, self._highest)
        self._characters += sum(map(mul, lengths, counts.values()))
        self._values += sum(counts.values())

    def facts(self) -> Facts:
        """What is known by now."""
        if self._lowest is None:
            return Facts()
        lengths = Lengths(self._least, self._most, self._characters / self._values)
        return Facts(self._lowest, self._highest, lengths=lengths)


class TimeTally:
    """Times, in the order of Postgres.

    Args:
        type_oid: The column's type.
    """

    def __init__(self, type_oid: int) -> None:
        self._type_oid = type_oid
        self._unread = 0
        self._lowest: tuple[Instant, str] | None = None
        self._highest: tuple[Instant, str] | None = None

    def add(self, counts: Mapping[str, int]) -> None:
        """Take values, each with how often it occurs."""
        known = []
        for text, count in counts.items():
            instant = instant_of(text, self._type_oid)
            if instant is None:
                self._unread += count
            else:
                known.append((instant, text))
        if known:
            low, high = min(known), max(known)
            self._lowest = low if self._lowest is None else min(low, self._lowest)
            self._highest = high if self._highest is None else max(high, self._highest)

    def facts(self) -> Facts:
        """What is known by now."""
        if self._lowest is None or self._highest is None:
            return Facts(unread=self._unread)
        return Facts(self._lowest[1], self._highest[1], self._unread)


class NumberTally:
    """Numbers, exactly; NaN sorts above infinity as in Postgres.

    Args:
        type_oid: The column's type.
    """

    def __init__(self, type_oid: int) -> None:
        self._type_oid = type_oid
        self._spread = SpreadCounter()
        self._total: Number = 0
        self._deviation = _Deviation()
        self._finite = self._unread = 0
        self._lowest: tuple[Number, str] | None = None
        self._highest: tuple[Number, str] | None = None
        self._odd: dict[str, tuple[int, str]] = {}

    def add(self, counts: Mapping[str, int]) -> None:
        """Take values, each with how often it occurs."""
        texts, numbers, weights = [], [], []
        for text, number, count in zip(
            counts, numbers_of(list(counts), self._type_oid), counts.values(), strict=True
        ):
            if number is None:
                self._unread += count
            elif is_finite(number):
                texts.append(text)
                numbers.append(number)
                weights.append(count)
            else:
                self._add_odd(Decimal(number), text, count)
        if numbers:
            self._add_finite(texts, numbers, weights)

    def facts(self) -> Facts:
        """What is known by now."""
        average = ROUGH.divide(Decimal(self._total), Decimal(self._finite)) if self._finite else None
        nan, above, below = (self._odd.get(name, (0, None)) for name in ("nan", "above", "below"))
        numbers = NumberFacts(
            finite=self._finite,
            nan=nan[0],
            infinite=above[0] + below[0],
            total=Decimal(self._total),
            average=average,
            deviation=self._deviation.value(),
            spread=self._spread.spread(),
        )
        low, high = (each[1] if each else None for each in (self._lowest, self._highest))
        lowest = next((text for text in (below[1], low, above[1], nan[1]) if text is not None), None)
        highest = next((text for text in (nan[1], above[1], high, below[1]) if text is not None), None)
        return Facts(lowest, highest, self._unread, numbers)

    def _add_odd(self, number: Decimal, text: str, count: int) -> None:
        name = "nan" if number.is_nan() else "below" if number < 0 else "above"
        self._odd[name] = self._odd.get(name, (0, text))[0] + count, text

    def _add_finite(self, texts: Sequence[str], numbers: Sequence[Number], weights: Sequence[int]) -> None:
        low, high = min(zip(numbers, texts, strict=True)), max(zip(numbers, texts, strict=True))
        self._lowest = low if self._lowest is None else min(low, self._lowest)
        self._highest = high if self._highest is None else max(high, self._highest)
        self._finite += sum(weights)
        with localcontext(EXACT):
            self._total += sum(map(mul, numbers, weights))
        self._deviation.add(numbers, weights)
        self._spread.add(numbers, weights)


class _Deviation:
    """Mean and squared distances of parts, put together (the way of Chan, Golub and LeVeque)."""

    def __init__(self) -> None:
        self._count = 0
        self._mean = self._squares = 0.0
        self._too_large = False

    def add(self, numbers: Sequence[Number], weights: Sequence[int]) -> None:
        near = [drawable(number) for number in numbers]
        floats = [number for number in near if number is not None]
        self._too_large = self._too_large or len(floats) < len(near)
        if self._too_large:
            return
        count = sum(weights)
        try:
            mean = fsum(map(mul, floats, weights)) / count
            squares = fsum(
                weight * (x - mean) * (x - mean) for x, weight in zip(floats, weights, strict=True)
            )
        except OverflowError:
            self._too_large = True
            return
        apart, both = mean - self._mean, self._count + count
        self._mean += apart * count / both
        self._squares += squares + apart * apart * self._count * count / both
        self._count = both

    def value(self) -> float | None:
        if self._too_large or self._count < 2 or not isfinite(self._squares):
            return None
        return sqrt(self._squares / (self._count - 1))
