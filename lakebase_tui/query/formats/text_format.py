"""What every text format offers."""

from collections.abc import Sequence
from typing import Protocol

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
        """Some rows, each with its line end."""
        ...

    def end(self, total: int) -> str:
        """What stands behind the last row; `total` rows were written."""
        ...
