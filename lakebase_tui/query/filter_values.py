"""Comparing the values of a column with one that a user gave, by the type of the column."""

import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query import ordering, time_order
from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.ordering import Key
from lakebase_tui.sql.visible import visible

Test = Callable[[str], bool]
"""Whether a value, not NULL, is one of those wanted."""

_COMPARISONS: dict[str, Callable[[bytes, bytes], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FLOATS = (700, 701)
_BOOLEAN, _MONEY, _TIME, _TIMESTAMPTZ, _INTERVAL, _TIMETZ, _UUID = 16, 790, 1083, 1184, 1186, 1266, 2950
_TRUE, _FALSE = ("t", "true", "yes", "on", "1"), ("f", "false", "no", "off", "0")
_MOST_EXPONENT = 200_000
"""Beyond what a numeric can have."""
_EXAMPLES: dict[ColumnKind | int, str] = {
    _MONEY: "Give an amount as the column has it, such as $10.00.",
    _TIME: "Give a time of day such as 12:30.",
    _TIMETZ: "Give a time of day with its offset, such as 12:30+01.",
    _INTERVAL: "Give an interval as the column has it, such as 3 days 04:00:00.",
    ColumnKind.NUMBER: "Give a number such as 10 or -0.5.",
    ColumnKind.TIME: "Give a value as the column has it, such as 2026-11-30 or 2026-11-30 12:00.",
    ColumnKind.BOOLEAN: "Give true or false.",
}


class FilterError(LakebaseTuiError):
    """A filter cannot be understood, or not be applied to its column."""


def equality(column: Column, value: str) -> Test:
    """Whether a value is this one: in the same words, or equal for its type (`1.0` and `1.00`)."""
    try:
        key, written = _compared(column, value)
    except FilterError:
        return partial(operator.eq, value)
    if key is ordering.code_points:
        return partial(operator.eq, written)
    wanted = key(written)

    def equal(text: str) -> bool:
        try:
            return text == value or key(text) == wanted
        except (ValueError, OverflowError, StopIteration):
            return False

    return equal


def comparison(column: Column, sign: str, value: str) -> Test:
    """Whether a value is less or greater than this one.

    Args:
        column: Whose values.
        sign: `<`, `<=`, `>` or `>=`.
        value: To compare with.

    Raises:
        FilterError: The value is none for the column's type, or the type has no order that is known here; so
            does the test when it meets a value that is written in an unknown way.
    """
    key, written = _compared(column, value)
    wanted = key(written)
    compare = _COMPARISONS[sign]

    def ordered(text: str) -> bool:
        try:
            return compare(key(text), wanted)
        except (ValueError, OverflowError, StopIteration):
            raise _unknown(column) from None

    return ordered


def _compared(column: Column, value: str) -> tuple[Key, str]:
    """How to compare values of the column, and the given one in a form that can be compared so."""
    key = ordering.key_for(column)
    if key is None:
        raise _unknown(column)
    try:
        key, written = _prepared(column, key, value)
        key(written)
    except (ValueError, OverflowError, StopIteration, InvalidOperation):
        raise FilterError(
            f"{visible(value)!r} is not a value of {visible(column.name)!r} ({visible(column.type_name)}).",
            _EXAMPLES.get(column.type_oid, _EXAMPLES.get(column.kind, "Give a value as the column has it.")),
        ) from None
    return key, written


def _prepared(column: Column, key: Key, value: str) -> tuple[Key, str]:
    """The key function to use, and the value as the server would write it."""
    typed = value.strip()
    if column.type_oid == _MONEY:
        if typed.lstrip("-").isdigit():
            # Nobody knows how many of the digits would be decimals.
            raise ValueError(value)
        return key, typed
    if column.kind is ColumnKind.NUMBER:
        return (key, typed) if column.type_oid in _FLOATS else (ordering.numeric, _plain_number(typed))
    if column.kind is ColumnKind.TIME:
        # A moment without an offset is in the time zone of the session, as those of the column are written.
        local = column.type_oid == _TIMESTAMPTZ and not time_order.has_zone(typed)
        written = typed.lower() if typed.lower().endswith("infinity") else typed
        return (time_order.wall_clock if local else key), written
    if column.type_oid == _BOOLEAN:
        return key, "t" if typed.lower() in _TRUE else "f" if typed.lower() in _FALSE else typed
    return key, typed.lower() if column.type_oid == _UUID else value


def _plain_number(typed: str) -> str:
    number = Decimal(typed)
    if number.is_nan():
        return "nan"
    if number.is_infinite():
        return "-infinity" if number < 0 else "infinity"
    if abs(number.adjusted()) > _MOST_EXPONENT:
        raise ValueError(typed)
    return f"{number:f}"


def _unknown(column: Column) -> FilterError:
    return FilterError(
        f"Values of {visible(column.name)!r} ({visible(column.type_name)}) cannot be compared here.",
        "Filter by = or contains, or add a WHERE to the statement.",
    )
