"""An HTML table."""

from collections.abc import Sequence
from html import escape

from lakebase_tui.query.columns import Column
from lakebase_tui.query.formats.columnwise import Encoder, each, encoded
from lakebase_tui.query.rows import Row

_NULL = '<td class="null"></td>'


class HtmlFormat:
    """Writes one result as a `table`.

    Everything is escaped. A NULL's cell is empty and of the class `null`, a number's is of the class
    `number`; line ends are `<br>`.
    """

    def __init__(self) -> None:
        self._encoders: list[Encoder] = []

    def begin(self, columns: Sequence[Column]) -> str:
        """The table's start and its header."""
        self._encoders = [
            each(_number_cell if column.align_right else _text_cell, _NULL) for column in columns
        ]
        names = "".join(
            f'<th class="number">{_shown(column.name)}</th>' if column.align_right
            else f"<th>{_shown(column.name)}</th>"
            for column in columns
        )  # fmt: skip
        return f"<table>\n<thead>\n<tr>{names}</tr>\n</thead>\n<tbody>\n"

    def rows(self, rows: Sequence[Row]) -> str:
        """A `tr` a row."""
        return "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in encoded(rows, self._encoders))

    def end(self, total: int) -> str:
        """The table's end."""
        return "</tbody>\n</table>\n"


def _shown(text: str) -> str:
    return escape(text).replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")


def _text_cell(text: str) -> str:
    return f"<td>{_shown(text)}</td>"


def _number_cell(text: str) -> str:
    return f'<td class="number">{_shown(text)}</td>'
