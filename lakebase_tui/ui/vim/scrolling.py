"""What goes by the part of the text in view: `H M L`, half and whole pages, `zz zt zb`."""

from typing import Final

from lakebase_tui.ui.vim.grammar import Command
from lakebase_tui.ui.vim.moving import Kind, Move, Start
from lakebase_tui.ui.vim.operators import to_text_of
from lakebase_tui.ui.vim.state import State
from lakebase_tui.ui.vim.surroundings import Window
from lakebase_tui.ui.vim.text import first_column

_KEPT: Final = 2
"""Lines of one page that are still in view on the next."""


def to_line_in_view(window: Window, start: Start, key: str) -> Move:
    """`H`, `M` or `L`: the first line in view, the one in the middle, or the last."""
    top, last = window.top, len(start.lines) - 1
    bottom = min(top + window.height - 1, last)
    if key == "H":
        row = min(top + start.times - 1, bottom)
    elif key == "L":
        row = max(bottom - start.times + 1, top)
    else:
        row = (top + bottom) // 2
    return Move((row, first_column(start.lines[row])), Kind.LINES, jumps=True)


def scroll(state: State, window: Window, command: Command) -> bool:
    """Move the view, and the cursor where it has to go along.

    Args:
        state: The text and its cursor.
        window: The view.
        command: Ctrl with `d u f b`, or `z` with another key.

    Returns:
        Whether there was somewhere to go.
    """
    if command.name.startswith("z"):
        return _place_line(state, window, command)
    if command.name in ("<C-d>", "<C-u>"):
        rows = command.count or max(1, window.height // 2)
        return _go(state, window, rows if command.name == "<C-d>" else -rows)
    page = max(1, window.height - _KEPT) * (command.count or 1)
    return _turn_page(state, window, page if command.name == "<C-f>" else -page)


def _go(state: State, window: Window, rows: int) -> bool:
    """Move the view and the cursor by so many lines."""
    last, row = len(state.buffer.lines) - 1, state.cursor[0]
    target = max(0, min(row + rows, last))
    if target == row:
        return False
    window.scroll_to(max(0, min(window.top + rows, max(0, last + 1 - window.height))))
    to_text_of(state, target)
    return True


def _turn_page(state: State, window: Window, rows: int) -> bool:
    last, top = len(state.buffer.lines) - 1, window.top
    target = max(0, min(top + rows, last))
    if target == top:
        return False
    window.scroll_to(target)
    to_text_of(state, target if rows > 0 else min(top + _KEPT - 1, target + window.height - 1, last))
    return True


def _place_line(state: State, window: Window, command: Command) -> bool:
    """Put a line at the top, in the middle or at the bottom of the view."""
    row = state.cursor[0]
    if command.count is not None:
        row = max(0, min(command.count - 1, len(state.buffer.lines) - 1))
        state.put_cursor((row, state.cursor[1]), state.wanted)
    key = command.name[1:]
    if key in ("t", "<CR>"):
        window.scroll_to(row)
    elif key in ("z", "."):
        window.scroll_to(max(0, row - window.height // 2))
    else:
        window.scroll_to(max(0, row - window.height + 1))
    if key in ("<CR>", ".", "-"):
        to_text_of(state, row)
    return True
