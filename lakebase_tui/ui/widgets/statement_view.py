"""A statement to read: coloured and wrapped, what was searched for set off. Only rows in view are drawn."""

import re
from itertools import pairwise
from typing import Final

from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from lakebase_tui.sql.highlight import LEXED_LIMIT, highlight
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import CellView, Span, in_slices
from lakebase_tui.ui.widgets.editor_theme import syntax_styles
from lakebase_tui.ui.widgets.wrapping import WrappedRow, WrappedText

_SCREENFUL: Final = 200
"""Rows that are wrapped before anything else happens."""
_FIRST_LEXED: Final = 3_000
"""Characters that are coloured at once, and more when they come into view: a cursor runs over many texts."""


def words_pattern(words: str) -> re.Pattern[str] | None:
    """What finds any of some words, in any case; None without words."""
    each = sorted(words.split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, each)), re.IGNORECASE) if each else None


class StatementView(CellView):
    """Shows one statement after the other. The owner calls `show`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._sought: re.Pattern[str] | None = None
        self._wrapped = WrappedText("", 1)
        self._starts = [0]
        self._lexed = _FIRST_LEXED

    @property
    def text(self) -> str:
        """The statement on show."""
        return self._text

    @property
    def place(self) -> str:
        """The lines in view, where there are more."""
        rows = self._wrapped.slice(self.scroll_offset.y, self.scroll_offset.y + self.scrollable_size.height)
        if not rows or (not self.max_scroll_y and self._wrapped.complete):
            return ""
        return f"line {count(rows[0].line + 1)} of {count(self._text.count(chr(10)) + 1)}"

    def show(self, sql: str, words: str = "") -> None:
        """Show a statement from its beginning.

        Args:
            sql: Any text.
            words: What is set off in it; blanks are between words.
        """
        sought = words_pattern(words)
        if (sql, sought) == (self._text, self._sought):
            return
        self._sought = sought
        if sql != self._text:
            self._text = sql
            self._starts = [0, *(end.end() for end in re.finditer("\n", sql))]
            self._lexed = _FIRST_LEXED
            self.scroll_to(y=0, animate=False, force=True)
            self._wrap()
        self.refresh(layout=self.styles.auto_dimensions)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as it takes, where the style sheet leaves that open."""
        wrapped = WrappedText(self._text, width - self.scrollbar_size_vertical)
        while not wrapped.complete and wrapped.rows < _SCREENFUL:
            wrapped.advance()
        return wrapped.rows

    def on_resize(self) -> None:
        """Wrap anew for another width."""
        if self.scrollable_size.width != self._wrapped.width:
            self._wrap()

    def _wrap(self) -> None:
        self._wrapped = wrapped = WrappedText(self._text, self.scrollable_size.width)
        while not wrapped.complete and wrapped.rows < _SCREENFUL:
            wrapped.advance()
        self._tell()
        if not wrapped.complete:
            self.in_background("wrap", lambda: self._wrap_on(wrapped))

    async def _wrap_on(self, wrapped: WrappedText) -> None:
        async def piece() -> bool:
            wrapped.advance()
            return not wrapped.complete and wrapped is self._wrapped

        await in_slices(piece, self._tell)

    def _tell(self) -> None:
        self.use_lines(self._wrapped.rows)
        self.post_message(self.Moved(self))

    # -- drawing ------------------------------------------------------------------------------------

    def style(self, part: str) -> Style:
        """The style of a part; groups of SQL have the colours of the editor."""
        group = part.removeprefix("sql-")
        if part == group or part in self._styles:
            return super().style(part)
        text = super().style("text")
        for name, style in syntax_styles(self.app.theme_variables).items():
            self._styles[f"sql-{name}"] = text + style
        return self._styles.get(part, text)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, top = self.scrollable_size.width, self.scroll_offset.y + y
        rows = self._wrapped.slice(top, top + 1)
        return self.strip(self._spans(rows[0]) if rows else [], width)

    def _spans(self, row: WrappedRow) -> list[Span]:
        parts = ["text"] * (row.stop - row.start)
        for start, stop, part in (*self._coloured(row), *self._found_in(row)):
            start, stop = max(start, row.start), min(stop, row.stop)
            if start < stop:
                parts[start - row.start : stop - row.start] = [part] * (stop - start)
        edges = [0, *(at for at, (left, right) in enumerate(pairwise(parts), 1) if left != right), len(parts)]
        shown = self._wrapped.shown
        return [
            (shown(row.start + start, row.start + stop), parts[start])
            for start, stop in pairwise(edges)
            if start < stop
        ]

    def _coloured(self, row: WrappedRow) -> list[tuple[int, int, str]]:
        while self._lexed < min(row.stop, LEXED_LIMIT):
            self._lexed *= 3
        lines = highlight(self._text[: self._lexed].replace("\r\n", " \n"))
        if row.line >= len(lines):
            return []
        at = self._starts[row.line]
        return [(at + start, at + end, f"sql-{group}") for start, end, group in lines[row.line]]

    def _found_in(self, row: WrappedRow) -> list[tuple[int, int, str]]:
        if self._sought is None:
            return []
        return [(*match.span(), "found") for match in self._sought.finditer(self._text, row.start, row.stop)]
