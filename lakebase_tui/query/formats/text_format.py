"""What every text format offers."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from lakebase_tui.query.columns import Column
from lakebase_tui.query.rows import Row


class TextFormat(Protocol):
    """Writes one result. One object a result: it may remember what came before.

    What it returns is encoded with `surrogateescape` by whoever writes it out, so that bytes which could not
    be decoded come out as they came in. Line ends are line feeds.
    """

    def begin(self, columns: Sequence[Column]) -> str:
        """What stands before the first row."""
        ...

    def rows(self, rows: Sequence[Row]) -> str:
        """Some rows; separators that stand between rows may come before each but the first."""
        ...

    def end(self, total: int) -> str:
        """What stands behind the last row; `total` rows were written."""
        ...


@runtime_checkable
class MeasuredFormat(TextFormat, Protocol):
    """One that has to see all rows before it writes the first line."""

    def measure(self, rows: Sequence[Row]) -> None:
        """Look at some rows; all of them, before `begin`."""
        ...
