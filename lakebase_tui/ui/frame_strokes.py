"""A short text that draws stretches of cells: in which order, with which pen, by which way."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import is_not
from typing import Final, NamedTuple

from lakebase_tui.ui.frame_cells import all_sure, extent, plain_text
from lakebase_tui.ui.frame_pen import PLAIN, Look, change, is_blank, move, suits_blank

_BRIDGED: Final = 12
"""Cells between two stretches up to which it is weighed to draw them once more, not pass over them."""
_MANY: Final = " " * 10
"""Blanks that are erased instead of written."""
_LONG: Final = re.compile(f"{_MANY} *")
_TRIED: Final = 64
"""Stretches up to which both orders are tried: by place and by look."""
_SORTED: Final = 2
"""Stretches per look above which it costs less, as a rule, to draw those of the same look together."""


@dataclass(slots=True)
class Row:
    """What is in the cells of a row."""

    texts: list[str | None]
    """None: not known; `HALF` behind a wide character."""
    looks: list[Look]
    plain: str | None = field(default=None, init=False)
    """The same as `texts`, as `plain_text` has it."""
    sure: bool = field(default=False, init=False)
    """Whether terminals agree about the width of all that is in it."""

    blanks: str = field(default="", init=False)
    """A character for each cell; a blank for each blank."""
    edges: list[int] = field(default_factory=list, init=False)
    """Where another look begins."""

    def measure(self) -> None:
        """Set what follows from `texts` and `looks`; call it whenever those have changed."""
        self.plain = plain_text(self.texts)
        self.sure = self.plain is not None or all_sure(self.texts)
        self.blanks = self.plain or "".join([" " if text == " " else "." for text in self.texts])
        self.edges = list(compress(count(1), map(is_not, self.looks, self.looks[1:])))

    def stretches(self, start: int, stop: int) -> Iterator[tuple[int, int, Look]]:
        """Cells of the same look: from where, until where, which."""
        edges, at = self.edges, bisect_right(self.edges, start)
        while start < stop:
            end = min(stop, edges[at]) if at < len(edges) else stop
            yield start, end, self.looks[start]
            start, at = end, at + 1

    def text(self, start: int, stop: int) -> str:
        """What known cells hold."""
        if self.plain is not None:
            return self.plain[start:stop]
        return "".join([text or "" for text in self.texts[start:stop]])


class Run(NamedTuple):
    """Cells of one row, with no wide character in parts."""

    y: int
    start: int
    stop: int


class _Stroke(NamedTuple):
    """Cells of one row, and the pen that draws them; the first pen where there are several."""

    y: int
    start: int
    stop: int
    look: Look


def spell(rows: Sequence[Row], runs: Sequence[Run], cursor: tuple[int, int] | None, *, erases: bool) -> str:
    """The text that draws runs, wherever the cursor is before; the pen is at rest before and after.

    Args:
        rows: What is to be seen; may hold more than is drawn.
        runs: What of it is drawn; all known.
        cursor: Column and row where the cursor is left; None: anywhere.
        erases: Whether the terminal fills what it erases with the background of its pen.
    """
    strokes = [stroke for run in runs for stroke in _strokes(rows[run.y], run)]
    looks = len({stroke.look for stroke in strokes})
    if len(strokes) > _TRIED:
        ways = [_by_look(strokes) if len(strokes) > _SORTED * looks else strokes]
    else:
        ways = [strokes, _by_look(strokes)] if len(strokes) > looks else [strokes]
    return min((_spell(rows, way, cursor, erases) for way in ways), key=_bytes)


def _spell(
    rows: Sequence[Row], strokes: Iterable[_Stroke], cursor: tuple[int, int] | None, erases: bool
) -> str:
    output = _Output(erases)
    for stroke in strokes:
        output.draw(rows[stroke.y], stroke)
    output.rest(cursor)
    return "".join(output.parts)


def _bytes(text: str) -> int:
    return len(text.encode())


def _strokes(row: Row, run: Run) -> Iterator[_Stroke]:
    """The parts of a run that one pen draws; a run with an order of its own stays whole."""
    y, start, stop = run
    pen = row.looks[start]
    for index, _, look in row.stretches(start, stop) if row.sure else ():
        if look is pen or (is_blank(look) and suits_blank(pen, look)):
            continue
        if not (is_blank(pen) and suits_blank(look, pen)):
            yield _Stroke(y, start, index, pen)
            start = index
        pen = look
    yield _Stroke(y, start, stop, pen)


def _by_look(strokes: Iterable[_Stroke]) -> list[_Stroke]:
    """Strokes of the same look together, and those upon the same background."""
    grounds: dict[str, dict[Look, list[_Stroke]]] = {}
    for stroke in strokes:
        grounds.setdefault(stroke.look.background, {}).setdefault(stroke.look, []).append(stroke)
    ordered: list[_Stroke] = []
    pen = PLAIN
    for background, looks in grounds.items():
        # The pen that drew last upon the ground before needs only another background for this one.
        pen = pen._replace(background=background)
        ordered += looks.pop(pen, [])
        for pen, alike in looks.items():  # noqa: B007  # the last one draws first on the next ground
            ordered += alike
    return ordered


@dataclass(slots=True)
class _Output:
    erases: bool
    parts: list[str] = field(default_factory=list)
    pen: Look = PLAIN
    x: int | None = None
    """None: not known."""
    y: int | None = None

    def draw(self, row: Row, stroke: _Stroke) -> None:
        y, start, stop, look = stroke
        self._approach(row, y, start, look)
        if not row.sure:
            for index, end, each in row.stretches(start, stop):
                self._take_pen(each)
                self._draw_each(row, y, index, end)
            return
        self._take_pen(look)
        for index, end in _long_blanks(row, start, stop) if self.erases else ():
            if start < index:
                self._write(row.text(start, index), row, index)
            self.parts.append(f"\x1b[{end - index}X")
            if end < stop:
                self._go(end, y)
            start = end
        if start < stop:
            self._write(row.text(start, stop), row, stop)

    def _take_pen(self, look: Look) -> None:
        codes, self.pen = change(self.pen, look)
        self.parts.append(codes)

    def rest(self, cursor: tuple[int, int] | None) -> None:
        """Put the pen down, and leave the cursor somewhere."""
        self.parts.append(change(self.pen, PLAIN)[0])
        if cursor is not None:
            self._go(*cursor)

    def _go(self, x: int, y: int) -> None:
        self.parts.append(move(self.x, self.y, x, y))
        self.x, self.y = x, y

    def _write(self, text: str, row: Row, x: int) -> None:
        self.parts.append(text)
        # At the edge a terminal may stand in the last cell or behind it.
        self.x = x if x < len(row.texts) else None

    def _approach(self, row: Row, y: int, start: int, look: Look) -> None:
        """Get to a cell: by moving or, where that is shorter, by drawing what lies before it once more."""
        x = self.x
        near = self.y == y and x is not None and 0 < start - x <= _BRIDGED
        if near and x is not None and row.sure and None not in row.texts[x:start]:
            text, pen = _drawn(row, x, start, self.pen)
            by_drawing = text + change(pen, look)[0]
            by_moving = move(x, y, start, y) + change(self.pen, look)[0]
            if _bytes(by_drawing) <= _bytes(by_moving):
                self.pen = pen
                self._write(text, row, start)
                return
        self._go(start, y)

    def _draw_each(self, row: Row, y: int, start: int, stop: int) -> None:
        """Draw characters of which some may be wider or narrower than we think, with the pen as it is."""
        for index in range(start, stop):
            if text := row.texts[index]:
                here = extent(text)
                self._go(index, y)
                if here.width > 1 and not here.sure:
                    # Where it turns out narrower, what was there before must not look out behind it.
                    self._write(" " * here.width, row, index + here.width)
                    self._go(index, y)
                self._write(text, row, index + here.width)
                if not here.sure:
                    self.x = None
        if stop < len(row.texts):
            self._go(stop, y)


def _drawn(row: Row, start: int, stop: int, pen: Look) -> tuple[str, Look]:
    """What draws cells of a row that is sure, and the pen afterwards."""
    parts = []
    for index, end, look in row.stretches(start, stop):
        codes, pen = change(pen, look)
        parts += [codes, row.text(index, end)]
    return "".join(parts), pen


def _long_blanks(row: Row, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Blanks that one code can erase."""
    if _MANY not in row.blanks:
        return
    for found in _LONG.finditer(row.blanks, start, stop):
        look = row.looks[found.start()]
        if is_blank(look) and not look.link:
            yield found.span()
