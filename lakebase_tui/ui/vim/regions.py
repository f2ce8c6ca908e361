"""The part of a text that an operator works on."""

from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.ui.vim.moving import Kind, Move, Stretch
from lakebase_tui.ui.vim.registers import Content
from lakebase_tui.ui.vim.state import Mode, State
from lakebase_tui.ui.vim.text import Location, indent_of, text_between


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a text: characters, or whole lines."""

    start: Location
    end: Location
    """The place behind it; the end of the last line where lines are meant."""
    lines: bool = False
    cursor: Location | None = None
    """Where the cursor goes when the text stays; None: to the beginning."""
    large: bool = False
    """Whether a part of one line counts as a large one, for the registers."""
    inclusive: bool = False
    """Whether it ends with a character that was gone to; of an empty line with nothing."""
    breaks: bool = False
    """Whether it takes a line's break together with the line before it, for the registers."""

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing in it, not even an empty line."""
        return self.start == self.end and not self.lines and not self.inclusive

    @property
    def rows(self) -> range:
        """The lines of which it has a part."""
        return range(self.start[0], self.end[0] + 1)

    @property
    def home(self) -> Location:
        """Where the cursor goes when the text stays."""
        return self.cursor or self.start

    def content(self, lines: Sequence[str]) -> Content:
        """What a register takes of it."""
        if self.lines:
            return Content("\n".join(lines[self.start[0] : self.end[0] + 1]), lines=True)
        text = text_between(lines, self.start, self.end)
        if self.breaks and not self.start[1] and not self.end[1] and text:
            return Content(text[:-1], lines=True)
        return Content(text)


def rows_region(lines: Sequence[str], first: int, last: int, cursor: Location | None = None) -> Region:
    """Whole lines."""
    return Region((first, 0), (last, len(lines[last])), lines=True, cursor=cursor)


def region_of_move(lines: Sequence[str], at: Location, move: Move, force: str = "") -> Region:
    """What is between a place and where a motion went from there.

    Args:
        lines: The text.
        at: Where the motion began.
        move: Where it ended.
        force: `v` or `V`, typed between operator and motion; empty for none.
    """
    first, last = sorted((at, move.to))
    kind = _forced(move.kind, force)
    if kind is Kind.LINES:
        return rows_region(lines, first[0], last[0], first)
    if kind is Kind.INCLUSIVE:
        return Region(first, _behind(lines, last), large=move.fills_register_one, inclusive=True)
    if move.takes_break or last[1] or last[0] == first[0]:
        return Region(first, last, large=move.fills_register_one, breaks=True)
    return _before_break(lines, first, last, move.fills_register_one)


def region_of_stretch(lines: Sequence[str], stretch: Stretch, force: str = "") -> Region:
    """A text object as a region."""
    region = region_of_move(lines, stretch.start, Move(stretch.end, stretch.kind), force)
    return (
        region
        if not region.lines or stretch.kind is not Kind.LINES
        else rows_region(lines, stretch.start[0], stretch.end[0])
    )


def region_of_selection(state: State, *, by_lines: bool = False, whole: bool = False) -> Region:
    """What is selected.

    Args:
        state: The text and the selection.
        by_lines: Whether whole lines are meant; the cursor stays in its column then.
        whole: Whether the selection is taken as if its lines were.
    """
    lines = state.buffer.lines
    first, last = sorted((state.anchor, state.cursor))
    if whole or state.mode is Mode.LINES:
        keeps_column = state.cursor[0] < state.anchor[0]
        return rows_region(lines, first[0], last[0], first if keeps_column else (first[0], 0))
    if by_lines:
        return rows_region(lines, first[0], last[0], first)
    if last[1] < len(lines[last[0]]):
        return Region(first, _behind(lines, last))
    return Region(first, (last[0] + 1, 0) if last[0] + 1 < len(lines) else last)


def undone_at(region: Region, *, change: bool) -> Location:
    """Where the cursor goes when what was done to a region is undone; `change` for `c`."""
    row, column = region.home
    return (row + 1, column) if change and region.lines and len(region.rows) > 1 else (row, column)


def without_blank_rest(lines: Sequence[str], region: Region) -> Region:
    """Whole lines, where deleting a region of several would leave a blank one; as `d` does it."""
    if region.lines or len(region.rows) == 1:
        return region
    (top, column), (bottom, end) = region.start, region.end
    if column <= len(indent_of(lines[top])) and not lines[bottom][end:].strip(" \t"):
        return rows_region(lines, top, bottom)
    return region


def _forced(kind: Kind, force: str) -> Kind:
    if force == "V":
        return Kind.LINES
    if force == "v":
        return Kind.INCLUSIVE if kind is Kind.EXCLUSIVE else Kind.EXCLUSIVE
    return kind


def _behind(lines: Sequence[str], at: Location) -> Location:
    """The place behind a character, on its line."""
    row, column = at
    return row, min(column + 1, len(lines[row]))


def _before_break(lines: Sequence[str], first: Location, last: Location, large: bool) -> Region:
    """Up to the end of the line before; whole lines where it begins in a line's indentation."""
    row = last[0] - 1
    if first[1] <= len(indent_of(lines[first[0]])):
        return rows_region(lines, first[0], row, first)
    return Region(first, (row, len(lines[row])), large=large)
