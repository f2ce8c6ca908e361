"""What an editor with keys as in Vim knows between two keys."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from lakebase_tui.ui.vim.columns import wanted_cell
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.vim.text import Buffer, Location, clamped, place_behind

JUMP_MARK = "'"
"""The place before the last jump."""
INSERT_MARK = "^"
"""Where text was typed last."""


class Mode(Enum):
    """What keys mean."""

    NORMAL = "n"
    INSERT = "i"
    REPLACE = "R"
    VISUAL = "v"
    LINES = "V"

    @property
    def selects(self) -> bool:
        """Whether something is selected in it."""
        return self in (Mode.VISUAL, Mode.LINES)

    @property
    def types(self) -> bool:
        """Whether keys are text in it."""
        return self in (Mode.INSERT, Mode.REPLACE)


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection, to take it up again."""

    mode: Mode
    anchor: Location
    cursor: Location
    wanted: int


@dataclass(slots=True)
class State:
    """The text, the cursor, the mode, the registers and the marks."""

    buffer: Buffer
    registers: Registers
    mode: Mode = Mode.NORMAL
    cursor: Location = (0, 0)
    anchor: Location = (0, 0)
    """Where a selection begins; of no meaning while there is none."""
    wanted: int = 0
    """The cell that moving up and down keeps to."""
    marks: dict[str, Location] = field(default_factory=lambda: {JUMP_MARK: (0, 0)})
    was_selected: Selected | None = None
    _jumped_before: Location | None = None

    def put_cursor(self, at: Location, wanted: int | None = None) -> None:
        """Move the cursor to a place, or to the nearest where it may be in this mode."""
        lines = self.buffer.lines
        row, column = clamped(lines, at, behind=self.mode is not Mode.NORMAL)
        self.cursor = row, column
        self.wanted = wanted_cell(lines[row], column) if wanted is None else wanted

    def remember_jump(self) -> None:
        """Keep the place of the cursor for two backticks."""
        self._jumped_before = self.marks.get(JUMP_MARK)
        self.marks[JUMP_MARK] = self.cursor

    def forget_idle_jump(self) -> None:
        """A jump that led nowhere is none: the one before it counts."""
        if self._jumped_before is not None and self.marks.get(JUMP_MARK) == self.cursor:
            self.marks[JUMP_MARK] = self._jumped_before
        self._jumped_before = None

    def end_selection(self) -> None:
        """Go back to normal mode, and keep what was selected for `gv`."""
        if self.mode.selects:
            lines = self.buffer.lines
            self.was_selected = Selected(self.mode, self.anchor, self.cursor, self.wanted)
            first, last = (clamped(lines, at, behind=True) for at in sorted((self.anchor, self.cursor)))
            if self.mode is Mode.LINES:
                first, last = (first[0], 0), (last[0], len(lines[last[0]]))
            self.marks["<"], self.marks[">"] = first, last
        self.mode = Mode.NORMAL

    def replace(self, start: Location, end: Location, text: str) -> None:
        """Put a text in place of the one between two places; marks stay with what is around it."""
        if start == end and not text:
            return
        self.buffer.replace(start, end, text)
        shift = text.count("\n") - (end[0] - start[0])
        if shift:
            behind = place_behind(start, text)
            self._move_marks(lambda at: _after_edit(at, start, end, behind, shift))

    def delete_rows(self, first: int, last: int) -> None:
        """Delete whole lines; of a text of which none are left, an empty one stays."""
        lines = self.buffer.lines
        if last + 1 < len(lines):
            self.buffer.replace((first, 0), (last + 1, 0), "")
        elif first:
            self.buffer.replace((first - 1, len(lines[first - 1])), (last, len(lines[last])), "")
        else:
            self.buffer.replace((0, 0), (last, len(lines[last])), "")
        gone = last + 1 - first
        self._move_marks(lambda at: at if at[0] < first else None if at[0] <= last else (at[0] - gone, at[1]))

    def insert_rows(self, row: int, text: str) -> None:
        """Put whole lines before a line, or behind the last one."""
        lines = self.buffer.lines
        if row < len(lines):
            self.buffer.replace((row, 0), (row, 0), text + "\n")
        else:
            end = row - 1, len(lines[row - 1])
            self.buffer.replace(end, end, "\n" + text)
        come = text.count("\n") + 1
        self._move_marks(lambda at: at if at[0] < row else (at[0] + come, at[1]))

    def _move_marks(self, moved: Callable[[Location], Location | None]) -> None:
        """Put marks where a place is now; take away those whose place is gone."""
        for name, at in list(self.marks.items()):
            place = moved(at)
            if place is None:
                del self.marks[name]
            else:
                self.marks[name] = place
        was = self.was_selected
        if was is not None:
            anchor, cursor = moved(was.anchor) or (0, 0), moved(was.cursor) or (0, 0)
            self.was_selected = Selected(was.mode, anchor, cursor, was.wanted)


def _after_edit(
    at: Location, start: Location, end: Location, behind: Location, shift: int
) -> Location | None:
    """Where a place is after an edit that made more lines or fewer; None where its line is gone."""
    if at[0] > end[0]:
        return at[0] + shift, at[1]
    if at[0] <= start[0] or end[0] == start[0]:
        return at
    if at[0] < end[0]:
        return None
    return behind[0], behind[1] + max(0, at[1] - end[1])
