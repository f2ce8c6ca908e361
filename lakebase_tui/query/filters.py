"""Filter the rows of a result by its values, while rows still arrive."""

import asyncio
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from lakebase_tui.query import filter_values
from lakebase_tui.query.columns import Column
from lakebase_tui.query.filter_values import FilterError, Test
from lakebase_tui.query.patterns import Case, RegularExpression, ignores_case, patience, pattern_for
from lakebase_tui.query.row_file import RowFile, encode_row
from lakebase_tui.query.row_view import RowView
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.query.slices import Progress, Slices, unwatched
from lakebase_tui.query.spill import StoreFullError
from lakebase_tui.sql.identifiers import quote_ident

__all__ = ["Filter", "FilterError", "Filtering", "Op", "filter_for_cell"]

_COPIES_BYTES = 64 * 1024 * 1024
"""Rows that are far from each other are kept once more, up to here; more of them lie dense enough."""

_Select = Callable[[Sequence[Row], Iterable[int]], list[int]]


class Op(Enum):
    """How a value is compared. Only IS NULL is true of NULL, as in a WHERE."""

    EQUALS = "="
    DIFFERS = "<>"
    IS_NULL = "is null"
    NOT_NULL = "is not null"
    CONTAINS = "contains"
    NOT_CONTAINS = "does not contain"
    REGEX = "~"
    NOT_REGEX = "!~"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="

    @property
    def has_value(self) -> bool:
        """Whether there is something to compare with."""
        return self not in (Op.IS_NULL, Op.NOT_NULL)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one column."""

    column: int
    """Number of the column, from 0."""
    op: Op
    value: str = ""
    """What to compare with, as a user types it or as the server wrote it."""
    case: Case = Case.SMART
    """Whether capital letters matter to CONTAINS and REGEX; other comparisons are exact."""

    def describe(self, columns: Sequence[Column]) -> str:
        """Such as `status = 'paid'`; `parse_filter` reads it back."""
        patterned = self.op in (Op.REGEX, Op.NOT_REGEX)
        either = "*" if patterned and ignores_case(self.value, self.case, regex=True) else ""
        words = [quote_ident(columns[self.column].name), self.op.value + either]
        if self.op.has_value:
            words.append(_quoted(self.value))
        return " ".join(words)

    def selector(self, columns: Sequence[Column]) -> _Select:
        """A function that picks those of some rows that fulfil it.

        Raises:
            FilterError: The value cannot be compared with those of the column.
            PatternError: The regular expression is none.
        """
        if self.op is Op.IS_NULL:
            return partial(_select_null, self.column)
        if self.op is Op.NOT_NULL:
            return partial(_select, self.column, lambda _value: True)
        if self.op in (Op.REGEX, Op.NOT_REGEX):
            pattern = pattern_for(self.value, self.case, regex=True)
            assert isinstance(pattern, RegularExpression)
            return partial(_select_patiently, self.column, _sided(pattern.matches, self.op is Op.REGEX))
        return partial(_select, self.column, self._test(columns[self.column]))

    def _test(self, column: Column) -> Test:
        if self.op in (Op.CONTAINS, Op.NOT_CONTAINS):
            pattern = pattern_for(self.value, self.case)
            return _sided(pattern.matches, self.op is Op.CONTAINS)
        if self.op in (Op.EQUALS, Op.DIFFERS):
            return _sided(filter_values.equality(column, self.value), self.op is Op.EQUALS)
        return filter_values.comparison(column, self.op.value, self.value)


def filter_for_cell(column: int, value: str | None, *, differs: bool = False) -> Filter:
    """The filter for "only rows that have this value here", or for all but these."""
    if value is None:
        return Filter(column, Op.NOT_NULL if differs else Op.IS_NULL)
    return Filter(column, Op.DIFFERS if differs else Op.EQUALS, value)


class Filtering:
    """Rows of a source that fulfil all of some filters; `view` grows as they are found.

    Args:
        source: The rows; more may arrive at any time.
        filters: All of them must be true.

    Raises:
        FilterError: A value cannot be compared with those of its column.
        PatternError: A regular expression is none.
    """

    def __init__(self, source: RowSource, filters: Sequence[Filter]) -> None:
        self.filters = tuple(filters)
        self.scanned = 0
        """Rows of the source that were looked at."""
        self._source = source
        self._selectors = [each.selector(source.columns) for each in filters]
        self._order = array("I")
        self._running = asyncio.Lock()
        self.view = RowView(source, self._order, copies=RowFile(source.columns))
        """The rows found so far."""

    def describe(self) -> str:
        """All filters in words."""
        return " and ".join(each.describe(self._source.columns) for each in self.filters)

    async def run(self, progress: Progress = unwatched) -> int:
        """Look at all rows that there are by now; goes on where it stopped.

        Returns:
            How many rows were found, in all.

        Raises:
            FilterError: A value of the column is written in a way that cannot be compared.
            PatternError: A regular expression takes too long.
            OSError: Rows can no longer be read.
        """
        async with self._running:
            slices = Slices(self._source)
            while self.scanned < len(self._source):
                rows = await slices.read(self.scanned, len(self._source))
                if not rows:
                    break
                self._take(rows)
                progress(self.scanned, len(self._source))
        return len(self._order)

    def close(self) -> None:
        """Give the disk back; the view may become slow to read."""
        copies, self.view.copies = self.view.copies, None
        if copies is not None:
            copies.close()

    def _take(self, rows: Sequence[Row]) -> None:
        found: Iterable[int] = range(len(rows))
        for select in self._selectors:
            found = select(rows, found)
        start = self.scanned
        copies = self.view.copies
        if copies is not None:
            self.view.copies = self._copied(copies, rows, found)
        self._order.extend([start + index for index in found])
        self.scanned = start + len(rows)

    def _copied(self, copies: RowFile, rows: Sequence[Row], found: Iterable[int]) -> RowFile | None:
        try:
            for index in found:
                copies.append(encode_row(self.scanned + index, rows[index]))
        except StoreFullError:
            # The copies only make it faster.
            copies.close()
            return None
        if copies.size > _COPIES_BYTES:
            copies.close()
            return None
        return copies


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sided(test: Test, wanted: bool) -> Test:
    return test if wanted else lambda value: not test(value)


def _select(column: int, test: Test, rows: Sequence[Row], among: Iterable[int]) -> list[int]:
    return [index for index in among if (value := rows[index][column]) is not None and test(value)]


def _select_patiently(column: int, test: Test, rows: Sequence[Row], among: Iterable[int]) -> list[int]:
    with patience(sum(len(row[column] or "") for row in rows)):
        return _select(column, test, rows, among)


def _select_null(column: int, rows: Sequence[Row], among: Iterable[int]) -> list[int]:
    return [index for index in among if rows[index][column] is None]
