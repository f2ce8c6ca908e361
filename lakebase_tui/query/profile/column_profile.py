"""The profile of one column: what there is, how much of it, and what occurs most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.profile.sketches import DistinctSketch, FrequentSketch
from lakebase_tui.query.profile.tallies import Facts, NumberTally, Tally, TextTally, TimeTally

KEPT_VALUES = 10_000
"""Different values that are counted each by itself; when there are more, sketches take over."""
KEPT_CHARACTERS = 8_000_000
"""Characters that these may have together."""
TOP = 50
"""Most frequent values that a profile lists."""
_BACKLOG_PIECE = 200
_HEAD = 200
_LONG = 512
"""A text of more characters is remembered by its head, its length and a digest."""


@dataclass(frozen=True, slots=True)
class TopValue:
    """A value that occurs often."""

    text: str
    """The server's text, or its first 200 characters."""
    length: int
    """Characters of the whole text."""
    count: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a column holds. Values are told apart by their texts, as the server writes them."""

    column: Column
    rows: int
    """How many were looked at."""
    complete: bool
    """Whether these were all rows that were asked for, of a result that has all of its rows."""
    nulls: int
    empty: int
    """Texts without a character."""
    distinct: int
    distinct_exact: bool
    """Whether that is a count; otherwise it is an estimate with an error of 1 % or so."""
    top: tuple[TopValue, ...]
    """Most frequent first."""
    top_slack: int
    """How much too low a count in `top` may be; 0 where all are exact. With an empty `top`, no value occurs
    more often than twice as many times."""
    facts: Facts


class _Digest(NamedTuple):
    head: str
    length: int
    digest: bytes


class ProfileBuilder:
    """Makes the profile of a column from its values, in bounded memory.

    Args:
        column: The column.
    """

    def __init__(self, column: Column) -> None:
        self._column = column
        self._rows = self._nulls = self._empty = self._characters = 0
        self._counts: Counter[str] | None = Counter()
        self._backlog: list[tuple[str, int]] = []
        self._tally = _tally(column)
        self._distinct = DistinctSketch()
        self._frequent: FrequentSketch[str | _Digest] = FrequentSketch()

    def add(self, values: Sequence[str | None]) -> None:
        """Take the values of some rows."""
        present = Counter(value for value in values if value is not None)
        self._rows += len(values)
        self._nulls += len(values) - present.total()
        self._empty += present.get("", 0)
        if self._counts is None:
            self._sketch(present)
            self._work_off(_BACKLOG_PIECE)
            return
        self._characters += sum(map(len, present.keys() - self._counts.keys()))
        self._counts.update(present)
        if len(self._counts) > KEPT_VALUES or self._characters > KEPT_CHARACTERS:
            self._backlog, self._counts = list(self._counts.items()), None

    def profile(self, complete: bool) -> ColumnProfile:
        """The profile of what was taken so far.

        Args:
            complete: Whether that is all there is.
        """
        frequent: list[tuple[str | _Digest, int]]
        if self._counts is None:
            self._work_off(len(self._backlog))
            distinct, exact = self._distinct.estimate(), self._distinct.exact
            frequent, slack = self._frequent.top(TOP), self._frequent.slack
            facts = self._tally.facts()
        else:
            distinct, exact = len(self._counts), True
            frequent, slack = [*self._counts.most_common(TOP)], 0
            tally = _tally(self._column)
            tally.add(self._counts)
            facts = tally.facts()
        top = tuple(_top_value(value, count) for value, count in frequent)
        return ColumnProfile(
            column=self._column,
            rows=self._rows,
            complete=complete,
            nulls=self._nulls,
            empty=self._empty,
            distinct=distinct,
            distinct_exact=exact,
            top=top,
            top_slack=slack,
            facts=facts,
        )

    def _work_off(self, values: int) -> None:
        """Sketch some of what was counted before: all at once would be noticed."""
        if self._backlog and values:
            self._sketch(dict(self._backlog[-values:]))
            del self._backlog[-values:]

    def _sketch(self, counts: Mapping[str, int]) -> None:
        self._tally.add(counts)
        keys = {_key(value): count for value, count in counts.items()}
        self._distinct.add(keys)
        self._frequent.add(keys)


def _tally(column: Column) -> Tally:
    if column.kind is ColumnKind.NUMBER:
        return NumberTally(column.type_oid)
    if column.kind is ColumnKind.TIME:
        return TimeTally(column.type_oid)
    return TextTally()


def _key(value: str) -> str | _Digest:
    if len(value) <= _LONG:
        return value
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return _Digest(value[:_HEAD], len(value), digest)


def _top_value(value: str | _Digest, count: int) -> TopValue:
    if isinstance(value, _Digest):
        return TopValue(value.head, value.length, count)
    return TopValue(value[:_HEAD], len(value), count)
