"""Bytes as numbers and characters side by side: only the lines in view are ever decoded."""

from textual.strip import Strip

from lakebase_tui.sql.values.bytea import Bytes
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import CellView, Span

WIDE, NARROW = 16, 8
"""Bytes on a line."""
_DOT = "·"


class HexView(CellView):
    """Offset, bytes, characters; eight bytes a line where sixteen have no room.

    Args:
        source: The bytes.
    """

    def __init__(self, source: Bytes, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._source = source
        self._digits = max(8, len(f"{len(source):x}"))
        self._per_line = WIDE

    @property
    def per_line(self) -> int:
        """Bytes on a line."""
        return self._per_line

    @property
    def place(self) -> str:
        """The bytes in view."""
        total = len(self._source)
        first = self.scroll_offset.y * self._per_line
        last = min(total, first + self.scrollable_size.height * self._per_line)
        if not total:
            return "no bytes"
        return f"bytes {count(first + 1)} to {count(last)} of {count(total)}  {100 * last // total} %"

    def on_resize(self) -> None:
        """Take as many bytes a line as there is room for; what stood at the top stays there."""
        top = self.scroll_offset.y * self._per_line
        # Two blanks, three cells a byte with one blank in the middle, two blanks, and the characters.
        fits = self._digits + 2 + 3 * WIDE + 1 + 1 + WIDE <= self.scrollable_size.width
        per_line = WIDE if fits else NARROW
        if per_line != self._per_line:
            self._per_line = per_line
            self.call_after_refresh(self.scroll_to, y=top // per_line, animate=False)
        self.use_lines(-(-len(self._source) // per_line))
        self.post_message(self.Moved(self))

    def render_line(self, y: int) -> Strip:
        """Draw one line of bytes."""
        start = (self.scroll_offset.y + y) * self._per_line
        width = self.scrollable_size.width
        if start >= len(self._source):
            return self.strip([], width)
        wanted = min(self._per_line, len(self._source) - start)
        try:
            data = self._source.part(start, start + wanted)
        except ValueError:
            return self.strip([(f"{start:0{self._digits}x}  ", "dim"), ("not hexadecimal", "broken")], width)
        return self.strip(
            [(f"{start:0{self._digits}x}  ", "dim"), *self._numbers(data), *_characters(data)], width
        )

    def _numbers(self, data: bytes) -> list[Span]:
        half = self._per_line // 2
        spans: list[Span] = []
        for index in range(self._per_line):
            gap = "  " if index == half - 1 and self._per_line == WIDE else " "
            if index >= len(data):
                spans.append(("  " + gap, "dim"))
            else:
                spans.append((f"{data[index]:02x}{gap}", "text" if data[index] else "dim"))
        return [*spans, (" ", "dim")]


def _characters(data: bytes) -> list[Span]:
    return [(chr(byte), "string") if 0x20 <= byte < 0x7F else (_DOT, "dim") for byte in data]
