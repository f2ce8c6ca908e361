"""Lines, places in them, and the kinds of characters that words are made of."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol

Location = tuple[int, int]
"""A line and a column in characters, both counted from 0."""

BLANK: Final = 0
"""The class of white space."""
PUNCTUATION: Final = 1
WORD: Final = 2
_EMOJI: Final = 3
_SCRIPTS: Final = (
    (0x3040, 0x309F),  # hiragana
    (0x30A0, 0x30FF),  # katakana
    (0x3300, 0x9FFF),  # ideographs
    (0xAC00, 0xD7A3),  # hangul
    (0xF900, 0xFAFF),
    (0x1F300, 0x1FAFF),
    (0x20000, 0x2FA1F),
)
"""Ranges whose characters are words of their own kind; the name of the class is where the first begins."""
_SAME_SCRIPT: Final = {0xF900: 0x3300, 0x20000: 0x3300, 0x1F300: _EMOJI}


class Buffer(Protocol):
    """A text that is edited."""

    @property
    def lines(self) -> Sequence[str]:
        """Its lines without their ends, at least one; not to be kept over an edit."""

    @property
    def read_only(self) -> bool:
        """Whether it refuses edits."""

    def replace(self, start: Location, end: Location, text: str) -> None:
        r"""Put a text, with `\n` between its lines, in place of the one between two places."""

    def begin_step(self, cursor: Location) -> None:
        """Take all edits until `end_step` as one step of undo, begun with the cursor at a place."""

    def end_step(self) -> None:
        """The step is done."""

    def undo(self) -> Location | None:
        """Take a step back; where the cursor was when it began, or None where there is none."""

    def redo(self) -> Location | None:
        """Do a step again that was taken back; the same place, or None where there is none."""


@lru_cache(maxsize=4096)
def class_of(character: str) -> int:
    """The class of a character: words are runs of one class, and `BLANK` is what stands between them."""
    code = ord(character)
    if code < 0x80:
        if character in " \t":
            return BLANK
        return WORD if character.isalnum() or character == "_" else PUNCTUATION
    for first, last in _SCRIPTS:
        if first <= code <= last:
            return _SAME_SCRIPT.get(first, first)
    category = unicodedata.category(character)
    if category[0] == "Z" or character == "\u200b":
        return BLANK
    return WORD if category[0] in "LMN" else PUNCTUATION


def end_of(lines: Sequence[str]) -> Location:
    """The place behind the last character."""
    return len(lines) - 1, len(lines[-1])


def last_column(line: str) -> int:
    """The column of the last character; 0 in an empty line."""
    return max(0, len(line) - 1)


def indent_of(line: str) -> str:
    """The blanks that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def first_column(line: str) -> int:
    """The column of the first character that is no blank; of the last one where all are blanks."""
    return min(len(indent_of(line)), last_column(line))


def clamped(lines: Sequence[str], at: Location, *, behind: bool = False) -> Location:
    """The nearest place of a text.

    Args:
        lines: The text.
        at: A place in it, or outside.
        behind: Whether one may stand behind the last character of a line.
    """
    row = max(0, min(at[0], len(lines) - 1))
    most = len(lines[row]) if behind else last_column(lines[row])
    return row, max(0, min(at[1], most))


def text_between(lines: Sequence[str], start: Location, end: Location) -> str:
    """The text from one place up to another."""
    (top, first), (bottom, last) = start, end
    if top == bottom:
        return lines[top][first:last]
    return "\n".join([lines[top][first:], *lines[top + 1 : bottom], lines[bottom][:last]])


def place_behind(start: Location, text: str) -> Location:
    """The place behind a text that is put at a place."""
    breaks = text.count("\n")
    if not breaks:
        return start[0], start[1] + len(text)
    return start[0] + breaks, len(text) - text.rindex("\n") - 1


def following(lines: Sequence[str], at: Location) -> Location | None:
    """The place of the next character, a line's end counting as none; None behind the last."""
    row, column = at
    if column + 1 < len(lines[row]):
        return row, column + 1
    return (row + 1, 0) if row + 1 < len(lines) else None


def preceding(lines: Sequence[str], at: Location) -> Location | None:
    """The place of the character before; None at the beginning."""
    row, column = at
    if column:
        return row, column - 1
    return (row - 1, last_column(lines[row - 1])) if row else None
