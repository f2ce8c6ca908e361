"""What selected cells come to: how many, how many different, sum, average, least and greatest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.ordering import key_for
from lakebase_tui.query.profile.numbers import EXACT, ROUGH, Number, is_finite, number_of
from lakebase_tui.query.rows import RowSource
from lakebase_tui.query.slices import Progress, Slices, unwatched

MOST_DIFFERENT = 100_000
"""Values that are told apart; of more it is only known that there are more."""
_NAMES_NOT_AMOUNTS = frozenset({26, 28, 29, 5069})
"""Oids of oid, xid, cid and xid8: numbers that nobody adds up."""


@dataclass(slots=True)
class Aggregate:
    """Of the cells looked at so far."""

    cells: int = 0
    nulls: int = 0
    numbers: int = 0
    """Cells that were added up; NaN and infinities are not."""
    total: Number = 0
    least: str | None = None
    """The server's own text; None where the cells cannot be compared."""
    greatest: str | None = None
    values: set[str] = field(default_factory=set)
    """Those that differ, as texts."""
    more_values: bool = False
    """More of them differ than are told apart."""

    @property
    def average(self) -> Decimal | None:
        """Of the numbers, to twenty digits; None without any."""
        return ROUGH.divide(_decimal(self.total), Decimal(self.numbers)) if self.numbers else None


async def aggregate(
    source: RowSource, rows: range, columns: Sequence[int], progress: Progress = unwatched
) -> Aggregate:
    """Look at a rectangle of cells.

    Args:
        source: The rows.
        rows: Their numbers.
        columns: Numbers of the columns. Least and greatest are told of a single one, or of numbers.
        progress: Told of rows done and rows in all.

    Raises:
        OSError: Rows can no longer be read.
    """
    found = Aggregate()
    extremes = _extremes_for([source.columns[column] for column in columns])
    slices = Slices(source)
    at = rows.start
    while at < rows.stop and (read := await slices.read(at, rows.stop)):
        for row in read:
            for column, own in zip(columns, extremes, strict=True):
                _take(found, own, row[column])
        at += len(read)
        progress(at - rows.start, len(rows))
    return found


class _Order:
    """Least and greatest of values that compare by one kind of key."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.numbers = column.kind is ColumnKind.NUMBER and column.type_oid not in _NAMES_NOT_AMOUNTS
        self.key = key_for(column)
        self.lost = False
        self.least: Any = None
        self.greatest: Any = None


def _extremes_for(columns: Sequence[Column]) -> list[_Order | None]:
    """One order for all columns of numbers, or for a single column."""
    orders = [_Order(column) for column in columns]
    if all(each.numbers for each in orders):
        return [orders[0]] * len(orders) if orders else []
    return list(orders) if len(orders) == 1 else [each if each.numbers else None for each in orders]


def _take(found: Aggregate, order: _Order | None, value: str | None) -> None:
    found.cells += 1
    if value is None:
        found.nulls += 1
        return
    if len(found.values) < MOST_DIFFERENT:
        found.values.add(value)
    elif value not in found.values:
        found.more_values = True
    if order is None or order.lost:
        return
    number = number_of(value, order.column.type_oid) if order.numbers else None
    if number is not None and is_finite(number):
        found.numbers += 1
        found.total = _add(found.total, number)
    key = _key(order, value, number)
    if key is None:
        order.lost, found.least, found.greatest = True, None, None
        return
    if order.least is None or key < order.least:
        order.least, found.least = key, value
    if order.greatest is None or key > order.greatest:
        order.greatest, found.greatest = key, value


def _key(order: _Order, value: str, number: Number | None) -> Any:
    if order.numbers:
        if number is None:
            return None
        above_all = isinstance(number, Decimal) and number.is_nan()
        return (above_all, 0 if above_all else number)
    try:
        return order.key(value) if order.key is not None else None
    except (ValueError, StopIteration, RuntimeError):
        return None


def _add(total: Number, number: Number) -> Number:
    if isinstance(total, int) and isinstance(number, int):
        return total + number
    return EXACT.add(_decimal(total), _decimal(number))


def _decimal(number: Number) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(number)
