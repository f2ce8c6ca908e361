"""What a reader made of one result: which rows, in which order, what is looked for. No widget."""

from collections.abc import Mapping, Sequence

from lakebase_tui.query.column_facts import ColumnFacts
from lakebase_tui.query.edit.edited_view import EditedView
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.edit.pending_rows import KnownRows
from lakebase_tui.query.filters import Filter, Filtering
from lakebase_tui.query.find import Find, Hit
from lakebase_tui.query.row_file import RowFile
from lakebase_tui.query.row_view import RowView
from lakebase_tui.query.rows import Row, RowSource
from lakebase_tui.query.server_sort import ServerOrder
from lakebase_tui.query.slices import Progress, unwatched
from lakebase_tui.query.sort import SortKey, sort_rows
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.grid_cell import Spans

DEFAULTED = "default"
_SIGNS = {"changed": "~", "new": "+", "deleted": "-"}
ASCENDING, DESCENDING, FILTERED = "▲", "▼", "∈"


class ResultReader:
    """Filters, then sorts, then searches the rows of one result; also the grid's `Decoration`.

    Once rows are edited, those with what is pending take the place of the result's own.

    Args:
        source: The result.
    """

    def __init__(self, source: RowSource) -> None:
        self.source = source
        self.editing: Editing | None = None
        self.facts: list[ColumnFacts] | None = None
        """What the catalogue knows of the columns, once it was asked."""
        self.filters: tuple[Filter, ...] = ()
        self.keys: tuple[SortKey, ...] = ()
        self.find: Find | None = None
        self._regex = False
        self._columns: Sequence[int] | None = None
        self._changes = 0
        self._filtering: Filtering | None = None
        self._sorted: RowFile | None = None

    @property
    def version(self) -> int:
        """Counts what changes the look of rows."""
        return self._changes + (self.editing.changes.version if self.editing is not None else 0)

    @property
    def base(self) -> RowSource:
        """All rows there are, as they were read or as they will be."""
        return self.editing.rows if self.editing is not None else self.source

    @property
    def _comparable(self) -> RowSource:
        """All rows, as they are filtered and sorted."""
        return KnownRows(self.editing.rows, self.editing.changes) if self.editing is not None else self.source

    @property
    def rows(self) -> RowSource:
        """The rows to show."""
        view = self._view
        if view is None:
            return self.base
        return view if self.editing is None else EditedView(view, self.editing, self.position)

    @property
    def _view(self) -> "RowFile | RowView | None":
        if self._sorted is not None:
            return self._sorted
        return self._filtering.view if self._filtering is not None else None

    @property
    def scanned(self) -> int:
        """Rows of the result that the filters were asked for."""
        return self._filtering.scanned if self._filtering is not None else len(self.base)

    async def use(
        self,
        filters: Sequence[Filter],
        keys: Sequence[SortKey],
        progress: Progress = unwatched,
        server: ServerOrder | None = None,
        *,
        anew: bool = False,
    ) -> None:
        """Show the rows that fulfil all filters, sorted; what was shown stays until that is done.

        Args:
            filters: All must be true.
            keys: The most important first; none: in the server's order.
            progress: Told of rows done and rows in all.
            server: Asked for an order that only it knows.
            anew: Even if the filters are the same, since the rows are not.

        Raises:
            LakebaseTuiError: A value cannot be compared, or a column not be put in order here.
            OSError: Rows can no longer be read.
        """
        filtering, fresh, base = self._filtering, None, self._comparable
        sorted_rows: RowFile | None = None
        try:
            # What is pending may have come after the rows were filtered.
            if anew or self.editing is not None or tuple(filters) != self.filters:
                filtering = fresh = Filtering(base, filters) if filters else None
                if filtering is not None:
                    await filtering.run(progress)
            if keys:
                shown = filtering.view if filtering is not None else base
                sorted_rows = await sort_rows(shown, keys, progress, server)
        except BaseException:
            if fresh is not None:
                fresh.close()
            raise
        before, self._filtering = self._filtering, filtering
        if before is not None and before is not filtering:
            before.close()
        if self._sorted is not None:
            self._sorted.close()
        self._sorted = sorted_rows
        self.filters, self.keys = tuple(filters), tuple(keys)
        self.restart_find()

    async def go_on(self, progress: Progress = unwatched) -> None:
        """More rows have arrived: filter them, too.

        Raises:
            LakebaseTuiError: A value cannot be compared.
            OSError: Rows can no longer be read.
        """
        if self._filtering is not None and self._sorted is None:
            await self._filtering.run(progress)

    def look_for(self, needle: str, *, regex: bool = False, columns: Sequence[int] | None = None) -> None:
        """Look for a text from now on; the empty text ends that.

        Args:
            needle: The text.
            regex: Whether it is a regular expression.
            columns: Numbers of the columns to look at; None for all.

        Raises:
            LakebaseTuiError: The regular expression is none.
        """
        self.find = Find(self.rows, needle, regex=regex, columns=columns) if needle else None
        self._regex, self._columns = regex, columns
        self._changes += 1

    def look_at(self, columns: Sequence[int] | None) -> bool:
        """Look for the same in these columns from now on. Returns whether these are others than before."""
        if self.find is None or columns == self._columns:
            return False
        self._columns = columns
        self.restart_find()
        return True

    async def hit(self, row: int, column: int, *, back: bool = False, here: bool = False) -> Hit | None:
        """The next match from a cell (its row as shown, its number in the result), or the one before it."""
        if self.find is None:
            return None
        search = self.find.previous if back else self.find.next
        return await search(row, column, inclusive=here)

    def marks_of_columns(self) -> list[str]:
        """What stands behind each column's name."""
        marks = [""] * len(self.source.columns)
        for each in self.filters:
            marks[each.column] = FILTERED
        for rank, key in enumerate(self.keys, 1):
            arrow = DESCENDING if key.descending else ASCENDING
            marks[key.column] += f"{arrow}{rank}" if len(self.keys) > 1 else arrow
        return marks

    def describe(self) -> list[str]:
        """The filters in words."""
        return [each.describe(self.source.columns) for each in self.filters]

    def position(self, row: int) -> int:
        """The place among all rows of one that is shown."""
        if self._sorted is not None:
            row = self._sorted.source_row(row)
        return self._filtering.view.source_row(row) if self._filtering is not None else row

    def close(self) -> None:
        """Give back what filters and sorting took."""
        if self._filtering is not None:
            self._filtering.close()
        if self._sorted is not None:
            self._sorted.close()

    # -- what the grid asks for each row ------------------------------------------------------------

    def matches(self, row: int, values: Row) -> Mapping[int, Spans]:
        """What was found, by number of the column."""
        if self.find is None:
            return {}
        found: dict[int, list[tuple[int, int]]] = {}
        for column, start, end in self.find.spans(values):
            found.setdefault(column, []).append((start, end))
        return found

    def marks(self, row: int) -> Mapping[int, str]:
        """What is pending, by number of the column."""
        if self.editing is None or not self.editing.changes.changes:
            return {}
        rows, position = self.editing.rows, self.position(row)
        if not rows.row_mark(position):
            return {}
        marks = {
            column: DEFAULTED if rows.is_default(position, column) else rows.mark(position, column)
            for column in range(len(self.source.columns))
        }
        return {column: mark for column, mark in marks.items() if mark}

    def label(self, row: int) -> str:
        """The row's number in the result, where it is not its place, and what is pending for it."""
        sign = ""
        if self.editing is not None and self.editing.changes.changes:
            sign = _SIGNS.get(self.editing.rows.row_mark(self.position(row)), "")
        if sign == _SIGNS["new"]:
            return sign
        if self._view is None and not sign:
            return ""
        return f"{sign}{count(self.position(row) + 1)}"

    def restart_find(self) -> None:
        """Rows read differently: what was found in them is to be found anew."""
        self._changes += 1
        if self.find is not None:
            self.find = Find(self.rows, self.find.needle, regex=self._regex, columns=self._columns)
