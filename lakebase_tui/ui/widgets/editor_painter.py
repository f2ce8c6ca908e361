"""The lines of an editor as strips. Of a long line only what is in view is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from lakebase_tui.sql.highlight import Group, Span
from lakebase_tui.sql.visible import visible_in_place
from lakebase_tui.ui.widgets.editor_cells import is_plain, place_at, spread

_BAR: Final = "▎"
GUTTER_MARGIN: Final = 3
"""Cells of the gutter beside the line's number: the bar before it, and two blanks behind."""
_KEPT_LINES: Final = 512
_LONGEST_KEPT: Final = 10_000
"""Characters of a line: of one with megabytes, many versions would be kept."""


class MarkKind(Enum):
    """What sets a part of a line apart, the later over the earlier."""

    PROBLEM = "problem"
    """The parser cannot read it."""
    ERROR = "error"
    """The server complained about it."""
    MATCH = "match"
    """A search found it."""
    BRACKET = "bracket"
    """A bracket, or its partner."""
    SELECTION = "selection"
    MATCH_HERE = "match-here"
    """The match that one is at."""
    CURSOR = "cursor"


class Mark(NamedTuple):
    """A part of a line; the column of its end may be one behind the line's."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class LineLook:
    """What there is to know of a line, beside its text, to draw it."""

    number: int
    """Counted from 1; 0 for none."""
    has_cursor: bool = False
    has_bar: bool = False
    """Whether a run would run it."""
    spans: tuple[Span, ...] = ()
    """What its parts are, in order."""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What part of each line is drawn, in cells."""

    width: int
    """Of a whole strip, with its gutter."""
    gutter: int
    scrolled: int
    tab_width: int


@dataclass(frozen=True, slots=True)
class EditorStyles:
    """The colours of everything."""

    ground: Style
    cursor_line: Style
    gutter: Style
    cursor_gutter: Style
    bar: Style
    hidden: Style
    syntax: Mapping[Group, Style]
    marks: Mapping[MarkKind, Style]


class LinePainter:
    """Draws lines, and keeps what it has drawn: of most keys only one line is another."""

    def __init__(self) -> None:
        self._drawn: LRUCache[tuple[str, LineLook, View], Strip] = LRUCache(_KEPT_LINES)
        self._styles: EditorStyles | None = None

    def line(self, line: str, look: LineLook, view: View, styles: EditorStyles) -> Strip:
        """Draw a line of text with its gutter."""
        if styles is not self._styles:
            self._drawn.clear()
            self._styles = styles
        if len(line) > _LONGEST_KEPT:
            return _painted(line, look, view, styles)
        key = (line, look, view)
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._drawn[key] = _painted(line, look, view, styles)
        return strip


def _painted(line: str, look: LineLook, view: View, styles: EditorStyles) -> Strip:
    ground = styles.ground + styles.cursor_line if look.has_cursor else styles.ground
    room = max(0, view.width - view.gutter)
    text = Strip(_text(line, look, view, room, ground, styles))
    skipped = view.scrolled - place_at(line, view.scrolled, view.tab_width).cell
    text = text.crop(skipped, skipped + room).extend_cell_length(room, ground)
    return Strip.join([_gutter(look, view, styles), text]) if view.gutter else text


def _gutter(look: LineLook, view: View, styles: EditorStyles) -> Strip:
    style = styles.ground + (styles.cursor_gutter if look.has_cursor else styles.gutter)
    bar = Segment(_BAR if look.has_bar else " ", style + styles.bar if look.has_bar else style)
    number = f"{look.number or '':>{view.gutter - GUTTER_MARGIN}}  "
    return Strip([bar, Segment(number, style)], view.gutter)


def _text(
    line: str, look: LineLook, view: View, room: int, ground: Style, styles: EditorStyles
) -> Iterator[Segment]:
    """The part of a line that is in view, in runs of one style; it may begin and end outside of the view."""
    first, cell = place_at(line, view.scrolled, view.tab_width)
    behind = place_at(line, view.scrolled + room, view.tab_width).column + 1
    part = line[first:behind]
    if len(part) < behind - first:
        part += " "  # where the cursor rests behind the text
    pens = _pens(part, first, look, ground, styles)
    at = 0
    for pen, run in groupby(pens):
        end = at + sum(1 for _ in run)
        drawn = spread(part[at:end], cell, view.tab_width)
        segment = Segment(drawn, pen)
        yield segment
        at, cell = end, cell + segment.cell_length


def _pens(part: str, first: int, look: LineLook, ground: Style, styles: EditorStyles) -> list[Style]:
    """The style of each character of a part of a line that begins at the column `first`."""
    pens = [ground] * len(part)
    for span in look.spans:
        start, end = max(0, span.start - first), min(len(part), span.end - first)
        if start < end and span.group in styles.syntax:
            pens[start:end] = [ground + styles.syntax[span.group]] * (end - start)
    if not is_plain(part):
        for index, (raw, shown) in enumerate(zip(part, visible_in_place(part), strict=True)):
            if raw != shown:
                pens[index] = ground + styles.hidden
    for mark in look.marks:
        over = styles.marks[mark.kind]
        for index in range(max(0, mark.start - first), min(len(part), mark.end - first)):
            pens[index] = pens[index] + over
    return pens
