"""Commands for what is selected."""

from typing import TYPE_CHECKING, Final

from lakebase_tui.ui.vim.changes import Shape
from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.keys import character_of
from lakebase_tui.ui.vim.operators import (
    CASES,
    change,
    change_case,
    copy,
    delete,
    join,
    keep,
    replace_text,
    shift,
)
from lakebase_tui.ui.vim.putting import put, put_over
from lakebase_tui.ui.vim.regions import Region, region_of_selection, undone_at
from lakebase_tui.ui.vim.state import Mode, Selected, State
from lakebase_tui.ui.vim.text import end_of

if TYPE_CHECKING:
    from lakebase_tui.ui.vim.engine import Engine

_SAME: Final = {
    "x": "d",
    "X": "D",
    "s": "c",
    "S": "C",
    "R": "C",
    "u": "gu",
    "U": "gU",
    "~": "g~",
}
"""Commands that do the same as another."""
_OF_LINES: Final = frozenset([">", "<", "=", "gc", "J", "gJ"])
_WHOLE: Final = frozenset(["D", "C", "Y"])
_PUTS: Final = frozenset(["p", "P", "gp", "gP"])
_CHANGE: Final = frozenset(["d", "D", "c", "C", "r", *_OF_LINES, *_PUTS, *CASES])
"""Commands that change the text."""


def run_on_selection(engine: "Engine", command: Command) -> bool:
    """Do what a command asks for with what is selected; whether that is possible."""
    state = engine.state
    name = _SAME.get(command.name, command.name)
    if name in ("o", "O"):
        anchor, state.anchor = state.anchor, state.cursor
        state.put_cursor(anchor)
        return True
    if name in ("v", "V"):
        _switch(state, Mode(name))
        return True
    if name == "gv":
        return reselect(state)
    if name in ("y", "Y"):
        region = region_of_selection(state, whole=name in _WHOLE)
        state.end_selection()
        copy(state, region, command.register)
        return True
    return name in _CHANGE and _change(engine, command, name)


def reselect(state: State) -> bool:
    """`gv`: select again what was selected last; whether there is something."""
    was = state.was_selected
    if was is None:
        return False
    if state.mode.selects:
        state.was_selected = Selected(state.mode, state.anchor, state.cursor, state.wanted)
    state.mode = was.mode
    state.put_cursor(was.anchor)
    state.anchor = state.cursor
    state.put_cursor(was.cursor, was.wanted)
    return True


def _switch(state: State, mode: Mode) -> None:
    if state.mode is mode:
        state.end_selection()
        state.put_cursor(state.cursor)
    else:
        state.mode = mode


def _change(engine: "Engine", command: Command, name: str) -> bool:
    state = engine.state
    region = region_of_selection(state, by_lines=name in _OF_LINES, whole=name in _WHOLE)
    if not engine.change(command, undone_at(region, change=name in ("c", "C")), Shape.of(state)):
        return False
    state.end_selection()
    is_nothing = region.is_nothing or end_of(state.buffer.lines) == (0, 0)
    if name in ("c", "C"):
        state.cursor = region.start
        engine.begin_typing("" if is_nothing else change(state, region, command.register))
        return True
    done = _do(engine, command, name, region) if not is_nothing or name in _PUTS else True
    engine.end_step()
    return done


def _do(engine: "Engine", command: Command, name: str, region: Region) -> bool:
    state, times = engine.state, command.count or 1
    if name in ("d", "D"):
        delete(state, region, command.register)
    elif name in (">", "<"):
        shift(state, region, times if name == ">" else -times)
    elif name in CASES:
        change_case(state, region, CASES[name])
    elif name == "=":
        engine.reformat(region)
    elif name == "gc":
        engine.toggle_comment(region)
    elif name in ("J", "gJ"):
        last = min(max(region.end[0], region.start[0] + 1), len(state.buffer.lines) - 1)
        if last > region.start[0]:
            join(state, region.start[0], last, spaced=name == "J")
        else:
            state.put_cursor(region.home)
    elif name == "r":
        return _replace(state, region, command.argument)
    else:
        return _put(state, region, command, name)
    return True


def _put(state: State, region: Region, command: Command, name: str) -> bool:
    content = state.registers.get(command.register)
    register = "_" if name == "P" else ""
    times, follow = command.count or 1, name.startswith("g")
    if region.is_nothing or end_of(state.buffer.lines) == (0, 0):
        state.put_cursor(region.start)
        if content is not None:
            put(state, content, times, behind=True, follow=follow)
    elif content is None:
        delete(state, region, register)
    else:
        keep(state, region, register)
        put_over(state, region, content, times, follow=follow)
    return True


def _replace(state: State, region: Region, key: str) -> bool:
    character = character_of(key)
    if character is None:
        return False
    replace_text(state, region, lambda text: "".join("\n" if each == "\n" else character for each in text))
    state.put_cursor(region.start)
    return True
