"""Blocks of rows by column: what is true of a whole column is found out once, not once a cell."""

from collections.abc import Callable, Iterable, Sequence

from lakebase_tui.query.rows import Row

Values = Sequence[str | None]
Encoder = Callable[[Values], Sequence[str]]
"""Writes one column of a block of rows: as many texts as values."""


def encoded(rows: Sequence[Row], encoders: Sequence[Encoder]) -> Iterable[tuple[str, ...]]:
    """The rows again, each value written by its column's encoder."""
    if not encoders:
        return [()] * len(rows)
    if not rows:
        return []
    columns = zip(*rows, strict=True)
    return zip(*(encode(values) for encode, values in zip(encoders, columns, strict=True)), strict=True)


def joined(values: Values) -> tuple[Sequence[str], str, bool]:
    """Look at a column as one string, in which a character is found faster than in each value.

    Args:
        values: What the server wrote. No value holds a NUL, but a line of a binary COPY may.

    Returns:
        The values with NULL as the empty string, all of them joined by NUL, and whether there was a NULL.
    """
    try:
        return values, "\0".join(values), False  # type: ignore[return-value, arg-type]  # the join is the check
    except TypeError:
        texts = ["" if value is None else value for value in values]
        return texts, "\0".join(texts), True


def each(write: Callable[[str], str], null: str) -> Encoder:
    """An encoder that writes each value by itself, and NULL as `null`."""
    return lambda values: [null if value is None else write(value) for value in values]
