"""What the terminal shows, cell by cell; gives back what has to be sent so that it shows something else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import ne

from rich.color import ColorSystem
from rich.segment import Segment

from lakebase_tui.ui.frame_cells import HALF, extent, lay_out
from lakebase_tui.ui.frame_pen import PLAIN, Look, change, look_of, move, on_blank

_BRIDGED = 12
"""Cells between two runs up to which it is weighed to draw them again instead of passing over them."""

Piece = tuple[int, Iterable[Segment]]
"""A column, and what is drawn from there on: a strip, which can be read again and never changes."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a terminal has to be sent."""

    text: str
    """Begins and ends with the pen at rest; knows nothing of where the cursor was."""
    runs: int
    """Stretches of cells that are drawn."""


class UnknownEffect(ValueError):
    """A piece holds control characters: nobody knows what the terminal shows after it."""


@dataclass(slots=True)
class _Row:
    texts: list[str | None]
    """Per cell; None: not known."""
    looks: list[Look]
    pieces: tuple[Piece, ...] = ()
    """What was drawn last: drawn again, it changes nothing."""

    @classmethod
    def unknown(cls, width: int) -> "_Row":
        return cls([None] * width, [PLAIN] * width)


@dataclass(slots=True)
class _Output:
    width: int
    parts: list[str] = field(default_factory=list)
    pen: Look = PLAIN
    x: int | None = None
    y: int | None = None
    runs: int = 0

    def go(self, x: int, y: int) -> None:
        self.parts.append(move(self.x, self.y, x, y))
        self.x, self.y = x, y

    def write(self, text: str, pen: Look, cells: int) -> None:
        """Draw cells, at whose end the cursor is known to stand unless that is the edge."""
        self.parts.append(text)
        self.pen = pen
        if self.x is not None:
            self.x = self.x + cells if self.x + cells < self.width else None


class ShownFrame:
    """A model of one terminal's screen. It knows nothing until it has been told.

    Args:
        system: The colours that the terminal has.
    """

    def __init__(self, system: ColorSystem) -> None:
        self._system = system
        self._width = 0
        self._rows: list[_Row] = []

    def forget(self) -> None:
        """Nothing is known any more: send everything next time."""
        self._rows = [_Row.unknown(self._width) for _ in self._rows]

    def fit(self, width: int, height: int) -> None:
        """Take the screen's size, in cells; another one than before makes all unknown."""
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [_Row.unknown(width) for _ in range(height)]

    def draw(self, lines: Iterable[tuple[int, Sequence[Piece]]], cursor: tuple[int, int]) -> Sending:
        """Say what is to be seen, and get what has to be sent for it.

        Args:
            lines: Rows, each with its pieces; what stands outside of `fit` is left out.
            cursor: Column and row in which the cursor is left if anything is drawn.

        Raises:
            UnknownEffect: A piece cannot be followed. Nothing is known any more.
        """
        output = _Output(self._width)
        for y, pieces in lines:
            if 0 <= y < len(self._rows):
                self._draw_row(output, y, tuple(pieces))
        if output.runs:
            output.write(change(output.pen, PLAIN)[0], PLAIN, 0)
            output.go(*cursor)
        return Sending("".join(output.parts), output.runs)

    def _draw_row(self, output: _Output, y: int, pieces: tuple[Piece, ...]) -> None:
        before = self._rows[y]
        if _same(before.pieces, pieces):
            return
        after = _Row(before.texts[:], before.looks[:], pieces)
        try:
            for x, segments in pieces:
                self._lay(after, x, segments)
        except UnknownEffect:
            self.forget()
            raise
        if HALF in after.texts or HALF in before.texts:
            _mend(after)
        self._rows[y] = after
        if after.texts != before.texts or after.looks != before.looks:
            for start, stop in _runs(after, _changed(before, after)):
                _send(output, after, y, start, stop)

    def _lay(self, row: _Row, x: int, segments: Iterable[Segment]) -> None:
        texts: list[str | None] = []
        looks: list[Look] = []
        for segment in segments:
            found = None if segment.control else lay_out(segment.text)
            if found is None:
                raise UnknownEffect
            if found.lead:
                _put_upon_last(texts, found.lead)
            texts += found.cells
            looks += _looks(segment.text, found.cells, look_of(segment.style, self._system))
        start, stop = max(0, x), min(self._width, x + len(texts))
        if start < stop:
            row.texts[start:stop] = texts[start - x : stop - x]
            row.looks[start:stop] = looks[start - x : stop - x]


def _same(before: tuple[Piece, ...], after: tuple[Piece, ...]) -> bool:
    """Whether the very same pieces are drawn: Textual keeps the strips of what has not changed."""
    return len(before) == len(after) and all(
        was[0] == now[0] and was[1] is now[1] for was, now in zip(before, after, strict=True)
    )


