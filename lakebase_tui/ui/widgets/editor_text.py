"""One version of an editor's text: its statements, its offsets, and the coloured parts of each line."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final

from rich.cells import cell_len
from textual.widgets.text_area import WrappedDocument

from lakebase_tui.sql import Statement, split_statements, statement_at
from lakebase_tui.sql.highlight import LEXED_LIMIT, Span, highlight
from lakebase_tui.sql.statements import resplit_statements
from lakebase_tui.sql.visible import visible_in_place

_MOST_PIECES: Final = 100
"""Statements of a single line that are coloured; a line that holds more is not read by people."""

Location = tuple[int, int]


class FlatDocument(WrappedDocument):
    """The view of a document that is never wrapped: it is as high as the document has lines."""

    @property
    def height(self) -> int:
        """Lines of the document; asked for with each line that is drawn."""
        return self.document.line_count


def hidden_width(lines: Iterable[str]) -> int:
    """Return how many cells wider the widest line may get when its hidden characters are made visible."""
    unclean = (line for line in lines if not (line.isascii() and line.isprintable()))
    return max((cell_len(visible_in_place(line)) - cell_len(line) for line in unclean), default=0)


class EditorText:
    """What an editor asks about its text between two edits; each answer is found once, when first asked for.

    Args:
        lines: The lines, without their ends.
        newline: The line end between them.
        before: The version before the last edit, whose statements are made use of.
    """

    def __init__(self, lines: Sequence[str], newline: str, before: "EditorText | None" = None) -> None:
        self._lines = list(lines)
        self._newline = newline
        self._before = before.latest_split() if before else None

    def latest_split(self) -> "EditorText | None":
        """Return the latest version, this one or one before it, whose statements were asked for."""
        return self if "statements" in self.__dict__ else self._before

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return self._newline.join(self._lines)

    @cached_property
    def statements(self) -> list[Statement]:
        """Its statements, in order."""
        before, self._before = self._before, None
        if before is None:
            return split_statements(self.text)
        return resplit_statements(self.text, before.text, before.statements)

    @cached_property
    def _line_starts(self) -> list[int]:
        width = len(self._newline)
        return list(accumulate((len(line) + width for line in self._lines[:-1]), initial=0))

    @cached_property
    def _piece_starts(self) -> list[int]:
        """Where each piece that is coloured by itself begins: behind the statement before it."""
        return [0, *(statement.end for statement in self.statements)]

    def offset_of(self, location: Location) -> int:
        """Return the offset of a line and column, in characters."""
        row, column = location
        return self._line_starts[min(row, len(self._line_starts) - 1)] + column

    def location_of(self, offset: int) -> Location:
        """Return the line and column of an offset; one outside of the text becomes the nearest inside."""
        offset = max(0, min(offset, len(self.text)))
        row = self._row_of(offset)
        return row, min(offset - self._line_starts[row], len(self._lines[row]))

    def statement_at(self, location: Location) -> Statement | None:
        """Return the statement that a cursor at `location` means."""
        return statement_at(self.statements, self.offset_of(location))

    def rows_of(self, statement: Statement) -> range:
        """Return the lines on which a statement stands."""
        return range(self._row_of(statement.start), self._row_of(statement.end) + 1)

    def spans(self, row: int) -> list[Span]:
        """Return the coloured parts of a line, with columns counted from the line's beginning."""
        line_start = self._line_starts[row]
        line_end = line_start + len(self._lines[row])
        starts = self._piece_starts
        found: list[Span] = []
        first = bisect_right(starts, line_start) - 1
        for index in range(first, min(len(starts), first + _MOST_PIECES)):
            start = starts[index]
            if start > line_end:
                break
            end = starts[index + 1] if index + 1 < len(starts) else len(self.text)
            piece_row = self._row_of(start)
            shift = start - line_start if piece_row == row else 0
            piece = self.text[start : min(end, start + LEXED_LIMIT)]
            coloured = highlight(piece.replace("\r", "\n") if self._newline == "\r" else piece)
            if row - piece_row < len(coloured):
                found.extend(
                    Span(span.start + shift, span.end + shift, span.group)
                    for span in coloured[row - piece_row]
                )
        return found

    def _row_of(self, offset: int) -> int:
        return bisect_right(self._line_starts, offset) - 1
