"""What operators do with a region."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lakebase_tui.ui.vim.indenting import shifted
from lakebase_tui.ui.vim.regions import Region
from lakebase_tui.ui.vim.registers import Content
from lakebase_tui.ui.vim.state import State
from lakebase_tui.ui.vim.text import first_column, indent_of, text_between

_JOINED_CLOSELY: Final = ")"


def delete(state: State, region: Region, register: str) -> None:
    """`d`."""
    keep(state, region, register)
    if region.lines:
        state.delete_rows(region.start[0], region.end[0])
        to_text_of(state, min(region.start[0], len(state.buffer.lines) - 1))
    else:
        state.replace(region.start, region.end, "")
        state.put_cursor(region.start)


def keep(state: State, region: Region, register: str) -> None:
    """Put what is deleted into the registers."""
    content: Content = region.content(state.buffer.lines)
    several = region.lines or len(region.rows) > 1
    state.registers.delete(register, content, large=several or region.large, small=not several)


def change(state: State, region: Region, register: str) -> str:
    """`c`, as far as it deletes; the cursor is where one types then.

    Returns:
        The indentation that the line begins with by itself.
    """
    keep(state, region, register)
    start, indent = region.start, ""
    if region.lines:
        indent = indent_of(state.buffer.lines[start[0]])
        start = start[0], len(indent)
    state.replace(start, region.end, "")
    state.cursor = start
    return indent


def copy(state: State, region: Region, register: str) -> None:
    """`y`."""
    state.registers.copy(register, region.content(state.buffer.lines))
    state.put_cursor(region.home)


def shift(state: State, region: Region, steps: int) -> None:
    """`>` and `<`."""
    change_lines(state, region, lambda lines: [shifted(line, steps) for line in lines])
    to_text_of(state, region.start[0])


def change_lines(state: State, region: Region, changed: Callable[[Sequence[str]], Sequence[str]]) -> None:
    """Put other lines in place of those of a region, as many as there are."""
    before = state.buffer.lines[region.start[0] : region.end[0] + 1]
    after = changed(before)
    others = [row for row, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if others:
        first, last = others[0], others[-1]
        start, end = region.start[0] + first, (region.start[0] + last, len(before[last]))
        state.replace((start, 0), end, "\n".join(after[first : last + 1]))


def change_case(state: State, region: Region, changed: Callable[[str], str]) -> None:
    """`gu`, `gU` and `g~`."""
    replace_text(state, region, changed)
    state.put_cursor(region.home)


def replace_text(state: State, region: Region, changed: Callable[[str], str]) -> None:
    """Put another text in place of that of a region."""
    before = text_between(state.buffer.lines, region.start, region.end)
    after = changed(before)
    if after != before:
        state.replace(region.start, region.end, after)


def join(state: State, first: int, last: int, *, spaced: bool) -> None:
    """Make one line of several, with a blank between where prose has one.

    Args:
        state: The text.
        first: The first line.
        last: The last line.
        spaced: Whether indentation goes and blanks come, as with `J`; not so with `gJ`.
    """
    lines = state.buffer.lines
    joined, column = lines[first], 0
    for line in lines[first + 1 : last + 1]:
        more = line.lstrip(" \t") if spaced else line
        gap = (
            ""
            if not spaced or not more or more[0] == _JOINED_CLOSELY or joined[-1:] in ("", " ", "\t")
            else " "
        )
        column = len(joined)
        joined += gap + more
    state.replace((first, 0), (last, len(lines[last])), joined)
    state.put_cursor((first, column))


def to_text_of(state: State, row: int) -> None:
    """Put the cursor on the first character of a line that is no blank."""
    state.put_cursor((row, first_column(state.buffer.lines[row])))


def swapped_case(text: str) -> str:
    """The text with small letters for capitals, and the other way round."""
    return "".join(each if len(each.swapcase()) > 1 else each.swapcase() for each in text)


def upper_case(text: str) -> str:
    """The text in capitals, character by character."""
    return "".join(each.upper() if len(each.upper()) == 1 or each == "ß" else each for each in text)


def lower_case(text: str) -> str:
    """The text in small letters, character by character."""
    return "".join(each if len(each.lower()) > 1 else each.lower() for each in text)


CASES: Final[Mapping[str, Callable[[str], str]]] = {
    "gu": lower_case,
    "gU": upper_case,
    "g~": swapped_case,
}
"""The operators that change letters."""
