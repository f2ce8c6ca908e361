"""What one does to whole lines: comment, indent, move, duplicate. Pure; an editor applies the change."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.widgets.text_area import Location, Selection

from lakebase_tui.sql import split_statements
from lakebase_tui.sql.format import format_statement

_COMMENT = "--"
_WORD_EDGE = re.compile(r"(?<=\W)(?=\w)|(?<=\w)(?=\W)")
_WORD = re.compile(r"\s*\w+")
_MOST_WORD = 1_000
"""Characters that a step by a word goes at most: a line may have megabytes."""


@dataclass(frozen=True, slots=True)
class LinesChange:
    """Lines that take the place of others."""

    first: int
    """The first line that is replaced."""
    last: int
    """The last line that is replaced."""
    lines: tuple[str, ...]
    """What takes their place."""
    selection: Selection
    """What is selected then."""


def rows_of(selection: Selection) -> tuple[int, int]:
    """The first and last line of a selection; one before whose first character it ends is not of it."""
    (first, _), (last, column) = sorted(selection)
    return first, last - 1 if column == 0 and last > first else last


def commented(lines: Sequence[str], selection: Selection) -> LinesChange:
    """Comment lines out, or take that back where all of them are comments; empty lines do not count.

    Args:
        lines: All lines of the text.
        selection: Which are meant.
    """
    first, last = rows_of(selection)
    meant = [line for line in lines[first : last + 1] if line.strip()] or list(lines[first : last + 1])
    if all(line.lstrip().startswith(_COMMENT) for line in meant):
        return _each(lines, selection, _without_comment)
    at = min(_indent_of(line) for line in meant)
    is_blank = not any(line.strip() for line in meant)
    return _each(
        lines, selection, lambda line: (at, 0, f"{_COMMENT} ") if line.strip() or is_blank else (0, 0, "")
    )


def indented(lines: Sequence[str], selection: Selection, width: int) -> LinesChange:
    """Put lines one step to the right; empty ones stay empty."""
    return _each(lines, selection, lambda line: (0, 0, " " * width if line else ""))


def dedented(lines: Sequence[str], selection: Selection, width: int) -> LinesChange:
    """Put lines one step to the left, as far as they are indented."""

    def step(line: str) -> tuple[int, int, str]:
        blanks = len(line) - len(line.lstrip(" "))
        return 0, 1 if line.startswith("\t") else min(blanks, width), ""

    return _each(lines, selection, step)


def moved(lines: Sequence[str], selection: Selection, by: int) -> LinesChange | None:
    """Move lines up (-1) or down (1); None where there is no line to change places with."""
    first, last = rows_of(selection)
    other = first - 1 if by < 0 else last + 1
    if not 0 <= other < len(lines):
        return None
    block = tuple(lines[first : last + 1])
    new = (*block, lines[other]) if by < 0 else (lines[other], *block)
    shifted = Selection(*((row + by, column) for row, column in selection))
    return LinesChange(min(first, other), max(last, other), new, shifted)


def duplicated(lines: Sequence[str], selection: Selection) -> LinesChange:
    """Put copies of lines below them; the selection goes along."""
    first, last = rows_of(selection)
    block = tuple(lines[first : last + 1])
    shifted = Selection(*((row + len(block), column) for row, column in selection))
    return LinesChange(first, last, block * 2, shifted)


def formatted(text: str) -> str:
    """The text with each of its statements formatted; what is between them stays.

    Raises:
        LakebaseTuiError: One of them cannot be formatted.
    """
    parts, at = [], 0
    for statement in split_statements(text):
        parts += [text[at : statement.start], format_statement(statement.text(text))]
        at = statement.end
    return "".join((*parts, text[at:]))


def word_left(line: str, column: int) -> int:
    """The column at which the word before a column begins."""
    start = max(0, column - _MOST_WORD)
    text = line[start:column].rstrip()
    edges = [found.start() for found in _WORD_EDGE.finditer(text)]
    return start + (edges[-1] if edges else 0)


def word_right(line: str, column: int) -> int:
    """The column behind the word, or the blanks, at a column."""
    text = line[column : column + _MOST_WORD]
    blanks = len(text) - len(text.lstrip())
    edge = _WORD_EDGE.search(text[blanks:])
    return column + (blanks + edge.start() if edge else len(text))


def word_end(line: str, column: int) -> int:
    """The column behind the next word, with the blanks before it."""
    text = line[column : column + _MOST_WORD]
    found = _WORD.search(text)
    return column + (found.end() if found else len(text))


def same_place(old: str, offset: int, new: str) -> int:
    """The offset in a text that was laid out anew: before the same word, or as far into it."""
    wanted = sum(not character.isspace() for character in old[:offset])
    at = 0
    while wanted and at < len(new):
        wanted -= not new[at].isspace()
        at += 1
    if old[offset : offset + 1].strip():
        while new[at : at + 1].isspace():
            at += 1
    return at


def _each(
    lines: Sequence[str], selection: Selection, step: Callable[[str], tuple[int, int, str]]
) -> LinesChange:
    """Change each line at one place: its column, how many characters go there, and what comes there."""
    first, last = rows_of(selection)
    steps = [step(line) for line in lines[first : last + 1]]
    new = tuple(
        line[:at] + added + line[at + gone :]
        for line, (at, gone, added) in zip(lines[first : last + 1], steps, strict=True)
    )

    def shifted(location: Location) -> Location:
        row, column = location
        if not first <= row <= last:
            return location
        at, gone, added = steps[row - first]
        if column < at or (column == at and not selection.is_empty):
            return location
        return row, max(at, column - gone) + len(added)

    return LinesChange(first, last, new, Selection(shifted(selection.start), shifted(selection.end)))


def _without_comment(line: str) -> tuple[int, int, str]:
    at = _indent_of(line)
    if not line.startswith(_COMMENT, at):
        return at, 0, ""
    return at, len(_COMMENT) + (line[at + len(_COMMENT) :][:1] == " "), ""


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())
