"""One version of an editor's text: its statements, its offsets, and the coloured parts of each line."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final

from lakebase_tui.sql import Statement, split_statements, statement_at
from lakebase_tui.sql.highlight import LEXED_LIMIT, Span, highlight
from lakebase_tui.sql.statements import resplit_statements
from lakebase_tui.ui.widgets.editor_brackets import partner_of

_BRACKETS: Final = frozenset("()[]")
_BLOCK: Final = 256
_MOST_PIECES: Final = 100
"""Statements of a single line that are coloured; a line that holds more is not read by people."""

Location = tuple[int, int]
Range = tuple[int, int]
"""Offsets in characters: of the first, and of the one behind the last."""


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
        self._starts: dict[int, list[int]] = {}

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
    def _block_starts(self) -> list[int]:
        """Where every 256th line begins; a list of all of them would cost each key press its making."""
        width, lines = len(self._newline), self._lines
        blocks = (lines[first : first + _BLOCK] for first in range(0, len(lines), _BLOCK))
        return list(accumulate((sum(map(len, block)) + width * len(block) for block in blocks), initial=0))

    def _starts_in(self, block: int) -> list[int]:
        """Where the lines of a block begin."""
        starts = self._starts.get(block)
        if starts is None:
            lines, width = self._lines[block * _BLOCK : (block + 1) * _BLOCK], len(self._newline)
            lengths = (len(line) + width for line in lines[:-1])
            starts = list(accumulate(lengths, initial=self._block_starts[block]))
            self._starts[block] = starts
        return starts

    def _line_start(self, row: int) -> int:
        return self._starts_in(row // _BLOCK)[row % _BLOCK]

    def _row_of(self, offset: int) -> int:
        block = min(bisect_right(self._block_starts, offset), len(self._block_starts) - 1) - 1
        return block * _BLOCK + bisect_right(self._starts_in(block), offset) - 1

    @cached_property
    def flat(self) -> str:
        r"""The text with `\n` as its line end, in which one searches; `flat_offset` counts in it."""
        return self.text if self._newline == "\n" else "\n".join(self._lines)

    def flat_offset(self, location: Location) -> int:
        """Return the offset of a line and column in `flat`."""
        return self.offset_of(location) - location[0] * (len(self._newline) - 1)

    def flat_location(self, offset: int) -> Location:
        """Return the line and column of an offset in `flat`."""
        spare = len(self._newline) - 1
        first = bisect_right(
            range(len(self._lines)), offset, key=lambda row: self._line_start(row) - row * spare
        )
        return first - 1, offset - self.flat_offset((first - 1, 0))

    def offset_of(self, location: Location) -> int:
        """Return the offset of a line and column, in characters."""
        row, column = location
        return self._line_start(min(row, len(self._lines) - 1)) + column

    def location_of(self, offset: int) -> Location:
        """Return the line and column of an offset; one outside of the text becomes the nearest inside."""
        offset = max(0, min(offset, len(self.text)))
        row = self._row_of(offset)
        return row, min(offset - self._line_start(row), len(self._lines[row]))

    def statement_at(self, location: Location) -> Statement | None:
        """Return the statement that a cursor at `location` means."""
        return statement_at(self.statements, self.offset_of(location))

    def statements_on(self, row: int) -> list[Statement]:
        """Return the statements of which a part is on a line; at most as many as are coloured."""
        return self.statements_between(row, row)[:_MOST_PIECES]

    def statements_between(self, first: int, last: int) -> list[Statement]:
        """Return the statements of which a part is on one of some lines."""
        start, end = self._line_start(first), self._line_start(last) + len(self._lines[last])
        begin = bisect_left(self.statements, start, key=_end)
        return self.statements[begin : bisect_right(self.statements, end, key=_start)]

    def brackets_at(self, location: Location) -> tuple[Location, ...]:
        """Return the bracket at a place, else the one before it, and its partner; nothing without one."""
        row, column = location
        for at in (column, column - 1):
            if at < 0 or self._lines[row][at : at + 1] not in _BRACKETS:
                continue
            for statement in self.statements_on(row):
                offset = self.offset_of((row, at)) - statement.start
                partner = partner_of(statement.text(self.text), offset)
                if partner is not None:
                    return (row, at), self.location_of(statement.start + partner)
        return ()

    def length_of(self, row: int) -> int:
        """Return how many characters a line has."""
        return len(self._lines[row])

    def rows_of(self, statement: Statement) -> range:
        """Return the lines on which a statement stands."""
        return range(self._row_of(statement.start), self._row_of(statement.end) + 1)

    def _piece(self, index: int) -> Range:
        """A part that is coloured by itself: a statement with what is between it and the one before."""
        start = self.statements[index - 1].end if index else 0
        return start, self.statements[index].end if index < len(self.statements) else len(self.text)

    def spans(self, row: int) -> tuple[Span, ...]:
        """Return the coloured parts of a line, with columns counted from the line's beginning."""
        line_start = self._line_start(row)
        line_end = line_start + len(self._lines[row])
        found: list[Span] = []
        first = bisect_right(self.statements, line_start, key=_end)
        for index in range(first, min(len(self.statements) + 1, first + _MOST_PIECES)):
            start, end = self._piece(index)
            if start > line_end:
                break
            piece_row = self._row_of(start)
            shift = start - line_start if piece_row == row else 0
            piece = self.text[start : min(end, start + LEXED_LIMIT)]
            coloured = highlight(piece.replace("\r", "\n") if self._newline == "\r" else piece)
            if row - piece_row < len(coloured):
                found.extend(
                    Span(span.start + shift, span.end + shift, span.group)
                    for span in coloured[row - piece_row]
                )
        return tuple(found)


def _start(statement: Statement) -> int:
    return statement.start


def _end(statement: Statement) -> int:
    return statement.end
