"""psql's unaligned output (`-A`): values between separators, as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.aligned_format import rows_footer, with_null
from lakebase_tui.query.formats.columnwise import encoded
from lakebase_tui.query.rows import Row


@dataclass(frozen=True, slots=True)
class UnalignedOptions:
    r"""Settings of psql's `\pset` that unaligned output takes."""

    field_separator: str = "|"
    """`-F`; NUL for `-z`."""
    record_separator: str = "\n"
    """`-R`; NUL for `-0`."""
    null: str = ""
    tuples_only: bool = False
    """No names, and no number of rows."""
    footer: bool = True
    """The number of rows."""
    expanded: bool = False
    """A line a value, its name before it."""


class UnalignedFormat:
    """Writes one result as psql does with `-A`. Nothing is quoted: what is in a value stays in it."""

    def __init__(self, options: UnalignedOptions | None = None) -> None:
        self._options = options or UnalignedOptions()
        self._names: list[str] = []
        self._started = False

    def begin(self, columns: Sequence[Column]) -> str:
        """The names, if they are wanted."""
        self._names = [column.name for column in columns]
        options = self._options
        self._started = not options.tuples_only and not options.expanded
        return options.field_separator.join(self._names) if self._started else ""

    def rows(self, rows: Sequence[Row]) -> str:
        """Rows; a record separator stands before each but the first."""
        if not rows or not self._names:
            return ""
        options = self._options
        between = options.record_separator * (2 if options.expanded else 1)
        cells = encoded(rows, [lambda values: with_null(values, options.null)] * len(self._names))
        write = self._expanded if options.expanded else options.field_separator.join
        before, self._started = between if self._started else "", True
        return before + between.join(map(write, cells))

    def end(self, total: int) -> str:
        """The number of rows, and the end of the last line."""
        options, footer = self._options, ""
        if options.footer and not options.tuples_only and not options.expanded:
            footer = options.record_separator + rows_footer(total)
        if not self._started:
            return ""
        return footer + ("\0" if options.record_separator == "\0" else "\n")

    def _expanded(self, cells: Sequence[str]) -> str:
        separator = self._options.field_separator
        lines = (f"{name}{separator}{cell}" for name, cell in zip(self._names, cells, strict=True))
        return self._options.record_separator.join(lines)
