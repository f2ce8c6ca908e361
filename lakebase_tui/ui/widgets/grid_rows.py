"""The rows that a grid looks at, read a screenful at a time."""

from collections.abc import Callable, Sequence

from lakebase_tui.query.rows import Row, RowSource


class RowWindow:
    """A run of rows around what is in view.

    Args:
        source: Gives the rows.
        unreadable: Is told once when the source fails: drawing must go on.
    """

    def __init__(self, source: RowSource, unreadable: Callable[[], None]) -> None:
        self.source = source
        self._unreadable = unreadable
        self._told = False
        self._start = 0
        self._rows: Sequence[Row] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """What was read last."""
        return self._rows

    def forget(self) -> None:
        """The rows may be others now."""
        self._rows = ()

    def row(self, index: int, top: int, height: int, total: int) -> Row | None:
        """One row; those in view (`height` rows from `top`) are asked for together."""
        if not 0 <= index < total:
            return None
        if not 0 <= index - self._start < len(self._rows):
            self._start = top if top <= index < top + height else index
            self._rows = self._read(self._start, min(self._start + height, total))
        place = index - self._start
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _read(self, start: int, stop: int) -> Sequence[Row]:
        try:
            return self.source.rows(start, stop)
        except OSError:
            if not self._told:
                self._told = True
                self._unreadable()
            return ()
