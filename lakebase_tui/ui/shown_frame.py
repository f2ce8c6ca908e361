"""What the terminal shows, cell by cell; gives back what has to be sent so that it shows something else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, count, repeat
from operator import is_not, ne, or_
from typing import Final

from rich.color import ColorSystem
from rich.segment import Segment

from lakebase_tui.ui.frame_cells import HALF, extent, is_plain, lay_out
from lakebase_tui.ui.frame_pen import PLAIN, Look, look_of, on_blank
from lakebase_tui.ui.frame_strokes import Row, Run, spell

_STEP: Final = len("\x1b[C")

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
class _ShownRow(Row):
    pieces: tuple[Piece, ...] = ()
    """What was drawn last: drawn again, it changes nothing."""

    @classmethod
    def unknown(cls, width: int) -> "_ShownRow":
        return cls([None] * width, [PLAIN] * width)


class ShownFrame:
    """A model of one terminal's screen. It knows nothing until it has been told.

    Args:
        system: The colours that the terminal has.
        erases: Whether it fills what it erases with the background of its pen.
    """

    def __init__(self, system: ColorSystem, *, erases: bool) -> None:
        self._system = system
        self._erases = erases
        self._width = 0
        self._rows: list[_ShownRow] = []

    def forget(self) -> None:
        """Nothing is known any more: send everything next time."""
        self._rows = [_ShownRow.unknown(self._width) for _ in self._rows]

    def fit(self, width: int, height: int) -> None:
        """Take the screen's size, in cells; another one than before makes all unknown."""
        if (width, height) != (self._width, len(self._rows)):
            self._width = width
            self._rows = [_ShownRow.unknown(width) for _ in range(height)]

    def draw(self, lines: Iterable[tuple[int, Sequence[Piece]]], cursor: tuple[int, int] | None) -> Sending:
        """Say what is to be seen, and get what has to be sent for it.

        Args:
            lines: Rows, each with its pieces; what stands outside of `fit` is left out.
            cursor: Column and row in which the cursor is left if anything is drawn; None: anywhere.

        Raises:
            UnknownEffect: A piece cannot be followed. Nothing is known any more.
        """
        runs: list[Run] = []
        for y, pieces in lines:
            if 0 <= y < len(self._rows):
                runs += self._take(y, tuple(pieces))
        return Sending(spell(self._rows, runs, cursor, erases=self._erases) if runs else "", len(runs))

    def _take(self, y: int, pieces: tuple[Piece, ...]) -> Iterable[Run]:
        before = self._rows[y]
        if _same(before.pieces, pieces):
            return ()
        after = _ShownRow(before.texts[:], before.looks[:], pieces=pieces)
        try:
            for x, segments in pieces:
                self._lay(after, x, segments)
        except UnknownEffect:
            self.forget()
            raise
        if HALF in after.texts or HALF in before.texts:
            _mend(after)
        after.measure()
        self._rows[y] = after
        if after.texts == before.texts and after.looks == before.looks:
            return ()
        return (Run(y, start, stop) for start, stop in _runs(after, _changed(before, after)))

    def _lay(self, row: Row, x: int, segments: Iterable[Segment]) -> None:
        texts: list[str | None] = []
        looks: list[Look] = []
        for segment in segments:
            text, style, control = segment
            cells = _laid_out(text, texts) if control is None else None
            if cells is None:
                raise UnknownEffect
            texts += cells
            looks += _looks(text, cells, look_of(style, self._system))
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
    return repeat(blank, len(cells)) if not text.strip(" ") else [blank if c == " " else look for c in cells]


def _laid_out(text: str, before: list[str | None]) -> Sequence[str] | None:
    if is_plain(text):
        return text
    found = lay_out(text)
    if found is None:
        return None
    if found.lead:
        _put_upon_last(before, found.lead)
    return found.cells


def _put_upon_last(texts: list[str | None], marks: str) -> None:
    for index in range(len(texts) - 1, -1, -1):
        if text := texts[index]:
            if text != " " and extent(text + marks).width == extent(text).width:
                texts[index] = text + marks
            return


def _mend(row: Row) -> None:
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


def _changed(before: Row, after: Row) -> list[int]:
    texts = map(ne, before.texts, after.texts)
    looks = map(is_not, before.looks, after.looks)
    return list(compress(count(), map(or_, texts, looks)))


def _runs(row: Row, changed: list[int]) -> Iterable[tuple[int, int]]:
    """Stretches that hold all changed cells, and characters only whole."""
    if row.plain is None:
        changed = _widened(row, changed)
    start = stop = changed[0] if changed else 0
    looks = row.looks
    for index in changed:
        # A step over few cells costs as much as they do.
        near = (
            index - stop < _STEP and row.plain is not None and looks[index] is looks[stop] is looks[stop - 1]
        )
        if index > stop and not near:
            yield start, stop
            start = index
        stop = index + 1
    if stop > start:
        yield start, stop


def _widened(row: Row, changed: list[int]) -> list[int]:
    """The changed cells, those of the same characters, and those that a character may run over."""
    found = {*changed}
    found.update(i - 1 for i in changed if row.texts[i] == HALF)
    found.update(i + 1 for i in changed if row.texts[i + 1 : i + 2] == [HALF])
    if not row.sure:
        _add_overrun(row, found)
    return sorted(found)


def _add_overrun(row: Row, found: set[int]) -> None:
    width = len(row.texts)
    for index in range(width):
        text = row.texts[index]
        if index in found and text and not text.isascii():
            over = range(index, min(width, index + extent(text).reach))
            known = {each for each in over if row.texts[each] is not None}
            found |= known
            if row.texts[over.stop : over.stop + 1] == [HALF]:
                found.add(over.stop)
