"""Rows of a result: the server's own text by position, whoever holds them."""

from collections.abc import Sequence
from typing import Protocol

from lakebase_tui.query.columns import Column

Row = tuple[str | None, ...]
"""One value a column, as the server wrote it; None is NULL. Bytes that could not be decoded are lone
surrogates (`surrogateescape`)."""


class RowSource(Protocol):
    """Rows that can be asked for by position; they may grow at the end, and never change."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns; they never change."""
        ...

    def __len__(self) -> int:
        """How many rows there are by now."""
        ...

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """The rows from `start` up to `stop`; fewer where they end before it.

        Raises:
            OSError: Rows that were kept on disk can no longer be read.
        """
        ...
