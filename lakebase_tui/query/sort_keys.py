"""What to sort by, and the bytes that rows are compared by."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.columns import Column
from lakebase_tui.query.ordering import Key, is_collated, key_for, reverse
from lakebase_tui.query.rows import Row
from lakebase_tui.sql.visible import visible


class OrderUnknownError(LakebaseTuiError):
    """The values of a column cannot be put in order here."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column to sort by. NULL is last, and first when descending, as on the server."""

    column: int
    """Number of the column, from 0."""
    descending: bool = False
    collation: str | None = None
    """For text: the server's collation of this name, or its default when empty; None is code points ("C")."""


def asks_server(key: SortKey, column: Column) -> bool:
    """Whether the order of a column's values has to be asked for."""
    return key_for(column) is None or (key.collation is not None and is_collated(column))


def order_unknown(column: Column, value: str | None = None) -> OrderUnknownError:
    """Say that a column cannot be sorted here."""
    example = "" if value is None else f", such as {visible(value[:40])!r}"
    return OrderUnknownError(
        f"Only the server knows the order of the values in {visible(column.name)!r} "
        f"({visible(column.type_name)}){example}.",
        "Sort on the server instead.",
    )


def row_key(
    keys: Sequence[SortKey], columns: Sequence[Column], ranks: Mapping[int, Mapping[str, int]]
) -> Callable[[Row], bytes]:
    """The function that makes the bytes to compare rows by; none is the beginning of another.

    Args:
        keys: What to sort by, the most important first.
        columns: Of the rows.
        ranks: For each column whose order the server was asked for, the rank of each value.

    Returns:
        The function; it raises OrderUnknownError.
    """
    parts = [_part(key, columns[key.column], ranks.get(key.column)) for key in keys]
    if len(parts) == 1:
        return parts[0]
    return lambda row: b"".join([part(row) for part in parts])


def _part(key: SortKey, column: Column, ranks: Mapping[str, int] | None) -> Callable[[Row], bytes]:
    encode = _by_rank(ranks) if ranks is not None else key_for(column)
    if encode is None:
        raise order_unknown(column)
    return (
        _descending(encode, key.column, column) if key.descending else _ascending(encode, key.column, column)
    )


def _ascending(encode: Key, index: int, column: Column) -> Callable[[Row], bytes]:
    def part(row: Row) -> bytes:
        value = row[index]
        if value is None:
            return b"\x02"
        try:
            return b"\x01" + encode(value)
        except (ValueError, OverflowError, StopIteration):
            raise order_unknown(column, value) from None

    return part


def _descending(encode: Key, index: int, column: Column) -> Callable[[Row], bytes]:
    ascending = _ascending(encode, index, column)
    return lambda row: reverse(ascending(row))


def _by_rank(ranks: Mapping[str, int]) -> Key:
    return lambda value: ranks[value].to_bytes(4, "big")
