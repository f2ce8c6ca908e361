"""JSON lines: an object a line."""

from collections.abc import Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.json_format import JsonObjects
from lakebase_tui.query.rows import Row


class JsonlFormat:
    """Writes one result as JSON lines; see `JsonObjects`."""

    def __init__(self) -> None:
        self._objects = JsonObjects((), one_line=True)

    def begin(self, columns: Sequence[Column]) -> str:
        """Nothing: the names stand in each object."""
        self._objects = JsonObjects(columns, one_line=True)
        return ""

    def rows(self, rows: Sequence[Row]) -> str:
        """An object a line."""
        return "".join(f"{line}\n" for line in self._objects.lines(rows))

    def end(self, total: int) -> str:
        """Nothing."""
        return ""
