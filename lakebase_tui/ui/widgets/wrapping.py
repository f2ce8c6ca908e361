"""A text of any size as rows of a width: rows are found as they are wanted, and never all kept."""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from lakebase_tui.sql.visible import visible

_MARK_EVERY = 64
"""Rows from one remembered place to the next."""
_CHARACTERS_PER_CELL = 4
"""More characters than this for one cell (combining marks) begin a new row."""


@dataclass(frozen=True, slots=True)
class WrappedRow:
    """One row: the text from `start` to `stop` is drawn; `line` counts line ends before it."""

    start: int
    stop: int
    line: int
    continues: bool
    """Whether it goes on with the line of the row before."""


class WrappedText:
    """Where the rows of a text are, found in order by `advance`, which does a bounded piece of work a call.

    Args:
        text: As the server wrote it.
        width: Cells of a row.
    """

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(1, width)
        self.rows = 0
        """How many rows are known by now."""
        self.complete = False
        self.position = 0
        """Everything before it has been wrapped."""
        self._line = 0
        self._continues = False
        self._marks = array("I", [0])
        self._lines = array("I", [0])
        self._continued = bytearray([0])

    @property
    def lines(self) -> int:
        """Lines that the rows so far belong to."""
        return self._line + 1

    def advance(self) -> None:
        """Find more rows: up to the next remembered place."""
        while not self.complete:
            row, position = self._row(self.position, self._line, self._continues)
            self.rows += 1
            self._line, self._continues = row.line, position == row.stop or self.text[position - 1] != "\n"
            if not self._continues:
                self._line += 1
            self.position = position
            self.complete = position >= len(self.text) and self._continues
            if self.rows % _MARK_EVERY == 0:
                if not self.complete:
                    self._marks.append(self.position)
                    self._lines.append(self._line)
                    self._continued.append(self._continues)
                return

    def slice(self, start: int, stop: int) -> list[WrappedRow]:
        """The rows from `start` up to `stop`, as far as they are known."""
        found: list[WrappedRow] = []
        stop = min(stop, self.rows)
        if not 0 <= start < stop:
            return found
        mark = start // _MARK_EVERY
        position, line, continues = self._marks[mark], self._lines[mark], bool(self._continued[mark])
        for number in range(mark * _MARK_EVERY, stop):
            row, position = self._row(position, line, continues)
            if number >= start:
                found.append(row)
            continues = position == row.stop or self.text[position - 1] != "\n"
            line = row.line + (not continues)
        return found

    def row_of(self, offset: int) -> int:
        """The row that a place in the text is on; the last one known if it lies further."""
        mark = bisect_right(self._marks, offset) - 1
        first = mark * _MARK_EVERY
        rows = self.slice(first, first + _MARK_EVERY)
        behind = bisect_right([row.start for row in rows], offset)
        return first + max(0, behind - 1)

    def shown(self, start: int, stop: int) -> str:
        """A part of one row as it is drawn."""
        return shown(self.text[start:stop])

    def _row(self, start: int, line: int, continues: bool) -> tuple[WrappedRow, int]:
        """The row that begins at a place, and where the next one begins."""
        width, text = self.width, self.text
        piece = text[start : start + width + 1]
        end = piece.find("\n")
        if end >= 0:
            piece = piece[:end]
        if piece.isascii() and piece.isprintable():
            if end >= 0:
                return WrappedRow(start, start + end, line, continues), start + end + 1
            if len(piece) <= width:
                return WrappedRow(start, start + len(piece), line, continues), start + len(piece)
            fitting = width
        else:
            piece = text[start : start + width * _CHARACTERS_PER_CELL + 1]
            end = piece.find("\n")
            if end >= 0:
                piece = piece[: end - 1] if piece.endswith("\r", 0, end) else piece[:end]
            widths = list(accumulate(map(_WIDTHS.__getitem__, piece)))
            fitting = min(max(1, bisect_right(widths, width)), width * _CHARACTERS_PER_CELL)
            if fitting >= len(piece):
                stop = start + len(piece)
                return WrappedRow(start, stop, line, continues), start + end + 1 if end >= 0 else stop
        blank = piece.rfind(" ", 0, fitting + 1)
        if blank > fitting // 3:
            # A blank at the edge stays with the row that it ends, where it takes no room.
            return WrappedRow(start, start + min(blank + 1, fitting), line, continues), start + blank + 1
        return WrappedRow(start, start + fitting, line, continues), start + fitting


class _Widths(dict[str, int]):
    """Cells that a character takes when it is drawn, looked up once for each."""

    def __missing__(self, character: str) -> int:
        width = self[character] = cell_len(shown(character))
        return width


_WIDTHS = _Widths()


def shown(text: str) -> str:
    """A text without line ends as it is drawn: tabs as blanks, and nothing that steers the terminal."""
    return visible(text, tab="    ")
