"""Rows that were filtered or sorted, with what is pending on top."""

from collections.abc import Callable, Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.rows import Row, RowSource


class EditedView:
    """A row source over a view that was made before, or while, its rows were edited.

    Args:
        view: The rows in view, as they were.
        editing: What is pending.
        position: The place among all rows, as `Editing.rows` counts them, of one in view.
    """

    def __init__(self, view: RowSource, editing: Editing, position: Callable[[int], int]) -> None:
        self._view = view
        self._editing = editing
        self._position = position

    @property
    def columns(self) -> Sequence[Column]:
        """Those of the view."""
        return self._view.columns

    def __len__(self) -> int:
        return len(self._view)

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """See `RowSource`."""
        start = max(0, start)
        pending = self._editing.rows
        return [
            pending.overlay(pending.row_at(self._position(index)), row)
            for index, row in enumerate(self._view.rows(start, stop), start)
        ]
