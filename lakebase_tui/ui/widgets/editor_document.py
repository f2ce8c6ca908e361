"""The lines of an editor: exactly those of the text, and quick when there are a hundred thousand of them."""

import re
from collections.abc import Iterable
from typing import Final, Literal, overload

from textual.geometry import Offset, Size
from textual.widgets.text_area import DocumentBase, EditResult, Location, WrappedDocument

from lakebase_tui.sql.visible import is_clean, visible_in_place
from lakebase_tui.ui.widgets.editor_cells import cell_at, most_cells, place_at

Newline = Literal["\r\n", "\n", "\r"]
_BREAK: Final = re.compile("\r\n|\r")


def line_end_of(text: str) -> Newline:
    r"""Return what ends the lines of a text: `\r\n` or a lone `\r` only where nothing else does."""
    feeds = text.count("\n")
    if not feeds:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if feeds == text.count("\r\n") == text.count("\r") else "\n"


def with_line_feeds(text: str) -> str:
    r"""Return text from a keyboard or a clipboard with `\n` for each of its line ends, whatever they are."""
    return _BREAK.sub("\n", text) if "\r" in text else text


def odd_line_ends(text: str) -> int:
    r"""Count the lone `\r` of a text that has other line ends, too; terminals send nothing but `\r`."""
    return text.count("\r") - text.count("\r\n") if "\n" in text else 0


def hidden_count(text: str) -> int:
    """Count the characters that are shown by stand-ins: controls (but tabs), hidden and reordering ones."""
    lines = (line.replace("\t", "") for line in with_line_feeds(text).split("\n"))
    return sum(
        raw != shown
        for line in lines
        if not is_clean(line)
        for raw, shown in zip(line, visible_in_place(line), strict=True)
    )


class EditorDocument(DocumentBase):
    r"""The lines of a text, cut where its own line end is and nowhere else.

    In a text that ends lines in several ways, a `\r` that is no part of its line end stays a character of its
    line. So what was read is what is written, as long as nobody changed it.

    Args:
        text: The text.
        tab_width: Cells between the stops of a tab.
    """

    def __init__(self, text: str, tab_width: int = 4) -> None:
        self._newline: Newline = line_end_of(text)
        self._lines = text.split(self._newline)
        self._tab_width = tab_width
        self._widths: list[int] = []
        self._widest = 0
        self._measure()

    @property
    def lines(self) -> list[str]:
        """The lines, without their ends; not to be changed by others."""
        return self._lines

    @property
    def text(self) -> str:
        """The whole text."""
        return self._newline.join(self._lines)

    @property
    def newline(self) -> Newline:
        """What ends a line."""
        return self._newline

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty text has one."""
        return len(self._lines)

    @property
    def start(self) -> Location:
        """Where the text begins."""
        return (0, 0)

    @property
    def end(self) -> Location:
        """Where it ends."""
        return (len(self._lines) - 1, len(self._lines[-1]))

    def get_line(self, index: int) -> str:
        """Return a line without its end."""
        return self._lines[index]

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        return self._lines[line_index]

    def get_size(self, indent_width: int) -> Size:
        """Return how many cells the widest line takes at most, and how many lines there are."""
        if indent_width != self._tab_width:
            self._tab_width = indent_width
            self._measure()
        return Size(self._widest, len(self._lines))

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return the text between two places; one behind the last line is the end."""
        (top, top_column), (bottom, bottom_column) = sorted((start, end))
        if bottom >= len(self._lines):
            bottom, bottom_column = self.end
            if top > bottom:
                return ""
        if top == bottom:
            return self._lines[top][top_column:bottom_column]
        inner = self._lines[top + 1 : bottom]
        first, last = self._lines[top][top_column:], self._lines[bottom][:bottom_column]
        return self._newline.join((first, *inner, last))

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        r"""Put a text in place of the one between two places.

        Args:
            start: One end of what is replaced.
            end: The other.
            text: With line ends of the document's own kind, or `\n`.
        """
        (top, top_column), (bottom, bottom_column) = sorted((start, end))
        replaced = self.get_text_range((top, top_column), (bottom, bottom_column))
        before = self._lines[top][:top_column] if top < len(self._lines) else ""
        after = self._lines[bottom][bottom_column:] if bottom < len(self._lines) else ""
        new = (text if self._newline == "\n" else with_line_feeds(text)).split("\n")
        new[0] = before + new[0]
        end_column = len(new[-1])
        new[-1] += after
        self._lines[top : bottom + 1] = new
        self._measure_anew(top, bottom + 1, new)
        return EditResult((top + len(new) - 1, end_column), replaced)

    def _measure(self) -> None:
        self._widths = [most_cells(line, self._tab_width) for line in self._lines]
        self._widest = max(self._widths)

    def _measure_anew(self, first: int, behind: int, lines: Iterable[str]) -> None:
        widths = [most_cells(line, self._tab_width) for line in lines]
        gone = max(self._widths[first:behind], default=0)
        self._widths[first:behind] = widths
        widest = max(widths)
        if widest >= self._widest:
            self._widest = widest
        elif gone == self._widest:
            self._widest = max(self._widths)


class FlatDocument(WrappedDocument):
    """The view of a document that is never wrapped, as it is drawn: hidden characters take their cells."""

    @property
    def height(self) -> int:
        """Lines of the document."""
        return self.document.line_count

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Take note of the tab width; a document that is not wrapped has nothing else to be kept."""
        self._tab_width = tab_width or self._tab_width

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Do nothing, for the same reason."""

    def get_offsets(self, line_index: int) -> list[int]:
        """Return the columns at which a line is wrapped: none."""
        return []

    def get_sections(self, line_index: int) -> list[str]:
        """Return the one section of a line."""
        return [visible_in_place(self.document.get_line(line_index))]

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """Return the column that covers a cell of a line."""
        return place_at(self.document.get_line(line_index), x_offset, self._tab_width).column

    def location_to_offset(self, location: Location) -> Offset:
        """Return the cell at which a column begins, and the line."""
        row = max(0, min(location[0], self.document.line_count - 1))
        return Offset(cell_at(self.document.get_line(row), location[1], self._tab_width), row)

    def offset_to_location(self, offset: Offset) -> Location:
        """Return the place that covers a cell; the nearest there is for one outside."""
        x, y = offset
        row = max(0, min(y, self.document.line_count - 1))
        return row, place_at(self.document.get_line(row), max(0, x), self._tab_width).column
