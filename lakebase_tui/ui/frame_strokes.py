"""A short text that draws stretches of cells: in which order, with which pen, by which way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lakebase_tui.ui.frame_cells import all_sure, extent, plain_text
from lakebase_tui.ui.frame_pen import PLAIN, Look, change, is_blank, move, suits_blank

_BRIDGED: Final = 12
"""Cells between two stretches up to which it is weighed to draw them once more, not pass over them."""
_ERASED: Final = 10
"""Blanks from which on they are erased instead of written."""
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

    def measure(self) -> None:
        """Set what follows from `texts`; call it whenever those have changed."""
        self.plain = plain_text(self.texts)
        self.sure = self.plain is not None or all_sure(self.texts)

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


def spell(rows: Sequence[Row], runs: Sequence[Run], cursor: tuple[int, int], *, erases: bool) -> str:
    """The text that draws runs, wherever the cursor is before; the pen is at rest before and after.

    Args:
        rows: What is to be seen; may hold more than is drawn.
        runs: What of it is drawn; all known.
        cursor: Column and row where the cursor is left.
        erases: Whether the terminal fills what it erases with the background of its pen.
    """
    strokes = [stroke for run in runs for stroke in _strokes(rows[run.y], run)]
    pens = [_pen_of(rows[stroke.y], stroke) for stroke in strokes]
    looks = len(set(pens))
    if len(strokes) > _TRIED:
        ways = [_by_look(strokes, pens) if len(strokes) > _SORTED * looks else runs]
    else:
        ways = [runs, _by_look(strokes, pens)] if len(strokes) > looks else [runs]
    return min((_spell(rows, way, cursor, erases) for way in ways), key=_bytes)


def _spell(rows: Sequence[Row], runs: Sequence[Run], cursor: tuple[int, int], erases: bool) -> str:
    output = _Output(erases)
    for run in runs:
        output.draw(rows[run.y], run)
    output.rest(*cursor)
    return "".join(output.parts)


def _bytes(text: str) -> int:
    return len(text.encode())


def _strokes(row: Row, run: Run) -> Iterator[Run]:
    """The parts of a run that one pen draws; a run that may have to be drawn in its order stays whole."""
    if not row.sure:
        yield run
        return
    y, start, stop = run
    looks, pen = row.looks, row.looks[start]
    for index in range(start, stop):
        look = looks[index]
        if look is pen or (is_blank(look) and suits_blank(pen, look)):
            continue
        if not (is_blank(pen) and suits_blank(look, pen)):
            yield Run(y, start, index)
            start = index
        pen = look
    yield Run(y, start, stop)


def _pen_of(row: Row, stroke: Run) -> Look:
    looks = row.looks[stroke.start : stroke.stop]
    return next((look for look in looks if not is_blank(look)), looks[0])


def _by_look(strokes: Sequence[Run], pens: Sequence[Look]) -> list[Run]:
    """Strokes of the same look together, and those upon the same background."""
    grounds: dict[str, dict[Look, list[Run]]] = {}
    for stroke, look in zip(strokes, pens, strict=True):
        grounds.setdefault(look.background, {}).setdefault(look, []).append(stroke)
    ordered: list[Run] = []
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

    def draw(self, row: Row, run: Run) -> None:
        y, index, stop = run
        self._approach(row, y, index)
        looks = row.looks
        while index < stop:
            look, end = looks[index], index + 1
            while end < stop and looks[end] is look:
                end += 1
            codes, self.pen = change(self.pen, look)
            self.parts.append(codes)
            if self.erases and end - index >= _ERASED and is_blank(look) and not look.link:
                self.parts.append(f"\x1b[{end - index}X")
                if end < stop:
                    self._go(end, y)
            elif row.sure:
                self._write(row.text(index, end), row, end)
            else:
                self._draw_each(row, y, index, end)
            index = end

    def rest(self, x: int, y: int) -> None:
        """Put the pen down and leave the cursor somewhere."""
        self.parts.append(change(self.pen, PLAIN)[0])
        self._go(x, y)

    def _go(self, x: int, y: int) -> None:
        self.parts.append(move(self.x, self.y, x, y))
        self.x, self.y = x, y

    def _write(self, text: str, row: Row, x: int) -> None:
        self.parts.append(text)
        # At the edge a terminal may stand in the last cell or behind it.
        self.x = x if x < len(row.texts) else None

    def _approach(self, row: Row, y: int, start: int) -> None:
        """Get to a cell: by moving or, where that is shorter, by drawing what lies before it once more."""
        x = self.x
        near = self.y == y and x is not None and 0 < start - x <= _BRIDGED
        if near and x is not None and row.sure and None not in row.texts[x:start]:
            text, pen = _drawn(row, x, start, self.pen)
            by_drawing = text + change(pen, row.looks[start])[0]
            by_moving = move(x, y, start, y) + change(self.pen, row.looks[start])[0]
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
    parts, looks, index = [], row.looks, start
    while index < stop:
        look, end = looks[index], index + 1
        while end < stop and looks[end] is look:
            end += 1
        codes, pen = change(pen, look)
        parts += [codes, row.text(index, end)]
        index = end
    return "".join(parts), pen
