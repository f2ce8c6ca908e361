"""Summaries of more values than can be kept: how many different ones, and which occur often."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

_HASHES = 1 << 64


class DistinctSketch:
    """Estimates how many different values were seen from the smallest of their hashes.

    The typical error is one part in the root of `size`: 0.8 % with 16,384.

    Args:
        size: Hashes that are kept. Up to as many different values the count is exact.
    """

    def __init__(self, size: int = 16_384) -> None:
        self._size = size
        self._hashes: set[int] = set()
        self._limit = _HASHES
        self._dropped = False

    def add(self, values: Iterable[Hashable]) -> None:
        """Take some values."""
        limit = self._limit
        self._hashes.update(h for h in ((hash(value) % _HASHES) for value in values) if h < limit)
        if len(self._hashes) > 2 * self._size:
            self._keep_smallest()

    def estimate(self) -> int:
        """How many different values there were, about; see `exact`."""
        if not self._dropped:
            return len(self._hashes)
        self._keep_smallest()
        return round((self._size - 1) * _HASHES / self._limit)

    @property
    def exact(self) -> bool:
        """Whether the estimate is a count."""
        return not self._dropped

    def _keep_smallest(self) -> None:
        if len(self._hashes) > self._size:
            self._dropped = True
            self._hashes = set(sorted(self._hashes)[: self._size])
            self._limit = max(self._hashes)


class FrequentSketch(Generic[K]):
    """Finds the values that occur often, each with a count that is never too high (Misra and Gries).

    Args:
        size: Values that are kept. Whatever occurs more often than once in as many is among them.
    """

    def __init__(self, size: int = 4_096) -> None:
        self._size = size
        self._counts: dict[K, int] = {}
        self.slack = 0
        """How much too low a count may be, and how often a value that is not kept may have occurred."""

    def add(self, counts: Mapping[K, int]) -> None:
        """Take some values with how often each occurred."""
        kept = self._counts
        for value, count in counts.items():
            kept[value] = kept.get(value, 0) + count
        if len(kept) > 2 * self._size:
            self._shed()

    def top(self, most: int) -> list[tuple[K, int]]:
        """The most frequent of the values that certainly occur more often than any that is not kept.

        Any other value occurs at most twice `slack` times, or at most `slack` times more than the last here.
        """
        sure = [(value, count) for value, count in self._counts.items() if count > self.slack]
        return sorted(sure, key=lambda each: -each[1])[:most]

    def _shed(self) -> None:
        less = sorted(self._counts.values(), reverse=True)[self._size]
        self._counts = {value: count - less for value, count in self._counts.items() if count > less}
        self.slack += less
