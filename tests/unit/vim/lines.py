"""A text in memory with an engine on it, to try keys without a screen."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui.vim.engine import Engine
from lakebase_tui.ui.vim.ex_commands import CommandActions, CommandLine
from lakebase_tui.ui.vim.keys import split_keys
from lakebase_tui.ui.vim.registers import Registers
from lakebase_tui.ui.vim.surroundings import Surroundings
from lakebase_tui.ui.vim.text import Location


@dataclass
class Step:
    """A step of undo: the text before it, and where the cursor was."""

    before: list[str]
    cursor: Location
    after: list[str] = field(default_factory=list)


class Lines:
    """A text that remembers its versions."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        self.read_only = False
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._open: Step | None = None

    def replace(self, start: Location, end: Location, text: str) -> None:
        assert self._open is not None, "an edit outside of a step"
        assert start <= end
        (top, first), (bottom, last) = start, end
        assert 0 <= first <= len(self.lines[top])
        assert 0 <= last <= len(self.lines[bottom])
        new = (self.lines[top][:first] + text + self.lines[bottom][last:]).split("\n")
        self.lines[top : bottom + 1] = new

    def begin_step(self, cursor: Location) -> None:
        assert self._open is None, "a step within a step"
        self._open = Step(list(self.lines), cursor)

    def end_step(self) -> None:
        assert self._open is not None, "no step to end"
        if self._open.before != self.lines:
            self._open.after = list(self.lines)
            self._done.append(self._open)
            self._undone.clear()
        self._open = None

    def undo(self) -> Location | None:
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self.lines = list(step.before)
        return step.cursor

    def redo(self) -> Location | None:
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self.lines = list(step.after)
        return step.cursor


class View:
    """Lines in view."""

    def __init__(self, height: int = 23) -> None:
        self.top = 0
        self.height = height

    def scroll_to(self, top: int) -> None:
        self.top = top


class Sought:
    """A search as one of Python's regular expressions."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.pattern = ""
        self.asked: list[bool] = []

    def ask(self, *, forward: bool) -> None:
        self.asked.append(forward)

    def look_for(self, text: str, *, whole: bool) -> None:
        escaped = re.escape(text)
        self.pattern = rf"\b{escaped}\b" if whole else escaped

    def next_from(self, at: Location, *, forward: bool) -> Location | None:
        found = [
            (row, match.start())
            for row, line in enumerate(self._lines.lines)
            for match in re.finditer(self.pattern or "(?!)", line)
        ]
        if not found:
            return None
        if forward:
            return min((place for place in found if place > at), default=found[0])
        return max((place for place in found if place < at), default=found[-1])


class Desk:
    """An engine, and everything that it asks of others."""

    def __init__(self, lines: Sequence[str], cursor: Location = (0, 0)) -> None:
        self.buffer = Lines(lines)
        self.view = View()
        self.search = Sought(self.buffer)
        self.clipboard = ""
        self.said = ""
        self.asked: list[str] = []
        self.statement: tuple[Location, Location] | None = None
        self.registers = Registers(lambda: self.clipboard, self._write_clipboard)
        around = Surroundings(
            window=self.view,
            search=self.search,
            statement_at=lambda at: self.statement,
            reformat=str.upper,
            toggle_comment=lambda lines: [f"-- {line}" for line in lines],
            ask_command=self.asked.append,
        )
        self.engine = Engine(self.buffer, self.registers, around)
        self.done: list[tuple[object, ...]] = []
        self.commands = CommandLine(self.engine, self._actions())
        self.engine.place(cursor)

    def _actions(self) -> CommandActions:
        return CommandActions(
            save=lambda path: self.done.append(("save", path)),
            close=lambda at_once: self.done.append(("close", at_once)),
            save_and_close=lambda: self.done.append(("save and close",)),
            open=lambda path: self.done.append(("open", path)),
            hide_matches=lambda: self.done.append(("hide",)),
        )

    def _write_clipboard(self, text: str) -> None:
        self.clipboard = text

    def type(self, written: str) -> "Desk":
        """Feed keys such as `3dw<Esc>`."""
        keys = list(split_keys(written))
        while keys:
            self.engine.feed(keys.pop(0))
            if self.asked:
                end = keys.index("<CR>")
                line = self.asked.pop() + "".join(keys[:end])
                del keys[: end + 1]
                with suppress(LakebaseTuiError):
                    self.said = self.commands.run(line)
        return self

    @property
    def text(self) -> str:
        return "\n".join(self.buffer.lines)
