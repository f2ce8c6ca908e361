"""SQL: the list behind an IN."""

from collections.abc import Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, each, encoded
from lakebase_tui.query.formats.sql_values import literal_of
from lakebase_tui.query.rows import Row


class InListFormat:
    """Writes one result as `('a', 'b')`, or of several columns as `((1, 'a'), (2, 'b'))`.

    Each value stands once, where it came first. A row with a NULL is left out, for IN finds none by it.
    Nothing left is `(NULL)`, which finds nothing.
    """

    def __init__(self) -> None:
        self._encoders: list[Encoder] = []
        self._seen: set[tuple[str, ...]] = set()
        self.left_out = 0
        """Rows so far that had a NULL."""

    def begin(self, columns: Sequence[Column]) -> str:
        """The parenthesis."""
        self._encoders = [each(literal_of(column, compared=True), "NULL") for column in columns]
        self._seen, self.left_out = set(), 0
        return "("

    def rows(self, rows: Sequence[Row]) -> str:
        """Those that were not there yet; a comma stands before each but the first."""
        whole = [row for row in rows if None not in row]
        self.left_out += len(rows) - len(whole)
        parts = []
        for cells in encoded(whole, self._encoders):
            if cells and cells not in self._seen:
                parts.append(", " if self._seen else "")
                self._seen.add(cells)
                parts.append(cells[0] if len(cells) == 1 else f"({', '.join(cells)})")
        return "".join(parts)

    def end(self, total: int) -> str:
        """The other parenthesis."""
        return ")" if self._seen else "NULL)"

    @property
    def remark(self) -> str:
        """What was left out, as a sentence; empty for nothing."""
        if not self.left_out:
            return ""
        return "1 NULL was left out." if self.left_out == 1 else f"{self.left_out:,} NULLs were left out."
