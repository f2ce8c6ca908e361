"""From the server's types to Arrow's, where Arrow's hold every value exactly; all others are text.

The types are decided by the columns, before the first row. A value that its column's type cannot hold, as
`infinity`, a year BC or after 9999, `24:00:00` or a numeric's `NaN`, ends the export with its place: a column
that changes its type half-way is of no use, and a value that is bent to fit is a lie.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time

import pyarrow as pa

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.json_format import distinct_names

_NUMERIC = 1700
_TYPES = {
    16: pa.bool_(),
    17: pa.binary(),
    20: pa.int64(),
    21: pa.int16(),
    23: pa.int32(),
    26: pa.uint32(),
    700: pa.float32(),
    701: pa.float64(),
    1082: pa.date32(),
    1083: pa.time64("us"),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us", "UTC"),
}
_BOOLEANS = {"t": True, "f": False}
_MOST_DIGITS, _MOST_LONG_DIGITS = 38, 76

Values = Sequence[str | None]


class UnfitError(Exception):
    """A value that its column's type cannot hold; `index` counts from 0."""

    def __init__(self, index: int, value: str) -> None:
        super().__init__(value)
        self.index = index
        self.value = value


def schema_for(columns: Sequence[Column], *, typed: bool, note: str) -> pa.Schema:
    """The columns as Arrow's fields; where a name repeats, its later columns are `name_2`, `name_3`."""
    types = [_type_of(column) if typed else pa.string() for column in columns]
    metadata = {"note": note} if note else None
    return pa.schema(list(zip(distinct_names(columns), types, strict=True)), metadata)


def _type_of(column: Column) -> pa.DataType:
    if column.type_oid != _NUMERIC:
        return _TYPES.get(column.type_oid, pa.string())
    limits = re.search(r"\((\d+),(-?\d+)\)", column.type_name)
    if limits is None:
        return pa.string()
    precision, scale = int(limits[1]), int(limits[2])
    if not 0 <= scale <= precision <= _MOST_LONG_DIGITS:
        return pa.string()
    make = pa.decimal128 if precision <= _MOST_DIGITS else pa.decimal256
    return make(precision, scale)


def array_of(values: Values, kind: pa.DataType) -> pa.Array:
    """One column of some rows.

    Raises:
        UnfitError: The type cannot hold one of the values.
    """
    read = _readers.get(kind)
    try:
        if read is None:
            array = pa.array(values, pa.string())
            return array if pa.types.is_string(kind) else array.cast(kind)
        return pa.array([None if value is None else read(value) for value in values], kind)
    except (ValueError, KeyError) as error:  # Arrow's own are ValueErrors
        if len(values) > 1:
            return _one_by_one(values, kind)
        return _last_try(values, kind, error)


def _one_by_one(values: Values, kind: pa.DataType) -> pa.Array:
    """Slowly: find the value that does not fit, or the one that only takes another way of reading it."""
    arrays = []
    for index, value in enumerate(values):
        try:
            arrays.append(array_of([value], kind))
        except UnfitError as error:
            raise UnfitError(index, error.value) from error
    return pa.concat_arrays(arrays)


def _last_try(values: Values, kind: pa.DataType, error: Exception) -> pa.Array:
    """Arrow takes no offset with seconds, which local times of long ago have; Python does."""
    value = values[0] or ""
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        try:
            return pa.array([datetime.fromisoformat(value)], kind)
        except (ValueError, OverflowError) as again:
            error = again
    raise UnfitError(0, value) from error


def _binary(value: str) -> bytes:
    if not value.startswith("\\x"):
        raise ValueError(value)
    return bytes.fromhex(value[2:])


_readers: dict[pa.DataType, Callable[[str], object]] = {
    pa.bool_(): _BOOLEANS.__getitem__,
    pa.binary(): _binary,
    pa.time64("us"): time.fromisoformat,
    pa.date32(): date.fromisoformat,
}
