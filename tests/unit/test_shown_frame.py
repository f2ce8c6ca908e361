"""The cells that are sent: whatever changes, the terminal shows what it would show if all were sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from lakebase_tui.ui.frame_cells import extent, lay_out, plain_text
from lakebase_tui.ui.frame_pen import PLAIN, change, look_of, move
from lakebase_tui.ui.shown_frame import ShownFrame, UnknownEffect
from tests.support.emulator import TORN, Cell, Emulator, Pen, rich_widths

PLAIN_CHARACTERS = ["a", "B", "7", " ", " ", " ", "│", "é", "…", "e\u0301", "字", "한", "、", "ア"]
DOUBTFUL = ["😀", "👍🏽", "👩‍👩‍👧", "❤️", "🇩🇪", "🇫", "\ue0b0", "क्", "षि", "☕", "🫩", "1️⃣"]
WORDS = ["          ", "              ", "select", "字字字字", "──────"]
STYLES = [
    Style(),
    Style.parse("#d5dce6 on #10141b"),
    Style.parse("#ff7a59 on #10141b"),
    Style.parse("bold #d5dce6 on #1c2430"),
    Style.parse("dim italic red on blue"),
    Style.parse("bold dim italic red on blue"),
    Style.parse("bold underline reverse color(9) on color(130)"),
    Style.parse("strike overline blink conceal"),
    Style.parse("underline2 on #10141b"),
    Style.parse("link https://example.com #d5dce6 on #10141b"),
]
SYSTEMS = {
    "truecolor": ColorSystem.TRUECOLOR,
    "256": ColorSystem.EIGHT_BIT,
    "standard": ColorSystem.STANDARD,
}
Line = list[tuple[str, Style]]
"""Per cell; an empty text behind a wide character."""

styles = st.sampled_from(STYLES)
clusters = st.sampled_from(PLAIN_CHARACTERS * 3 + WORDS + DOUBTFUL)


@dataclass
class Picture:
    """What is to be seen, drawn as widgets draw: half a wide character becomes a blank."""

    width: int
    height: int
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = [[(" ", STYLES[1])] * self.width for _ in range(self.height)]

    def put(self, x: int, y: int, text: str, style: Style) -> None:
        """Draw over what is there."""
        for cluster, width in _units(text):
            if x + width <= self.width:
                self.lines[y][x : x + width] = [(cluster, style), *[("", style)] * (width - 1)]
                x += width
        self._mend(y)

    def _mend(self, y: int) -> None:
        line, whole = self.lines[y], 0
        for index, (text, style) in enumerate(line):
            if text == "" and index >= whole:
                line[index] = (" ", style)
            elif text:
                whole = index + _width(text)
                if any(half for half, _ in line[index + 1 : whole]) or whole > len(line):
                    line[index], whole = (" ", style), index + 1

    def scroll(self, top: int, bottom: int) -> None:
        """Move lines up."""
        self.lines[top:bottom] = [*self.lines[top + 1 : bottom], self.lines[top]][: bottom - top]

    def strip(self, y: int, start: int, stop: int) -> Strip:
        """Part of a line; neighbours of the same style in one segment."""
        segments: list[Segment] = []
        for text, style in self.lines[y][start:stop]:
            if segments and segments[-1].style is style:
                segments[-1] = Segment(segments[-1].text + text, style)
            else:
                segments.append(Segment(text, style))
        return Strip(segments, stop - start)

    def pieces(self, y: int, cuts: Sequence[int]) -> list[tuple[int, Strip]]:
        """A line in pieces; no cut goes through a wide character."""
        at = sorted({0, self.width, *(cut for cut in cuts if 0 < cut < self.width and self.lines[y][cut][0])})
        return [(start, self.strip(y, start, stop)) for start, stop in pairwise(at)]

    def whole(self) -> LayoutUpdate:
        """All of it, as Textual would send it."""
        rows = [[self.strip(y, 0, self.width)] for y in range(self.height)]
        # Textual keeps a style's codes with it, whatever colours they were made for.
        rows = [
            [Strip(Segment(s.text, s.style.copy() if s.style else None) for s in strip)] for [strip] in rows
        ]
        return LayoutUpdate(rows, Region(0, 0, self.width, self.height))  # type: ignore[arg-type]


def _units(text: str) -> list[tuple[str, int]]:
    cells = lay_out(text)
    assert cells is not None
    return [(cell, _width(cell)) for cell in cells.cells if cell]


def _width(cluster: str) -> int:
    return sum(width for _, width in rich_widths(cluster))


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, int, int, str, Style, int, list[int]]:
    """One change of a picture, and where the lines are cut into widgets."""
    return (
        draw(st.sampled_from(["put"] * 6 + ["scroll", "whole", "forget", "resize", "same"])),
        draw(st.integers(0, 40)),
        draw(st.integers(0, 7)),
        "".join(draw(st.lists(clusters, min_size=1, max_size=6))),
        draw(styles),
        draw(st.integers(1, 8)),
        draw(st.lists(st.integers(1, 40), max_size=3)),
    )


def replay(
    steps: Sequence[tuple[str, int, int, str, Style, int, list[int]]],
    system: str,
    emulator: Emulator,
    *,
    erases: bool,
) -> Picture:
    """Send each change to a terminal."""
    picture = Picture(emulator.columns, emulator.lines)
    frame = ShownFrame(SYSTEMS[system], erases=erases)

    def send(ys: Sequence[int], cuts: Sequence[int]) -> None:
        frame.fit(picture.width, picture.height)
        sending = frame.draw([(y, picture.pieces(y, cuts)) for y in ys], (3, 1))
        assert bool(sending.text) == bool(sending.runs)
        emulator.feed(sending.text)
        if sending.runs:
            assert (emulator.cursor.x, emulator.cursor.y) == (3, 1)
        assert emulator.pen == Pen()

    send(range(picture.height), [])
    for kind, x, y, text, style, count, cuts in steps:
        y = min(y, picture.height - 1)
        ys = range(y, min(picture.height, y + count))
        match kind:
            case "put":
                for each in ys:
                    picture.put(min(x, picture.width - 1), each, text, style)
            case "scroll":
                picture.scroll(ys.start, ys.stop)
            case "whole":
                ys = range(picture.height)
            case "forget":
                frame.forget()
                emulator.fill(Cell("?", Pen((31,), (41,), frozenset("u"))))
                ys = range(picture.height)
            case "resize":
                frame.forget()  # as the driver does: the size may be the same again
                picture = Picture(20 + x // 2, 4 + count // 2)
                emulator.fit(picture.width, picture.height)
                ys = range(picture.height)
        send(ys, cuts)
    return picture


@given(st.lists(changes(), max_size=12), st.sampled_from(sorted(SYSTEMS)), st.booleans())
def test_what_is_seen_is_the_same_as_if_all_were_sent(
    steps: list[tuple[str, int, int, str, Style, int, list[int]]], system: str, erases: bool
) -> None:
    sent = Emulator(36, 8)
    picture = replay(steps, system, sent, erases=erases)
    at_once = Emulator(picture.width, picture.height)
    console = Console(force_terminal=True, color_system=system, width=picture.width)  # type: ignore[arg-type]
    at_once.feed(picture.whole().render_segments(console))
    assert TORN not in sent.text()
    assert sent.shown() == at_once.shown()


def other_widths(text: str) -> list[tuple[str, int]]:
    """A terminal of another year: emoji take one cell, skin tones and flag letters two."""
    found: list[tuple[str, int]] = []
    for character in text:
        if "\U0001f1e6" <= character <= "\U0001f1ff" or "\U0001f3fb" <= character <= "\U0001f3ff":
            found.append((character, 2))
        elif character >= "\U0001f400" or character in "☕":
            found.append((character, 1))
        elif character == "\ue0b0":
            found.append((character, 2))
        else:
            found += rich_widths(character)
    return found


@given(st.lists(changes(), max_size=12), st.booleans())
def test_a_terminal_of_another_mind_about_widths_shows_all_else_in_its_place(
    steps: list[tuple[str, int, int, str, Style, int, list[int]]], erases: bool
) -> None:
    sent = Emulator(36, 8, other_widths)
    picture = replay(steps, "truecolor", sent, erases=erases)
    for y, line in enumerate(picture.lines):
        doubtful = 0
        # A character that does not fit the last cells is put elsewhere by some terminals, left out by others.
        for x, (text, _) in enumerate(line[:-4]):
            if text and not extent(text).sure:
                doubtful = x + extent(text).width
            if x >= doubtful:
                assert sent.cells[y][x].text == text, (x, y, sent.text())


def frame_with(*texts: str, erases: bool = False) -> ShownFrame:
    """A frame whose terminal shows lines of text."""
    frame = ShownFrame(ColorSystem.TRUECOLOR, erases=erases)
    frame.fit(20, len(texts))
    frame.draw([(y, [(0, line_of(text))]) for y, text in enumerate(texts)], (0, 0))
    return frame


def line_of(text: str, style: Style | None = None) -> Strip:
    return Strip([Segment(text, style)]).adjust_cell_length(20)


def sent(frame: ShownFrame, y: int, strip: Strip) -> str:
    return frame.draw([(y, [(0, strip)])], (0, 0)).text


def test_what_is_shown_already_is_not_sent() -> None:
    frame = frame_with("one", "two")
    assert sent(frame, 0, line_of("one")) == ""
    assert sent(frame, 0, line_of("one", Style(meta={"seen": "never"}))) == ""
    assert sent(frame, 1, line_of("tvo")) == "\x1b[2;2Hv\x1b[H"


def test_a_strip_drawn_again_is_sent_again_where_something_else_was_drawn_between() -> None:
    frame, one = frame_with("one"), line_of("one")
    assert sent(frame, 0, one) == ""
    assert sent(frame, 0, line_of("six")) != ""
    assert sent(frame, 0, one) == "\x1b[Hone\r"


def test_half_a_wide_character_is_never_sent_nor_left() -> None:
    frame = frame_with("ab字cd")
    # A widget that begins in the middle of it is drawn; what is at its left is not drawn anew.
    assert frame.draw([(0, [(3, Strip([Segment("x")]))])], (0, 0)).text == "\x1b[1;3H x\r"
    frame = frame_with("ab字cd")
    assert frame.draw([(0, [(2, Strip([Segment("x")]))])], (0, 0)).text == "\x1b[1;3Hx \r"
    frame = frame_with("字字字")
    assert sent(frame, 0, line_of("a字字b")).startswith("\x1b[Ha字字b")


def test_after_a_wide_character_the_cursor_is_where_it_is() -> None:
    frame = frame_with("." * 16 + "字.", "." * 20)
    lines = ["." * 16 + "한.", "." * 18 + "x."]
    text = frame.draw([(y, [(0, line_of(line))]) for y, line in enumerate(lines)], (0, 0)).text
    assert text == "\x1b[1;17H한\x1b[Bx\x1b[H"


def test_a_few_cells_that_did_not_change_are_drawn_again_where_that_is_shorter() -> None:
    assert sent(frame_with("one two six"), 0, line_of("oNe tWo sIx")) == "\x1b[1;2HNe tWo sI\r"


def test_colours_are_sent_once_for_all_that_has_them() -> None:
    red, blue = Style.parse("#ff0000"), Style.parse("#0000ff")
    frame = frame_with(*["." * 20] * 8)
    lines = [
        (y, [(0, Strip([Segment("r" * 6, red), Segment("." * 8), Segment("b" * 6, blue)]))]) for y in range(8)
    ]
    text = frame.draw(lines, (0, 0)).text
    assert text.count("38;2;255;0;0") == text.count("38;2;0;0;255") == 1


@pytest.mark.parametrize("erases", [False, True])
def test_blanks_are_erased_only_where_that_keeps_their_background(erases: bool) -> None:
    grey = Style.parse("on #808080")
    text = sent(frame_with("x" * 20, erases=erases), 0, line_of(" " * 20, grey))
    assert ("\x1b[20X" in text) == erases
    underlined = Style.parse("underline on #808080")
    assert "X" not in sent(frame_with("x" * 20, erases=erases), 0, line_of(" " * 20, underlined))


@pytest.mark.parametrize("text", ["a\x1bb", "a\nb", "\x9b", "é\x07", "\x7f"])
def test_control_characters_make_all_unknown(text: str) -> None:
    frame = frame_with("one", "two")
    with pytest.raises(UnknownEffect):
        sent(frame, 0, Strip([Segment(text)]))
    assert "two" in sent(frame, 1, line_of("two"))


def test_all_that_counts_as_plain_takes_one_cell() -> None:
    every = [chr(code) for code in range(0x20, 0x2FFFF) if not 0xD800 <= code <= 0xDFFF]
    plain = [character for character in every if plain_text([character]) is not None]
    assert len(plain) > 1000
    assert all(extent(each).width == 1 and extent(each).sure for each in plain)


@given(st.lists(styles, min_size=1, max_size=6), st.sampled_from(sorted(SYSTEMS)))
def test_the_pen_is_what_the_changes_made_it(wanted: list[Style], system: str) -> None:
    emulator, pen = Emulator(4, 1), PLAIN
    for style in wanted:
        look = look_of(style, SYSTEMS[system])
        text, pen = change(pen, look)
        fresh = Emulator(4, 1)
        fresh.feed(change(PLAIN, look)[0])
        emulator.feed(text)
        assert emulator.pen == fresh.pen
        assert pen == look
    emulator.feed(change(pen, PLAIN)[0])
    assert emulator.pen == Pen()


def test_what_goes_with_another_attribute_is_put_on_again() -> None:
    both, dim = (look_of(Style.parse(f"{each} red"), ColorSystem.STANDARD) for each in ("bold dim", "dim"))
    assert change(both, dim) == ("\x1b[22;2m", dim)


def test_links_are_opened_and_closed() -> None:
    linked = look_of(STYLES[-1], ColorSystem.TRUECOLOR)
    text, pen = change(PLAIN, linked)
    assert re.match(r"\x1b]8;id=\d+;https://example.com\x1b\\", text)
    assert change(pen, PLAIN)[0].startswith("\x1b]8;;\x1b\\")


@given(*(st.integers(0, 199) for _ in range(4)), st.booleans(), st.booleans())
def test_a_move_leads_where_it_should(x: int, y: int, to_x: int, to_y: int, no_x: bool, no_y: bool) -> None:
    emulator = Emulator(200, 200)
    emulator.feed(f"\x1b[{y + 1};{x + 1}H")
    text = move(None if no_x or no_y else x, None if no_y else y, to_x, to_y)
    emulator.feed(text)
    assert (emulator.cursor.x, emulator.cursor.y) == (to_x, to_y)
    assert len(text) <= len(f"\x1b[{to_y + 1};{to_x + 1}H")
