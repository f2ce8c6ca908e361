"""Taking steps back and doing them again, and where the cursor goes then."""

from collections.abc import Callable, Sequence

from lakebase_tui.ui.vim.operators import to_text_of
from lakebase_tui.ui.vim.state import State
from lakebase_tui.ui.vim.text import Location


def undo(state: State, times: int) -> bool:
    """Take so many steps back; whether there was one."""
    return _steps(state, state.buffer.undo, times)


def redo(state: State, times: int) -> bool:
    """Do so many steps again; whether there was one."""
    return _steps(state, state.buffer.redo, times)


def _steps(state: State, step: Callable[[], Location | None], times: int) -> bool:
    for number in range(times):
        before = list(state.buffer.lines)
        begun_at = step()
        if begun_at is None:
            return number > 0
        _go_to_change(state, before, begun_at)
    return True


def _go_to_change(state: State, before: Sequence[str], begun_at: Location) -> None:
    """Go to where the step began, if that is in or beside what changed, else to the first changed line."""
    after = state.buffer.lines
    earliest, first, last = _changed_rows(before, after)
    row, column = begun_at
    if earliest - 1 <= row <= last and row < len(after):
        state.put_cursor((row, column))
    elif first < len(after):
        to_text_of(state, first)
    else:
        state.put_cursor((len(after) - 1, 0))


def _changed_rows(before: Sequence[str], after: Sequence[str]) -> tuple[int, int, int]:
    """The first line that is another, and the line behind the last one.

    Of equal lines side by side one cannot say which came or went. So there is an earliest line that may have
    been the first, too; it is given before it.
    """
    shorter = min(len(before), len(after))
    pairs = enumerate(zip(before, after, strict=False))
    first = next((row for row, (old, new) in pairs if old != new), shorter)
    same = 0
    while same < shorter and before[-1 - same] == after[-1 - same]:
        same += 1
    return min(first, shorter - same), first, max(first, len(after) - same)
