"""Text objects: words, quotes, brackets, paragraphs."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

from lakebase_tui.ui.vim.brackets import next_opening, opening_around, partner_behind
from lakebase_tui.ui.vim.moving import Kind, Start, Stretch, TextObject
from lakebase_tui.ui.vim.text import Location, indent_of
from lakebase_tui.ui.vim.word_objects import inner_words, words_around


def quoted(mark: str, *, around: bool) -> TextObject:
    """What is in quotes at the cursor, or in the next ones on the line; twice inside means with them."""

    def found(start: Start) -> Stretch | None:
        row, column = start.at
        line = start.line
        pair = _quotes_at(line, column, mark)
        if pair is None:
            return None
        first, last = pair
        if not around and start.times == 1:
            if last == first + 1:
                return None if start.visual else Stretch((row, last), (row, last), Kind.EXCLUSIVE)
            return Stretch((row, first + 1), (row, last - 1))
        if around:
            behind = len(line[last + 1 :]) - len(line[last + 1 :].lstrip(" \t"))
            last += behind
            if not behind:
                first = len(line[:first].rstrip(" \t"))
        return Stretch((row, first), (row, last))

    return found


def bracketed(opening: str, *, around: bool) -> TextObject:
    """What is in brackets around the cursor, or in the next ones ahead."""

    def found(start: Start) -> Stretch | None:
        begin = _opening(start, opening)
        times = start.times
        while begin is not None:
            end = partner_behind(start.lines, begin, opening)
            if end is None:
                return None
            stretch = Stretch(begin, end) if around else _inside(start, begin, end)
            if _grows(start, stretch):
                times -= 1
            if not times:
                return (
                    None
                    if start.visual and stretch.kind is Kind.EXCLUSIVE and stretch.start == stretch.end
                    else stretch
                )
            begin = opening_around(start.lines, begin, opening)
        return _ahead(start, opening, around=around)

    return found


def paragraphs(*, around: bool) -> TextObject:
    """Lines that are all blank, or none of which is; around them with those of the other kind behind."""

    def found(start: Start) -> Stretch | None:
        if start.anchor is not None and _has_paragraph(start, start.anchor[0]):
            return _more_paragraphs(start, around=around)
        lines, first = start.lines, _block_end(start.lines, start.at[0], -1)
        end, short = first - 1, False
        for _ in range(start.times):
            if end + 1 == len(lines):
                return None
            was_blank = _is_blank(lines[end + 1])
            end = _block_end(lines, end + 1, 1)
            if around and end + 1 < len(lines):
                end = _block_end(lines, end + 1, 1)
            elif around and was_blank:
                return None
            elif around:
                short = True
        if short and first and not _is_blank(lines[first]):
            first = _block_end(lines, first - 1, -1)
        return Stretch((first, 0), (end, 0), Kind.LINES)

    return found


def _has_paragraph(start: Start, anchor_row: int) -> bool:
    """Whether what is selected is a paragraph already, or is more than a part of one line."""
    row = start.at[0]
    if row != anchor_row or not start.by_lines:
        return row != anchor_row
    alone = _block_end(start.lines, row, -1) == _block_end(start.lines, row, 1)
    return alone and row + 1 < len(start.lines)


def _more_paragraphs(start: Start, *, around: bool) -> Stretch:
    """Those behind the cursor where it is the end of a selection, or before it where it is the beginning."""
    lines, row = start.lines, start.at[0]
    by = -1 if start.anchor is not None and row < start.anchor[0] else 1
    for _ in range(start.times * (2 if around else 1)):
        if 0 <= row + by < len(lines):
            row = _block_end(lines, row + by, by)
    return Stretch((row, 0), (row, 0), Kind.LINES, goes_on=True)


def _is_blank(line: str) -> bool:
    return not line.strip(" \t")


def _block_end(lines: Sequence[str], row: int, by: int) -> int:
    """The last line, the way that `by` says, of those that are blank, or are not, as a line is."""
    blank = _is_blank(lines[row])
    while 0 <= row + by < len(lines) and _is_blank(lines[row + by]) == blank:
        row += by
    return row


def _quotes_at(line: str, column: int, mark: str) -> tuple[int, int] | None:
    """The columns of the two marks of a line that a column is between, or is one of, or is before."""
    found = re.finditer(r"\\.|" + re.escape(mark), line)
    marks = [match.start() for match in found if match[0] == mark]
    if column in marks:
        index = marks.index(column) // 2 * 2
    else:
        index = max(0, bisect_left(marks, column) - 1)
    return (marks[index], marks[index + 1]) if index + 1 < len(marks) else None


def _opening(start: Start, opening: str) -> Location | None:
    column = start.at[1]
    if start.line[column : column + 1] == opening:
        return start.at
    return opening_around(start.lines, start.at, opening)


def _inside(start: Start, begin: Location, end: Location) -> Stretch:
    """What is between two brackets, without the line breaks next to them."""
    lines, (row, column) = start.lines, begin
    first = (row, column + 1) if column + 1 < len(lines[row]) else (row + 1, 0)
    if first >= end:
        return Stretch(end, end, Kind.EXCLUSIVE)
    row, column = end
    if row > first[0] and len(indent_of(lines[row])) >= column:
        while row - 1 > first[0] and not lines[row - 1].strip(" \t"):
            row -= 1
        return Stretch(first, (row, 0), Kind.EXCLUSIVE, (row - 1, len(lines[row - 1])))
    return Stretch(first, (row, column - 1) if column else (row, 0), Kind.INCLUSIVE)


def _grows(start: Start, stretch: Stretch) -> bool:
    """Whether a selection would be another; one that has it all already takes the next brackets."""
    if start.anchor in (None, start.at):
        return True
    first, last = sorted((start.anchor or start.at, start.at))
    return (stretch.start, stretch.shown_end or stretch.end) != (first, last) and stretch.start <= first


def _ahead(start: Start, opening: str, *, around: bool) -> Stretch | None:
    """Those that begin next behind the cursor."""
    if start.anchor not in (None, start.at) or _opening(start, opening) is not None:
        return None
    begin, end = start.at, None
    for _ in range(start.times):
        ahead = next_opening(start.lines, begin, opening)
        if ahead is None or (end is not None and ahead > end):
            return None
        begin, end = ahead, partner_behind(start.lines, ahead, opening)
    if end is None:
        return None
    return Stretch(begin, end) if around else _inside(start, begin, end)


def _objects() -> dict[str, TextObject]:
    found: dict[str, TextObject] = {
        "iw": inner_words(big=False),
        "aw": words_around(big=False),
        "iW": inner_words(big=True),
        "aW": words_around(big=True),
        "ip": paragraphs(around=False),
        "ap": paragraphs(around=True),
    }
    for mark in "\"'`":
        found["i" + mark] = quoted(mark, around=False)
        found["a" + mark] = quoted(mark, around=True)
    for opening, closing, name in (("(", ")", "b"), ("{", "}", "B"), ("[", "]", ""), ("<", ">", "")):
        for key in (opening, closing, *name):
            found["i" + key] = bracketed(opening, around=False)
            found["a" + key] = bracketed(opening, around=True)
    return found


OBJECTS: Final[Mapping[str, TextObject]] = _objects()
"""Text objects that depend on the text alone, by their keys."""
