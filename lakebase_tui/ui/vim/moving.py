"""What a motion starts from, and where it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lakebase_tui.ui.vim.text import Location

ENDLESS: Final = 1 << 60
"""The cell that the cursor keeps to behind `$`: the end of each line, however long."""


class Kind(Enum):
    """What an operator takes of the text between cursor and target."""

    EXCLUSIVE = "exclusive"
    """All but the character at the later of both."""
    INCLUSIVE = "inclusive"
    """That, too."""
    LINES = "lines"
    """Whole lines."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a motion begins, and what it may depend on."""

    lines: Sequence[str]
    at: Location
    wanted: int
    """The cell that moving up and down keeps to, or `ENDLESS`."""
    count: int | None = None
    argument: str = ""
    """The key behind it, as for `f`."""
    operator: str = ""
    """The operator that waits for it; empty for none."""
    anchor: Location | None = None
    """Where the selection begins in visual mode; None outside of it."""

    by_lines: bool = False
    """Whether whole lines are selected."""

    @property
    def visual(self) -> bool:
        """Whether it moves the end of a selection."""
        return self.anchor is not None

    @property
    def times(self) -> int:
        """How many times it is asked for; once where nothing is said."""
        return self.count or 1

    @property
    def line(self) -> str:
        """The line that it begins on."""
        return self.lines[self.at[0]]


@dataclass(frozen=True, slots=True)
class Move:
    """Where a motion ends."""

    to: Location
    kind: Kind = Kind.EXCLUSIVE
    wanted: int | None = None
    """The cell to keep to when moving up and down from there; None: that of the place."""
    jumps: bool = False
    """Whether the place before it is remembered, for two backticks."""
    fills_register_one: bool = False
    """Whether what a `d` deletes with it counts as large even within a line."""
    takes_break: bool = False
    """Whether an end at the beginning of a line is left there, and not put before the break of the line."""
    short: bool = False
    """Whether it could not go as far as was asked; a macro ends there."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a text object is."""

    start: Location
    end: Location
    """Its last character where the kind is inclusive, else the place behind it; a line for whole lines."""
    kind: Kind = Kind.INCLUSIVE
    shown_end: Location | None = None
    """Where the cursor goes in visual mode; None: to `end`."""
    goes_on: bool = False
    """Whether it goes on from a selection, which keeps its other end, to `end`."""


Motion = Callable[[Start], Move | None]
"""Finds where to go; None where there is no way, and an operator does nothing then."""

TextObject = Callable[[Start], Stretch | None]
"""Finds what is around or ahead; None where there is nothing."""
