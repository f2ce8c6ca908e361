"""Where motions and text objects lead from the cursor, for moving, selecting and operating."""

from typing import Final

from lakebase_tui.ui.vim.finding import CharacterFinds
from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.motions import MOTIONS
from lakebase_tui.ui.vim.moving import Kind, Move, Start, Stretch
from lakebase_tui.ui.vim.objects import OBJECTS
from lakebase_tui.ui.vim.regions import Region, region_of_move, region_of_stretch, rows_region
from lakebase_tui.ui.vim.scrolling import to_line_in_view
from lakebase_tui.ui.vim.searching import Searching
from lakebase_tui.ui.vim.state import JUMP_MARK, Mode, State
from lakebase_tui.ui.vim.statements import statement_object
from lakebase_tui.ui.vim.surroundings import Surroundings
from lakebase_tui.ui.vim.text import first_column

_BRACKETS: Final = frozenset("()[]{}<>bB")
"""Text objects that count as jumps."""
_OBJECT_PREFIXES: Final = ("i", "a")


class Going:
    """Finds places for one engine, with all that motions remember.

    Args:
        state: The text, the cursor and the marks.
        around: The view, the search and the statements.
    """

    def __init__(self, state: State, around: Surroundings) -> None:
        self.searching = Searching(around.search)
        """What is looked for, and which way."""
        self._state = state
        self._around = around
        self._finds = CharacterFinds()

    def go(self, command: Command, *, over_text: bool = False) -> bool:
        """Move the cursor; whether it got where it should.

        Args:
            command: The motion.
            over_text: Whether the cursor may come to stand behind a line's last character.
        """
        move = self._move(command.name, command, over_text=over_text)
        if move is None:
            return False
        if move.jumps:
            self._state.remember_jump()
        self._state.put_cursor(move.to, move.wanted)
        return not move.short

    def select_object(self, command: Command) -> bool:
        """Select a text object, or more of them; whether there was one."""
        state = self._state
        stretch = self._object(command.name, command)
        if stretch is None:
            return False
        if stretch.kind is not Kind.LINES:
            state.mode = Mode.VISUAL
        elif not stretch.goes_on:
            state.mode = Mode.LINES
        if not stretch.goes_on:
            row, column = stretch.start
            keeps_column = stretch.kind is Kind.LINES and row == state.anchor[0]
            state.anchor = row, state.anchor[1] if keeps_column else column
        state.put_cursor(stretch.shown_end or stretch.end)
        return True

    def region_of(self, command: Command) -> Region | None:
        """What an operator works on; None where its motion leads nowhere."""
        state = self._state
        lines = state.buffer.lines
        if command.motion in (command.name, "_"):
            return self._whole_lines(command)
        if command.motion[0] in _OBJECT_PREFIXES:
            stretch = self._object(command.motion, command)
            return region_of_stretch(lines, stretch, command.force) if stretch is not None else None
        move = self._move(command.motion, command, command.name)
        if move is None:
            return None
        if move.jumps:
            state.remember_jump()
        return region_of_move(lines, state.cursor, move, command.force)

    def _whole_lines(self, command: Command) -> Region | None:
        lines, (row, column) = self._state.buffer.lines, self._state.cursor
        last = min(row + (command.count or 1), len(lines)) - 1
        if last == row and (command.count or 1) > 1:
            return None
        if command.name == "=" and command.count is None:
            statement = self._around.statement_at(self._state.cursor)
            if statement is not None:
                return Region(*statement)
        keeps_column = command.name == "y" or last > row
        home = column if keeps_column else min(column, first_column(lines[row]))
        return rows_region(lines, row, last, (row, home))

    def _start(self, command: Command, operator: str = "", *, over_text: bool = False) -> Start:
        state = self._state
        selects = state.mode.selects
        return Start(
            lines=state.buffer.lines,
            at=state.cursor,
            wanted=state.wanted,
            count=command.count,
            argument=command.argument,
            operator=operator,
            anchor=state.anchor if selects else state.cursor if over_text else None,
            by_lines=state.mode is Mode.LINES,
        )

    def _object(self, name: str, command: Command) -> Stretch | None:
        start = self._start(command, "" if self._state.mode.selects else command.name)
        if name[1] == "s":
            return statement_object(start, self._around.statement_at, around=name[0] == "a")
        found = OBJECTS[name](start)
        if found is not None and name[1] in _BRACKETS:
            self._state.remember_jump()
        return found

    def _move(
        self, name: str, command: Command, operator: str = "", *, over_text: bool = False
    ) -> Move | None:
        start = self._start(command, operator, over_text=over_text)
        if name in MOTIONS:
            return MOTIONS[name](start)
        if name in ("f", "F", "t", "T"):
            return self._finds.find(start, name)
        if name in (";", ","):
            return self._finds.again(start, name)
        if name in ("n", "N"):
            return self.searching.again(start, name)
        if name in ("*", "#"):
            return self.searching.word(start, name)
        if name in ("'", "`"):
            return self._to_mark(start, name)
        return to_line_in_view(self._around.window, start, name)

    def _to_mark(self, start: Start, key: str) -> Move | None:
        name = JUMP_MARK if start.argument == "`" else start.argument
        at = self._state.marks.get(name)
        if at is None or at[0] >= len(start.lines):
            return None
        row = at[0]
        if key == "'":
            return Move((row, first_column(start.lines[row])), Kind.LINES, jumps=True)
        return Move((row, min(at[1], len(start.lines[row]))), jumps=True, fills_register_one=True)
