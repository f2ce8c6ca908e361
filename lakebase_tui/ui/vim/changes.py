"""What the last change was, to do it again."""

from dataclasses import dataclass

from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.insertion import Typed
from lakebase_tui.ui.vim.moving import ENDLESS
from lakebase_tui.ui.vim.state import Mode, State


@dataclass(frozen=True, slots=True)
class Shape:
    """How much was selected, to take as much again elsewhere."""

    mode: Mode
    rows: int
    """How many lines further down it ends."""
    columns: int
    """Characters on its only line; on its last one where there are several."""
    to_line_end: bool = False

    @classmethod
    def of(cls, state: State) -> "Shape":
        """That of what is selected."""
        (top, first), (bottom, last) = sorted((state.anchor, state.cursor))
        columns = last - first + 1 if top == bottom else last + 1
        return cls(state.mode, bottom - top, columns, state.wanted == ENDLESS)

    def select(self, state: State) -> None:
        """Select as much from the cursor on."""
        lines = state.buffer.lines
        row, column = state.cursor
        bottom = min(row + self.rows, len(lines) - 1)
        state.anchor, state.mode = state.cursor, self.mode
        if self.to_line_end:
            state.put_cursor((bottom, len(lines[bottom])), ENDLESS)
        else:
            state.put_cursor((bottom, self.columns - 1 + (0 if self.rows else column)))


@dataclass(frozen=True, slots=True)
class Change:
    """A change, with what was typed in it."""

    command: Command
    typed: tuple[Typed, ...] = ()
    shape: Shape | None = None
    """What was selected; None where nothing was."""
