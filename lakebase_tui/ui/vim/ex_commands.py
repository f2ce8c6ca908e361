"""Commands behind `:`: which lines they are for, and what they do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.vim.engine import Engine
from lakebase_tui.ui.vim.operators import copy, delete, to_text_of
from lakebase_tui.ui.vim.regions import Region, rows_region
from lakebase_tui.ui.vim.substituting import Substitution
from lakebase_tui.ui.vim.text import clamped

_READ_ONLY: Final = "The text is read-only."
_ADDRESS: Final = re.compile(r"\s*(\d+|\.|\$|'[a-z<>'`])?((?:\s*[+-]\s*\d*)*)")
_OFFSET: Final = re.compile(r"([+-])\s*(\d*)")
_NAME: Final = re.compile(r"\s*([a-zA-Z]+)(!?)")


@dataclass(frozen=True, slots=True)
class CommandActions:
    """What commands do outside of the text."""

    save: Callable[[str], None]
    """Saves the text to a file; to its own where the path is empty."""
    close: Callable[[bool], object]
    """Closes the tab; where True, without a question."""
    save_and_close: Callable[[], object]
    """Saves the text, and closes the tab when it is safe."""
    open: Callable[[str], None]
    """Opens a file."""
    hide_matches: Callable[[], None]
    """Ends the marks of a search."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A command with what belongs to it."""

    rows: range | None
    argument: str
    bang: bool


class CommandLine:
    """Does what is typed behind `:`.

    Args:
        engine: The text, the cursor and the marks.
        actions: What is done outside of the text.
    """

    def __init__(self, engine: Engine, actions: CommandActions) -> None:
        self._engine = engine
        self._actions = actions
        self._substitution: Substitution | None = None

    def run(self, line: str) -> str:
        """Do what a line asks for.

        Args:
            line: Without the colon.

        Returns:
            What to tell about it; empty for nothing.

        Raises:
            LakebaseTuiError: It asks for something that is not there, in one sentence.
        """
        rows, rest = self._range(line.strip().lstrip(": "))
        match = _NAME.match(rest)
        name, argument = (match[1], rest[match.end() :]) if match else ("", rest)
        if not name and not argument:
            self._go_to(rows)
            return ""
        command = _COMMANDS.get(name)
        if command is None:
            raise LakebaseTuiError(f"There is no command {visible(name or argument)} here.")
        return command(self, _Call(rows, argument.strip(), match is not None and match[2] == "!"))

    # Ranges

    def _range(self, line: str) -> tuple[range | None, str]:
        """The lines that a command is for, None where nothing is said, and what is behind that."""
        if line.startswith("%"):
            return range(0, self._line_count), line[1:]
        first, at = self._address(line, 0)
        if line[at : at + 1] not in (",", ";"):
            return (None, line) if first is None else (self._checked(first, first), line[at:])
        first = self._row if first is None else first
        last, at = self._address(line, at + 1)
        return self._checked(first, self._row if last is None else last), line[at:]

    def _address(self, line: str, at: int) -> tuple[int | None, int]:
        match = _ADDRESS.match(line, at)
        if match is None or not match[0].strip():
            return None, at
        where, offsets = match.groups()
        row = self._row if where in (None, ".") else self._named_row(where)
        for sign, number in _OFFSET.findall(offsets):
            row += (1 if sign == "+" else -1) * int(number or 1)
        return row, match.end()

    def _named_row(self, where: str) -> int:
        if where == "$":
            return self._line_count - 1
        if where.isdigit():
            return int(where) - 1
        mark = self._engine.state.marks.get("'" if where[1] == "`" else where[1])
        if mark is None:
            raise LakebaseTuiError(f"There is no mark {where[1]}.")
        return mark[0]

    def _checked(self, first: int, last: int) -> range:
        first, last = sorted((max(0, first), max(0, last)))
        if last >= self._line_count and first != last:
            raise LakebaseTuiError(f"The text has only {self._line_count:,} lines.")
        last = min(last, self._line_count - 1)
        return range(min(first, last), last + 1)

    @property
    def _row(self) -> int:
        return self._engine.state.cursor[0]

    @property
    def _line_count(self) -> int:
        return len(self._engine.state.buffer.lines)

    # Commands

    def _go_to(self, rows: range | None) -> None:
        if rows is not None:
            state = self._engine.state
            to_text_of(state, clamped(state.buffer.lines, (rows[-1], 0))[0])

    def _substitute(self, call: _Call) -> str:
        self._substitution = Substitution.read(call.argument, self._substitution)
        self._refuse_read_only()
        rows = call.rows or range(self._row, self._row + 1)
        state = self._engine.state
        changed = self._substitution.of(state.buffer.lines, rows)
        state.remember_jump()
        with self._engine.step((changed.first, 0)):
            changed.apply(state)
        return changed.told

    def _delete(self, call: _Call) -> str:
        self._refuse_read_only()
        with self._engine.step(self._engine.state.cursor):
            delete(self._engine.state, self._region(call), call.argument[:1])
        return ""

    def _copy(self, call: _Call) -> str:
        region = replace(self._region(call), cursor=self._engine.state.cursor)
        copy(self._engine.state, region, call.argument[:1])
        return ""

    def _region(self, call: _Call) -> Region:
        rows = call.rows or range(self._row, self._row + 1)
        return rows_region(self._engine.state.buffer.lines, rows[0], rows[-1])

    def _refuse_read_only(self) -> None:
        if self._engine.state.buffer.read_only:
            raise LakebaseTuiError(_READ_ONLY)

    def _write(self, call: _Call) -> str:
        self._actions.save(call.argument)
        return ""

    def _quit(self, call: _Call) -> str:
        self._actions.close(call.bang)
        return ""

    def _write_and_quit(self, call: _Call) -> str:
        self._actions.save_and_close()
        return ""

    def _edit(self, call: _Call) -> str:
        if not call.argument:
            raise LakebaseTuiError("Which file? :e is followed by its path.")
        self._actions.open(call.argument)
        return ""

    def _hide(self, call: _Call) -> str:
        self._actions.hide_matches()
        return ""


_Command = Callable[[CommandLine, _Call], str]


def _named(*names: tuple[str, int, _Command]) -> Mapping[str, _Command]:
    """Commands by each of their names, from the shortest form on."""
    return {
        name[:length]: command for name, least, command in names for length in range(least, len(name) + 1)
    }


_COMMANDS: Final = _named(
    ("substitute", 1, CommandLine._substitute),
    ("delete", 1, CommandLine._delete),
    ("yank", 1, CommandLine._copy),
    ("write", 1, CommandLine._write),
    ("quit", 1, CommandLine._quit),
    ("wq", 2, CommandLine._write_and_quit),
    ("xit", 1, CommandLine._write_and_quit),
    ("edit", 1, CommandLine._edit),
    ("nohlsearch", 3, CommandLine._hide),
)
