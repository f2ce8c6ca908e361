"""psql's aligned output: a table of text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.cell_width import Shown, shown_lines
from lakebase_tui.query.formats.columnwise import Values, joined
from lakebase_tui.query.rows import Row

_MORE_LINES = "+"


@dataclass(frozen=True, slots=True)
class PsqlTableOptions:
    r"""Settings of psql's `\pset` that a table takes."""

    null: str = ""
    border: int = 1
    """0: blanks between columns; 1: lines between them; 2: a frame."""
    tuples_only: bool = False
    """No names, and no number of rows."""
    footer: bool = True
    """The number of rows."""

    def __post_init__(self) -> None:
        if self.border not in (0, 1, 2):
            raise ValueError("A border is 0, 1 or 2.")


class AlignedFormat:
    """Writes one result as psql does by default.

    The widths of columns stand in the first line already: show it all rows with `measure` before `begin`.

    Args:
        columns: Those that `begin` will be told.
        options: As psql's own by default.
    """

    def __init__(self, columns: Sequence[Column], options: PsqlTableOptions | None = None) -> None:
        self._options = options or PsqlTableOptions()
        self._border = self._options.border
        self._columns = columns
        self._heads = [shown_lines(column.name) for column in columns]
        self._widths = [max(width for _, width in head) for head in self._heads]

    def measure(self, rows: Sequence[Row]) -> None:
        """Take note of how wide some rows are."""
        if rows:
            for position, values in enumerate(zip(*rows, strict=True)):
                widest = widest_of(values, self._options.null)
                self._widths[position] = max(self._widths[position], widest)

    def begin(self, columns: Sequence[Column]) -> str:
        """The names, centred, and the line below them."""
        if self._options.tuples_only:
            return ""
        top = self._rule() if self._border == 2 else ""
        return top + self._names() + self._rule()

    def rows(self, rows: Sequence[Row]) -> str:
        """A line a row; values with line ends take several, with a `+` where one goes on."""
        if not rows or not self._columns:
            return ""
        padded = [self._column(i, values) for i, values in enumerate(zip(*rows, strict=True))]
        left, between, right = _EDGES[self._border]
        lines = []
        for row, cells in zip(rows, zip(*padded, strict=True), strict=True):
            if None in cells:
                lines.append(self._tall_row(row))
            else:
                lines.append(f"{left}{between.join(cells)}{right}\n")
        return "".join(lines)

    def end(self, total: int) -> str:
        """The number of rows, and the empty line that psql puts behind each table."""
        bottom = self._rule() if self._border == 2 else ""
        options = self._options
        footer = rows_footer(total) + "\n" if options.footer and not options.tuples_only else ""
        return f"{bottom}{footer}\n"

    def _rule(self) -> str:
        dashes = ["-" * width for width in self._widths]
        match self._border:
            case 0:
                return " ".join(dashes) + "\n"
            case 1:
                return "-" + "-+-".join(dashes) + "-\n"
            case _:
                return "+-" + "-+-".join(dashes) + "-+\n"

    def _names(self) -> str:
        height = max(map(len, self._heads), default=0)
        return "".join(self._name_line(number) for number in range(height))

    def _name_line(self, number: int) -> str:
        cells = []
        for head, width in zip(self._heads, self._widths, strict=True):
            text, taken = head[number] if number < len(head) else ("", 0)
            space = width - taken
            mark = _MORE_LINES if number + 1 < len(head) else " "
            before = " " if self._border else ""
            cells.append(f"{before}{' ' * (space // 2)}{text}{' ' * ((space + 1) // 2)}{mark}")
        line = ("|" if self._border else "").join(cells)
        return f"|{line}|\n" if self._border == 2 else f"{line}\n"

    def _column(self, position: int, values: Values) -> list[str | None]:
        """The cells of a column in their width; None for those of several lines."""
        width = self._widths[position]
        right = self._columns[position].align_right
        bare = not right and self._border != 2 and position == len(self._columns) - 1
        texts = with_null(values, self._options.null)
        if is_plain(texts):
            if bare:
                return list(texts)
            return [each.rjust(width) for each in texts] if right else [each.ljust(width) for each in texts]
        pad = _pad_none if bare else _pad_left if right else _pad_right
        return [_in_width(shown_lines(each), width, pad) for each in texts]

    def _tall_row(self, row: Row) -> str:
        cells = [shown_lines(self._options.null if value is None else value) for value in row]
        height = max(map(len, cells))
        return "".join(self._tall_line(cells, number) for number in range(height))

    def _tall_line(self, cells: Sequence[Sequence[Shown]], number: int) -> str:
        last = len(cells) - 1
        parts = []
        for position, cell in enumerate(cells):
            more, filled = number + 1 < len(cell), position < last or self._border == 2
            parts.append(" " if self._border else "")
            if number < len(cell):
                right = self._columns[position].align_right
                pad = _pad_left if right else _pad_right if filled or more else _pad_none
                parts.append(pad(*cell[number], self._widths[position]))
            elif filled:
                parts.append(" " * self._widths[position])
            parts.append(_MORE_LINES if more else " " if filled else "")
            parts.append("|" if self._border and position < last else "")
        line = "".join(parts)
        return f"|{line}|\n" if self._border == 2 else f"{line}\n"


_EDGES = (("", " ", ""), (" ", " | ", ""), ("| ", " | ", " |"))


def rows_footer(total: int) -> str:
    """How psql counts: `(1 row)`, `(2 rows)`."""
    return "(1 row)" if total == 1 else f"({total} rows)"


def with_null(values: Values, null: str) -> Sequence[str]:
    """A column's values with something in place of NULL."""
    texts, _, nulls = joined(values)
    return [null if value is None else value for value in values] if nulls and null else texts


def is_plain(texts: Iterable[str]) -> bool:
    """Whether each character of all texts is one cell wide and shown as it is."""
    text = "".join(texts)
    return text.isascii() and text.isprintable()


def widest_of(values: Values, null: str) -> int:
    """The width in cells of a column's widest line."""
    texts = with_null(values, null)
    if is_plain(texts):
        return max(map(len, texts), default=0)
    return max((width for each in texts for _, width in shown_lines(each)), default=0)


def _in_width(lines: Sequence[Shown], width: int, pad: Callable[[str, int, int], str]) -> str | None:
    return pad(*lines[0], width) if len(lines) == 1 else None


def _pad_left(text: str, taken: int, width: int) -> str:
    return " " * (width - taken) + text


def _pad_right(text: str, taken: int, width: int) -> str:
    return text + " " * (width - taken)


def _pad_none(text: str, taken: int, width: int) -> str:
    return text
