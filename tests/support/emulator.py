"""A terminal's screen that knows wide and combining characters and all attributes; pyte reads its codes.

pyte itself drops what follows a joiner, keeps halves of wide characters, and knows half of the attributes.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import pyte
from rich.cells import split_graphemes

TORN: Final = "\N{REPLACEMENT CHARACTER}"
"""What is left of a wide character of which one half was drawn over."""

_ON: Final = {
    1: "b",
    2: "d",
    3: "i",
    4: "u",
    5: "k",
    6: "K",
    7: "r",
    8: "c",
    9: "s",
    21: "U",
    51: "f",
    52: "e",
}
_OFF: Final = {22: "bd", 23: "i", 24: "uU", 25: "kK", 27: "r", 28: "c", 29: "s", 54: "fe", 55: "o"}
_SHOWN_ON_BLANKS: Final = frozenset("urUsfeo")


class Pen(NamedTuple):
    """What characters are drawn with."""

    foreground: tuple[int, ...] = (39,)
    background: tuple[int, ...] = (49,)
    attributes: frozenset[str] = frozenset()


class Cell(NamedTuple):
    """A cell; the second one of a wide character holds an empty text."""

    text: str
    pen: Pen


BLANK: Final = Cell(" ", Pen())


def rich_widths(text: str) -> list[tuple[str, int]]:
    """Characters with their marks and widths, by the tables that Textual lays out with."""
    return [(text[start:stop], width) for start, stop, width in split_graphemes(text)[0]]


class Emulator(pyte.Screen):
    """A screen of which each cell is kept as a terminal would.

    Args:
        columns: Its width.
        lines: Its height.
        widths: What the terminal thinks of the widths of a text's characters; joined letters are one.
    """

    def __init__(
        self, columns: int, lines: int, widths: Callable[[str], list[tuple[str, int]]] = rich_widths
    ) -> None:
        self.cells = [[BLANK] * columns for _ in range(lines)]
        self._widths = widths
        self.pen = Pen()
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)
        self.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        """Take what a program sends."""
        self._stream.feed(text)

    def shown(self) -> list[list[Cell]]:
        """What can be seen: a blank has no foreground."""
        return [[_seen(cell) for cell in line] for line in self.cells]

    def text(self) -> str:
        """The screen, a line each."""
        return "\n".join("".join(cell.text for cell in line) for line in self.cells)

    def fit(self, columns: int, lines: int) -> None:
        """Take another size; what is shown then is anybody's guess."""
        self.resize(lines, columns)
        self.cells = [[Cell("?", Pen())] * columns for _ in range(lines)]

    def fill(self, cell: Cell) -> None:
        """As if somebody else had written all over it."""
        self.cells = [[cell] * self.columns for _ in range(self.lines)]

    def draw(self, data: str) -> None:
        """Draw at the cursor."""
        for text, width in self._widths(data):
            x, y = min(self.cursor.x, self.columns - max(1, width)), self.cursor.y
            if width == 0:
                self._put_upon(x if self.cursor.x > x else x - 1, y, text)
                continue
            self._set(x, y, [Cell(text, self.pen), *[Cell("", self.pen)] * (width - 1)])
            self.cursor.x = min(x + width, self.columns)

    def erase_characters(self, count: int | None = None) -> None:
        """Erase to the pen's background, as terminals with `bce` do."""
        x = min(self.cursor.x, self.columns - 1)
        blank = Cell(" ", Pen(background=self.pen.background))
        self._set(x, self.cursor.y, [blank] * min(count or 1, self.columns - x))

    def select_graphic_rendition(self, *codes: int) -> None:
        """Change the pen."""
        rest = list(codes) or [0]
        while rest:
            self.pen = _changed(self.pen, rest.pop(0), rest)

    def _put_upon(self, x: int, y: int, marks: str) -> None:
        while x > 0 and self.cells[y][x].text == "":
            x -= 1
        if x >= 0:
            cell = self.cells[y][x]
            self.cells[y][x] = cell._replace(text=cell.text + marks)

    def _set(self, x: int, y: int, cells: list[Cell]) -> None:
        line, stop = self.cells[y], x + len(cells)
        start = x
        while start > 0 and line[start].text == "":
            start -= 1
        while stop < len(line) and line[stop].text == "":
            stop += 1
        for each in [*range(start, x), *range(x + len(cells), stop)]:
            line[each] = line[each]._replace(text=TORN)
        line[x : x + len(cells)] = cells


def _changed(pen: Pen, code: int, rest: list[int]) -> Pen:
    if code == 0:
        return Pen()
    if code == 53:
        return pen._replace(attributes=pen.attributes | {"o"})
    if code in _ON:
        return pen._replace(attributes=pen.attributes | {_ON[code]})
    if code in _OFF:
        return pen._replace(attributes=pen.attributes - frozenset(_OFF[code]))
    colour = (code, *(rest.pop(0) for _ in range({38: 1, 48: 1}.get(code, 0))))
    colour += tuple(rest.pop(0) for _ in range({2: 3, 5: 1}[colour[1]] if len(colour) > 1 else 0))
    is_foreground = code == 38 or 30 <= code <= 39 or 90 <= code <= 97
    return pen._replace(foreground=colour) if is_foreground else pen._replace(background=colour)


def _seen(cell: Cell) -> Cell:
    if cell.text != " " or cell.pen.attributes & _SHOWN_ON_BLANKS:
        return cell
    return Cell(" ", Pen(background=cell.pen.background))
