"""A value as wrapped text, whatever its size: only the rows in view are wrapped, made visible and drawn."""

from bisect import bisect_left

from textual.strip import Strip

from lakebase_tui.sql.values.search import Finder
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import CellView, Span, in_slices
from lakebase_tui.ui.widgets.wrapping import WrappedRow, WrappedText

_SCREENFUL = 200
"""Rows that are wrapped before anything else happens."""


class ValueView(CellView):
    """A wrapped text with line numbers where it has more than one line; the rest is found in slices.

    Args:
        text: As the server wrote it.
    """

    def __init__(self, text: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text
        self._lines = text.count("\n") + 1
        self._gutter = len(count(self._lines)) + 1 if self._lines > 1 else 0
        self._wrapped = WrappedText(text, 1)
        self._goal: int | None = None
        self._at_top = False
        self._rows_at = (-1, -1)
        self._rows: list[WrappedRow] = []

    @property
    def wrapped(self) -> WrappedText:
        """The rows."""
        return self._wrapped

    @property
    def place(self) -> str:
        """The line at the top, and how far through that is."""
        if self._goal is not None:
            return f"reading… {100 * self._wrapped.position // max(1, len(self._text))} %"
        rows = self._wrapped.slice(self.scroll_offset.y, self.scroll_offset.y + self.scrollable_size.height)
        if not rows:
            return ""
        share = 100 * rows[-1].stop // max(1, len(self._text))
        return f"line {count(rows[0].line + 1)} of {count(self._lines)}  {share} %"

    def on_resize(self) -> None:
        """Wrap anew for another width; what stood at the top stays there."""
        width = self.scrollable_size.width - self._gutter
        if width < 1 or width == self._wrapped.width:
            return
        top = self._top() if self._wrapped.rows else 0
        self._wrapped = WrappedText(self._text, width)
        self._rows_at = (-1, -1)
        if self._goal is None and top:
            self._goal, self._at_top = top, True
        while not self._wrapped.complete and self._wrapped.rows < _SCREENFUL:
            self._wrapped.advance()
        self._tell()
        wrapped = self._wrapped
        self.in_background("wrap", lambda: self._read_on(wrapped))

    async def _read_on(self, wrapped: WrappedText) -> None:
        async def piece() -> bool:
            wrapped.advance()
            if self._goal is not None and (wrapped.complete or wrapped.position > self._goal):
                self._reach()
            return not wrapped.complete

        await in_slices(piece, self._tell)

    def _tell(self) -> None:
        self._rows_at = (-1, -1)
        if self._goal is not None and self._wrapped.complete:
            self._reach()
        self.use_lines(self._wrapped.rows)
        self.post_message(self.Moved(self))

    def _top(self) -> int:
        rows = self._wrapped.slice(self.scroll_offset.y, self.scroll_offset.y + 1)
        return rows[0].start if rows else 0

    # -- going places -------------------------------------------------------------------------------

    def show_offset(self, offset: int) -> None:
        """Bring a place of the text into view, once it is known on which row it is."""
        self._goal, self._at_top = offset, False
        if self._wrapped.complete or self._wrapped.position > offset:
            self._reach()

    def action_last(self) -> None:
        """Show the end, as soon as it is known where that is."""
        self.show_offset(len(self._text))

    def action_lines(self, lines: int) -> None:
        """Scroll by lines, which gives up waiting for a place."""
        self._goal = None
        super().action_lines(lines)

    def action_first(self) -> None:
        """Show the beginning."""
        self._goal = None
        super().action_first()

    def _reach(self) -> None:
        goal, self._goal = self._goal, None
        if goal is None:
            return
        row, height = self._wrapped.row_of(goal), self.scrollable_size.height
        self.use_lines(self._wrapped.rows)
        top = self.scroll_offset.y
        if self._at_top or not top <= row < top + height:
            wanted = row if self._at_top else max(0, row - height // 3)
            self.scroll_at_once(min(wanted, max(0, self._wrapped.rows - height)))
        self._rows_at = (-1, -1)
        self.refresh()

    # -- searching ----------------------------------------------------------------------------------

    def finder(self, needle: str) -> Finder:
        """Look through the text as it is, not as it is drawn."""
        return Finder(self._text, needle)

    def found_from(self) -> tuple[int, int]:
        """From the place that was shown last while it is in view, else from the top row."""
        top = self._top()
        if self._finder is not None and self._here >= 0:
            here = self._finder.found[self._here]
            rows = self._wrapped.slice(
                self.scroll_offset.y, self.scroll_offset.y + self.scrollable_size.height
            )
            if self._goal is not None or (rows and top <= here <= rows[-1].stop):
                return here, here + 1
        return top, top

    def go_to_found(self, number: int) -> None:
        """Show one of the places."""
        if self._finder is not None:
            self.show_offset(self._finder.found[number])

    # -- drawing ------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, top = self.scrollable_size.width, self.scroll_offset.y
        wanted = (top, self.scrollable_size.height)
        if wanted != self._rows_at:
            self._rows_at = wanted
            self._rows = self._wrapped.slice(top, top + self.scrollable_size.height)
        if y >= len(self._rows):
            return self.strip([], width)
        row = self._rows[y]
        spans: list[Span] = []
        if self._gutter:
            number = "" if row.continues and y else count(row.line + 1)
            spans.append((f"{number:>{self._gutter - 1}} ", "dim"))
        return self.strip([*spans, *self._spans(row)], width)

    def _spans(self, row: WrappedRow) -> list[Span]:
        """The text of a row in pieces, what was found set off."""
        finder, shown = self._finder, self._wrapped.shown
        if finder is None:
            return [(shown(row.start, row.stop), "text")]
        spans: list[Span] = []
        at = row.start
        number = max(0, bisect_left(finder.found, row.start) - 1)
        while number < len(finder.found) and finder.found[number] < row.stop:
            start = max(at, finder.found[number])
            stop = min(row.stop, finder.found[number] + finder.length_at(number))
            if stop > start:
                spans.append((shown(at, start), "text"))
                spans.append((shown(start, stop), "found-here" if number == self._here else "found"))
                at = stop
            number += 1
        return [*spans, (shown(at, row.stop), "text")]
