r"""psql's expanded output (`\x`): a block of lines a row."""

from collections.abc import Sequence

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.aligned_format import PsqlTableOptions, rows_footer, widest_of
from lakebase_tui.query.formats.cell_width import Shown, shown_lines
from lakebase_tui.query.rows import Row


class ExpandedFormat:
    """Writes one result as psql does with `-x`.

    The first line is as wide as the widest value: show it all rows with `measure` before `begin`.

    Args:
        columns: Those that `begin` will be told.
        options: As psql's own by default.
    """

    def __init__(self, columns: Sequence[Column], options: PsqlTableOptions | None = None) -> None:
        self._options = options or PsqlTableOptions()
        self._border = self._options.border
        self._heads = [shown_lines(column.name) for column in columns]
        self._tall_heads = any(len(head) > 1 for head in self._heads)
        self._head_width = max((width for head in self._heads for _, width in head), default=0)
        self._width = 0
        self._tall_values = False
        self._measured = 0
        self._records = 0

    def measure(self, rows: Sequence[Row]) -> None:
        """Take note of how wide some rows are."""
        if rows:
            for values in zip(*rows, strict=True):
                self._width = max(self._width, widest_of(values, self._options.null))
                self._tall_values = self._tall_values or any(value and "\n" in value for value in values)
            self._measured += len(rows)

    def begin(self, columns: Sequence[Column]) -> str:
        """Nothing: names stand in each block."""
        self._records = 0
        if not self._options.tuples_only:
            self._width = max(self._width, self._width_under_titles())
        return ""

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a column; names and values with line ends take several."""
        if not self._heads:
            return ""
        return "".join(map(self._record, rows))

    def end(self, total: int) -> str:
        """The frame's end; only of no rows at all is the number told."""
        options = self._options
        if not self._records:
            told = options.footer and not options.tuples_only
            return f"{rows_footer(total)}\n\n" if told else "\n"
        return f"{self._rule('')}\n" if self._border == 2 else "\n"

    def _width_under_titles(self) -> int:
        """The room that values have below the title of the last record."""
        digits = len(str(self._measured))
        title = (len("* Record ") + digits, len("-[ RECORD  ]") + digits, len("+-[ RECORD  ]-+") + digits)
        between = [1, 3, 7]
        if self._border < 2:
            between[self._border] += self._tall_values
        if self._border == 0:
            between[0] += self._tall_heads
        return title[self._border] - self._head_width - between[self._border]

    def _record(self, row: Row) -> str:
        self._records += 1
        if not self._options.tuples_only:
            title = f"[ RECORD {self._records} ]" if self._border else f"* Record {self._records}"
            first = self._rule(title)
        else:
            first = self._rule("") if self._records > 1 or self._border == 2 else ""
        null = self._options.null
        return first + "".join(
            self._cell(head, shown_lines(null if value is None else value))
            for head, value in zip(self._heads, row, strict=True)
        )

    def _rule(self, title: str) -> str:
        """The line above a record; the title eats as much of it as it needs."""
        width, border = self._head_width, self._border
        if border == 0:
            return title.ljust(width + self._width) + "\n"
        start, end, before = ("+-", "-+", 1) if border == 2 else ("-", "", 0)
        whole = "-" * (width + before) + "+-" + "-" * self._width
        return f"{start}{title}{whole[len(title) :]}{end}\n"

    def _cell(self, head: Sequence[Shown], value: Sequence[Shown]) -> str:
        return "".join(self._line(head, value, number) for number in range(max(len(head), len(value))))

    def _line(self, head: Sequence[Shown], value: Sequence[Shown], number: int) -> str:
        left = self._head_part(head, number)
        bar = "|" if self._border else ""
        frame = "| " if self._border == 2 else ""
        return f"{frame}{left}{bar}{self._value_part(value, number)}\n"

    def _head_part(self, head: Sequence[Shown], number: int) -> str:
        marked = self._border > 0 or self._tall_heads
        text, width = head[number] if number < len(head) else ("", 0)
        mark = ("+" if number + 1 < len(head) else " ") if marked else ""
        return text + " " * (self._head_width - width) + mark

    def _value_part(self, value: Sequence[Shown], number: int) -> str:
        framed = self._border == 2
        if number >= len(value):
            return " " * (self._width + 2) + "|" if framed else ""
        text, width = value[number]
        more = number + 1 < len(value)
        blanks = " " * (self._width - width) if more or framed else ""
        mark = "+" if more else " " if framed else ""
        return f" {text}{blanks}{mark}{'|' if framed else ''}"
