"""Columns of a result as literals of SQL."""

from collections.abc import Callable
from typing import Final

from lakebase_tui.query.columns import Column, ColumnKind
from lakebase_tui.query.formats.numbers import PLAIN_NUMBER
from lakebase_tui.sql.literals import quote_literal

_FLOAT4: Final = 700
_BARE_NUMBERS: Final = frozenset({20, 21, 23, 26, _FLOAT4, 701, 1700})
"""bigint, smallint, integer, oid, real, double precision, numeric. An xid would not take a bare number."""

_WITHOUT_EQUALITY: Final = frozenset({114, 142})
"""json, xml"""

_BOOLEANS: Final = {"t": "true", "f": "false"}


def literal_of(column: Column, *, compared: bool = False) -> Callable[[str], str]:
    """How a column's values that are not NULL are written.

    Numbers are bare and booleans are words; all others stand in quotes, and take the type of the column that
    they meet.

    Args:
        column: Its type decides.
        compared: For a comparison: there, a bare 0.1 would not equal the real 0.1.
    """
    if column.kind is ColumnKind.BOOLEAN:
        return lambda text: _BOOLEANS.get(text) or quote_literal(text)
    if column.type_oid in _BARE_NUMBERS and not (compared and column.type_oid == _FLOAT4):
        return _number
    return quote_literal


def has_equality(column: Column) -> bool:
    """Whether `=` can be asked of its type."""
    return column.type_oid not in _WITHOUT_EQUALITY


def _number(text: str) -> str:
    # A bare -0 is the integer 0: the sign of a floating-point zero would be lost.
    return text if PLAIN_NUMBER.fullmatch(text) and text != "-0" else quote_literal(text)
