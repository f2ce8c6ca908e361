"""Which keys make a command: counts, registers, operators with motions, and arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lakebase_tui.ui.vim.registers import NAMES

OPERATORS: Final = frozenset(["d", "c", "y", ">", "<", "=", "gu", "gU", "g~", "gc"])
"""Commands that wait for a motion or a text object."""
MOTIONS: Final = frozenset([*"hjkl0^$wWbBeEG|_+-{}()%*#nN;,HML ", "<BS>", "ge", "gE", "gg", "g_", *"fFtT'`"])
OBJECT_NAMES: Final = frozenset("wWsp(){}[]<>bB\"'`")
ALIASES: Final = {
    "<Left>": "h",
    "<Right>": "l",
    "<Up>": "k",
    "<Down>": "j",
    "<Home>": "0",
    "<End>": "$",
    "<CR>": "+",
    "<Del>": "x",
    "<PageUp>": "<C-b>",
    "<PageDown>": "<C-f>",
}
"""Keys that do the same as another."""
_WITH_ARGUMENT: Final = frozenset("fFtT'`mr@q")
_PREFIXES: Final = frozenset("gz")
SCROLLS: Final = frozenset(["<C-d>", "<C-u>", "<C-f>", "<C-b>", "zz", "zt", "zb", "z.", "z-", "z<CR>"])
NORMAL_COMMANDS: Final = frozenset(
    [*"xXDCsSYpPJ~iIaAoOu.vVRrmq@:/?", "<C-r>", "gp", "gP", "gJ", "gi", "gv", *SCROLLS]
)
"""Commands of normal mode that are neither operators nor motions."""
_VISUAL: Final = frozenset([*"xXDCsSYpPJ~uUoOrRvVmq@:/?", "gp", "gP", "gJ", "gv", *SCROLLS])


class Unfinished(Enum):
    """What keys are that are no command."""

    MORE = "more"
    """They may become one."""
    NONE = "none"
    """They never will."""


@dataclass(frozen=True, slots=True)
class Command:
    """What some keys ask for."""

    name: str
    """The operator, the motion, or the other command, by its keys."""
    count: int | None = None
    """The counts before it and before its motion, multiplied; None where there is none."""
    register: str = ""
    motion: str = ""
    """What an operator works on: a motion or text object; the operator's own name for whole lines."""
    argument: str = ""
    """The key behind a command or motion that takes one, as `f`."""
    force: str = ""
    """`v` or `V` between an operator and its motion."""


class _NeedsMore(Exception):
    """The keys end too early."""


class _Reader:
    """Reads keys from the first to the last."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._at = 0

    def next(self) -> str:
        if self._at == len(self._keys):
            raise _NeedsMore
        self._at += 1
        return self._keys[self._at - 1]

    def back(self) -> None:
        self._at -= 1

    def count(self) -> int | None:
        digits = ""
        while (key := self.next()).isdigit() and key.isascii() and (digits or key != "0"):
            digits += key
        self.back()
        return min(int(digits[:9]), 99_999_999) if digits else None

    def name(self) -> str:
        key = self.next()
        return key + self.next() if key in _PREFIXES else ALIASES.get(key, key)


def read_command(keys: Sequence[str], *, selecting: bool) -> Command | Unfinished:
    """The command that keys make.

    Args:
        keys: All keys since the last command.
        selecting: Whether something is selected, where operators wait for nothing.
    """
    try:
        return _command(_Reader(keys), selecting) or Unfinished.NONE
    except _NeedsMore:
        return Unfinished.MORE


def _command(reader: _Reader, selecting: bool) -> Command | None:
    register, count = "", reader.count()
    while reader.next() == '"':
        register = reader.next()
        if register not in NAMES:
            return None
        count = _product(count, reader.count())
    reader.back()
    name = reader.name()
    if name in OPERATORS and not selecting:
        return _operation(reader, name, count, register)
    if selecting and name in ("i", "a"):
        return _object(reader, name, count)
    if (
        name in (_VISUAL if selecting else NORMAL_COMMANDS)
        or name in MOTIONS
        or (selecting and name in OPERATORS)
    ):
        argument = reader.next() if name in _WITH_ARGUMENT else ""
        return Command(name, count, register, argument=argument)
    return None


def _operation(reader: _Reader, name: str, count: int | None, register: str) -> Command | None:
    force = ""
    count = _product(count, reader.count())
    motion = reader.name()
    while motion in ("v", "V"):
        force = motion
        count = _product(count, reader.count())
        motion = reader.name()
    if motion == name or (len(name) == 2 and motion == name[1]):
        return Command(name, count, register, name, force=force)
    if motion in ("i", "a"):
        found = _object(reader, motion, count)
        return found and Command(name, count, register, found.name, force=force)
    if motion not in MOTIONS:
        return None
    argument = reader.next() if motion in _WITH_ARGUMENT else ""
    return Command(name, count, register, motion, argument, force)


def _object(reader: _Reader, prefix: str, count: int | None) -> Command | None:
    kind = reader.next()
    return Command(prefix + kind, count) if kind in OBJECT_NAMES else None


def _product(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one * other, 99_999_999)
