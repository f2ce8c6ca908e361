"""Finding a character on the line: `f F t T`, and again with `;` and `,`."""

from typing import Final

from lakebase_tui.ui.vim.keys import character_of
from lakebase_tui.ui.vim.moving import Kind, Move, Start

_OPPOSITE: Final = {"f": "F", "F": "f", "t": "T", "T": "t"}


class CharacterFinds:
    """Remembers what was looked for on a line."""

    def __init__(self) -> None:
        self._last: tuple[str, str] | None = None

    def find(self, start: Start, key: str) -> Move | None:
        """Go to the character that follows `f`, `F`, `t` or `T`."""
        character = character_of(start.argument)
        if character is None:
            return None
        self._last = key, character
        return _found(start, key, character, start.times)

    def again(self, start: Start, key: str) -> Move | None:
        """Go to it again, for `;`, or the other way, for `,`."""
        if self._last is None:
            return None
        name, character = self._last
        name = name if key == ";" else _OPPOSITE[name]
        times = start.times
        if times == 1 and name in "tT" and _is_beside(start, name, character):
            times = 2
        return _found(start, name, character, times)


def _is_beside(start: Start, key: str, character: str) -> bool:
    """Whether one stands before it already, so that it would stay there."""
    column = start.at[1] + (1 if key == "t" else -1)
    return 0 <= column < len(start.line) and start.line[column] == character


def _found(start: Start, key: str, character: str, times: int) -> Move | None:
    row, at = start.at
    for _ in range(times):
        if key in "ft":
            at = start.line.find(character, at + 1)
        else:
            at = start.line.rfind(character, 0, at)
        if at < 0:
            return None
    if key in "tT":
        at += -1 if key == "t" else 1
    return Move((row, at), Kind.INCLUSIVE if key in "ft" else Kind.EXCLUSIVE)
