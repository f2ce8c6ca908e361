"""Commands of normal mode, but for motions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.insertion import open_line
from lakebase_tui.ui.vim.keys import ENTER, character_of
from lakebase_tui.ui.vim.moving import ENDLESS
from lakebase_tui.ui.vim.operators import (
    CASES,
    change,
    change_case,
    copy,
    delete,
    join,
    shift,
    swapped_case,
)
from lakebase_tui.ui.vim.putting import put
from lakebase_tui.ui.vim.regions import Region, undone_at, without_blank_rest
from lakebase_tui.ui.vim.state import INSERT_MARK, Mode
from lakebase_tui.ui.vim.text import clamped, end_of, indent_of
from lakebase_tui.ui.vim.undoing import redo, undo
from lakebase_tui.ui.vim.visual import reselect

if TYPE_CHECKING:
    from lakebase_tui.ui.vim.engine import Engine

_MARK_NAMES: Final = frozenset("abcdefghijklmnopqrstuvwxyz'`")
SHORT_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "x": ("d", "l"),
    "X": ("d", "h"),
    "D": ("d", "$"),
    "C": ("c", "$"),
    "s": ("c", "l"),
    "S": ("c", "c"),
    "Y": ("y", "y"),
}
"""Commands that stand for an operator with a motion."""


def operate(engine: "Engine", command: Command, region: Region) -> bool:
    """Do what an operator does with a region; whether that is possible."""
    state, name = engine.state, command.name
    if name == "y":
        copy(state, region, command.register)
        return True
    if name == "d" and not command.force:
        region = without_blank_rest(state.buffer.lines, region)
    if not engine.change(command, undone_at(region, change=name == "c")):
        return False
    is_nothing = region.is_nothing or end_of(state.buffer.lines) == (0, 0)
    if name == "c":
        state.cursor = region.start
        engine.begin_typing("" if is_nothing else change(state, region, command.register))
        return True
    if name == "d":
        if is_nothing or (region.start == region.end and not region.lines):
            state.put_cursor(region.start)
        else:
            delete(state, region, command.register)
    else:
        _transform(engine, name, region)
    engine.end_step()
    return True


def _transform(engine: "Engine", name: str, region: Region) -> None:
    """What operators do that neither delete nor copy."""
    state = engine.state
    if name in (">", "<"):
        shift(state, region, 1 if name == ">" else -1)
    elif name in CASES:
        change_case(state, region, CASES[name])
    elif name == "gc":
        engine.toggle_comment(region)
    else:
        engine.reformat(region)


def _insert(engine: "Engine", command: Command) -> bool:
    """`i a I A gi`."""
    state, name = engine.state, command.name
    row, column = state.cursor
    line = state.buffer.lines[row]
    columns = {"i": column, "a": column + 1, "I": len(indent_of(line)), "A": len(line)}
    at = state.marks.get(INSERT_MARK, state.cursor) if name == "gi" else (row, columns[name])
    at = clamped(state.buffer.lines, at, behind=True)
    if not engine.change(replace(command, name="i") if name == "gi" else command, at):
        return False
    state.mode = Mode.INSERT
    state.put_cursor(at, ENDLESS if name == "A" else None)
    engine.begin_typing("", command.count or 1)
    return True


def _open(engine: "Engine", command: Command) -> bool:
    """`o` and `O`."""
    if not engine.change(command, engine.state.cursor):
        return False
    indent = open_line(engine.state, below=command.name == "o")
    engine.begin_typing(indent, command.count or 1, opens=True)
    return True


def _overtype(engine: "Engine", command: Command) -> bool:
    """`R`."""
    if not engine.change(command, engine.state.cursor):
        return False
    engine.begin_typing("", command.count or 1, mode=Mode.REPLACE)
    return True


def _put(engine: "Engine", command: Command) -> bool:
    """`p P gp gP`."""
    state = engine.state
    content = state.registers.get(command.register)
    if content is None or not engine.change(command, state.cursor):
        return False
    follow, behind = command.name.startswith("g"), command.name.endswith("p")
    put(state, content, command.count or 1, behind=behind, follow=follow)
    engine.end_step()
    return True


def _join(engine: "Engine", command: Command) -> bool:
    """`J` and `gJ`."""
    state, row = engine.state, engine.state.cursor[0]
    last = min(row + max(command.count or 2, 2) - 1, len(state.buffer.lines) - 1)
    if last == row or not engine.change(command, state.cursor):
        return False
    join(state, row, last, spaced=command.name == "J")
    engine.end_step()
    return True


def _swap_case(engine: "Engine", command: Command) -> bool:
    """`~`."""
    state = engine.state
    row, column = state.cursor
    part = state.buffer.lines[row][column : column + (command.count or 1)]
    if not part or not engine.change(command, state.cursor):
        return False
    if swapped_case(part) != part:
        state.replace((row, column), (row, column + len(part)), swapped_case(part))
    state.put_cursor((row, column + len(part)))
    engine.end_step()
    return True


def _replace(engine: "Engine", command: Command) -> bool:
    """`r`."""
    state, times = engine.state, command.count or 1
    row, column = state.cursor
    line, character = state.buffer.lines[row], character_of(command.argument)
    if character is None or column + times > len(line) or not engine.change(command, state.cursor):
        return False
    if command.argument == ENTER:
        rest = line[column + times :].lstrip(" \t")
        indent = indent_of(line[:column]) if rest else ""
        state.replace((row, column), (row, len(line)), f"\n{indent}{rest}")
        state.put_cursor((row + 1, max(0, len(indent) - 1)))
    else:
        state.replace((row, column), (row, column + times), character * times)
        state.put_cursor((row, column + times - 1))
    engine.end_step()
    return True


def _select(engine: "Engine", command: Command) -> bool:
    """`v` and `V`."""
    state = engine.state
    state.mode, state.anchor = Mode(command.name), state.cursor
    if command.count is not None and command.count > 1:
        row, column = state.cursor
        further = command.count - 1
        state.put_cursor((row + further, column) if command.name == "V" else (row, column + further))
    return True


def _mark(engine: "Engine", command: Command) -> bool:
    """`m`."""
    name = command.argument
    if name not in _MARK_NAMES:
        return False
    engine.state.marks["'" if name == "`" else name] = engine.state.cursor
    return True


COMMANDS: Final[Mapping[str, Callable[["Engine", Command], bool]]] = {
    **dict.fromkeys(("i", "a", "I", "A", "gi"), _insert),
    **dict.fromkeys(("o", "O"), _open),
    **dict.fromkeys(("p", "P", "gp", "gP"), _put),
    **dict.fromkeys(("J", "gJ"), _join),
    **dict.fromkeys(("v", "V"), _select),
    "R": _overtype,
    "~": _swap_case,
    "r": _replace,
    "m": _mark,
    "gv": lambda engine, command: reselect(engine.state),
    "u": lambda engine, command: undo(engine.state, command.count or 1),
    "<C-r>": lambda engine, command: redo(engine.state, command.count or 1),
}
"""What the keys of a command do, with an engine; whether that is possible."""


def in_full(command: Command) -> Command:
    """A command in its long form: `dl` for `x`."""
    name, motion = SHORT_FORMS.get(command.name, ("", ""))
    return replace(command, name=name, motion=motion) if name else command