def _looks(text: str, cells: Sequence[str], look: Look) -> Iterable[Look]:
    if " " not in text:
        return repeat(look, len(cells))
    blank = on_blank(look)
    return repeat(blank, len(cells)) if text.isspace() else (blank if c == " " else look for c in cells)


def _put_upon_last(texts: list[str | None], marks: str) -> None:
    for index in range(len(texts) - 1, -1, -1):
        if text := texts[index]:
            if extent(text + marks).width == extent(text).width:
                texts[index] = text + marks
            return


def _mend(row: _Row) -> None:
    """Put blanks in place of halves whose other half has been drawn over."""
    whole = 0
    for index, text in enumerate(row.texts):
        if text == HALF:
            if index >= whole:
                row.texts[index], row.looks[index] = " ", on_blank(row.looks[index])
        elif text is not None and not text.isascii():
            whole = index + extent(text).width
            if any(half != HALF for half in row.texts[index + 1 : whole]) or whole > len(row.texts):
                row.texts[index], row.looks[index] = " ", on_blank(row.looks[index])
                whole = index + 1


def _changed(before: _Row, after: _Row) -> list[int]:
    texts = map(ne, before.texts, after.texts)
    looks = map(ne, before.looks, after.looks)
    return [index for index, (text, look) in enumerate(zip(texts, looks, strict=True)) if text or look]


def _runs(row: _Row, changed: list[int]) -> Iterable[tuple[int, int]]:
    """Stretches that hold all changed cells, and characters only whole."""
    if not _is_ascii(row.texts):
        changed = _widened(row, changed)
    start = stop = changed[0] if changed else 0
    for index in changed:
        if index > stop:
            yield start, stop
            start = index
        stop = index + 1
    if stop > start:
        yield start, stop


def _widened(row: _Row, changed: list[int]) -> list[int]:
    """The changed cells, those of the same characters, and those that a character may run over."""
    found = set(changed)
    index, width = 0, len(row.texts)
    while index < width:
        text = row.texts[index]
        here = extent(text) if text else None
        cells = range(index, index + (here.width if here else 1))
        if here is not None and not found.isdisjoint(cells):
            found.update(cells)
            over = range(cells.stop, min(width, index + here.reach))
            found.update(each for each in over if row.texts[each] is not None)
        index = cells.stop
    return sorted(found)


def _send(output: _Output, row: _Row, y: int, start: int, stop: int) -> None:
    _approach(output, row, y, start)
    output.runs += 1
    index = start
    while index < stop:
        end = _sure_end(row, index, stop)
        if end > index:
            output.write(*_spell(row, index, end, output.pen), end - index)
        if end < stop:
            end = _send_unsure(output, row, y, end)
            if end < stop:
                output.go(end, y)
        index = end


def _approach(output: _Output, row: _Row, y: int, start: int) -> None:
    """Get to a cell: by moving there or, where that is shorter, by drawing once more what lies before it."""
    x = output.x
    moving = move(x, output.y, start, y)
    if output.y == y and x is not None and 0 < start - x <= _BRIDGED:
        between = row.texts[x:start]
        if None not in between and _sure_end(row, x, start) == start:
            text, pen = _spell(row, x, start, output.pen)
            by_drawing = text + change(pen, row.looks[start])[0]
            by_moving = moving + change(output.pen, row.looks[start])[0]
            if len(by_drawing.encode()) <= len(by_moving.encode()):
                output.write(text, pen, start - x)
                return
    output.parts.append(moving)
    output.x, output.y = start, y


def _spell(row: _Row, start: int, stop: int, pen: Look) -> tuple[str, Look]:
    """What draws known cells, from where the cursor is, and the pen afterwards."""
    parts = []
    looks, index = row.looks, start
    while index < stop:
        look, end = looks[index], index + 1
        while end < stop and looks[end] is look:
            end += 1
        codes, pen = change(pen, look)
        parts.append(codes)
        parts += [text or "" for text in row.texts[index:end]]
        index = end
    return "".join(parts), pen


def _send_unsure(output: _Output, row: _Row, y: int, index: int) -> int:
    """Draw a character that some terminal makes narrower or wider than we do; returns the cell behind it."""
    text = row.texts[index] or ""
    width = extent(text).width
    codes, pen = change(output.pen, row.looks[index])
    if width > 1:
        # Where it turns out narrower, what was there before must not look out behind it.
        output.write(codes + " " * width, pen, width)
        output.go(index, y)
        codes = ""
    output.write(codes + text, pen, 0)
    output.x = None
    return index + width


def _sure_end(row: _Row, start: int, stop: int) -> int:
    """Where the first character stands of whose width terminals think differently; `stop` if none does."""
    texts = row.texts[start:stop]
    if _is_ascii(texts):
        return stop
    unsure = (index for index, text in enumerate(texts, start) if text and not extent(text).sure)
    return next(unsure, stop)


def _is_ascii(texts: Sequence[str | None]) -> bool:
    return "".join(text or "" for text in texts).isascii()
