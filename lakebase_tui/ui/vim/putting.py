"""Putting what a register holds into the text: `p`, `P`, `gp` and `gP`."""

from lakebase_tui.ui.vim.operators import to_text_of
from lakebase_tui.ui.vim.regions import Region
from lakebase_tui.ui.vim.registers import Content
from lakebase_tui.ui.vim.state import State
from lakebase_tui.ui.vim.text import place_behind


def put(state: State, content: Content, times: int, *, behind: bool, follow: bool) -> None:
    """Put a text at the cursor.

    Args:
        state: Where.
        content: What.
        times: How often.
        behind: Whether behind the cursor, or below its line, rather than before it.
        follow: Whether the cursor goes behind the text.
    """
    if content.lines:
        _put_lines(state, content, times, state.cursor[0] + behind, follow=follow)
    else:
        _put_text(state, content.text * times, behind=behind, follow=follow)


def _put_lines(state: State, content: Content, times: int, row: int, *, follow: bool) -> None:
    text = "\n".join([content.text] * times)
    state.insert_rows(row, text)
    if follow:
        behind = row + text.count("\n") + 1
        state.put_cursor((min(behind, len(state.buffer.lines) - 1), 0))
    else:
        to_text_of(state, row)


def _put_text(state: State, text: str, *, behind: bool, follow: bool) -> None:
    row, column = state.cursor
    at = row, min(column + behind, len(state.buffer.lines[row]))
    state.replace(at, at, text)
    end = place_behind(at, text)
    if follow:
        state.put_cursor(end)
    elif "\n" in text or not text:
        state.put_cursor(at)
    else:
        state.put_cursor((end[0], end[1] - 1))


def put_over(state: State, region: Region, content: Content, times: int, *, follow: bool) -> None:
    """Put a text in place of a region.

    Args:
        state: Where.
        region: What goes.
        content: What comes.
        times: How often.
        follow: Whether the cursor goes behind the text.
    """
    row, column = region.start
    if content.lines or region.lines:
        text = "\n".join([content.text] * times)
        behind = row + text.count("\n") + 1
        if not region.lines:
            text, row, behind = f"\n{text}\n", row + 1, behind + 1
        state.replace(region.start, region.end, text)
        if follow:
            state.put_cursor((min(behind, len(state.buffer.lines) - 1), 0))
        else:
            to_text_of(state, row)
        return
    text = content.text * times
    state.replace(region.start, region.end, text)
    end = place_behind(region.start, text)
    if follow:
        state.put_cursor(end)
    else:
        state.put_cursor(region.start if "\n" in text else (row, max(column, end[1] - 1)))
