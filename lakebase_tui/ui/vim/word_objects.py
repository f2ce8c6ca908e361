"""Words as text objects: `iw`, `aw`, `iW` and `aW`."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from lakebase_tui.ui.vim.moving import Kind, Start, Stretch, TextObject
from lakebase_tui.ui.vim.runs import EMPTY, Run, run_at, runs_before, runs_from
from lakebase_tui.ui.vim.text import BLANK, Location, following, preceding


def inner_words(big: bool) -> TextObject:
    """`iw` or `iW`: a word or the blanks between two; a count counts both."""

    def found(start: Start) -> Stretch | None:
        if start.anchor is not None and start.at < start.anchor:
            return _back(start, big, around=False)
        times, stretch = start.times, Stretch(start.at, start.at, goes_on=True)
        if start.anchor in (None, start.at):
            stretch, times = _whole(run_at(start.lines, start.at, big)), times - 1
        for _ in range(times):
            end = _inner_end(start.lines, stretch.end, big)
            if end is None:
                return None
            stretch = replace(stretch, end=end[0], kind=end[1])
        return stretch

    return found


def words_around(big: bool) -> TextObject:
    """`aw` or `aW`: a word with the blanks behind it; those before it where there are none."""

    def found(start: Start) -> Stretch | None:
        if start.anchor is not None and start.at < start.anchor:
            return _back(start, big, around=True)
        begin, end, times, blanks_behind = start.at, start.at, start.times, False
        if start.anchor in (None, start.at):
            run = run_at(start.lines, start.at, big)
            blanks_behind = run.is_word
            reached = _end_around(start.lines, (run.row, run.start) if run.is_word else start.at, big)
            begin, times = (run.row, run.start), times - 1
        else:
            reached = end
        for _ in range(times):
            ahead = following(start.lines, reached) if reached else None
            reached = _end_around(start.lines, ahead, big) if ahead else None
        if reached is None:
            return None
        end = reached
        if blanks_behind and run_at(start.lines, end, big).is_word:
            begin = _behind_indent(start.lines, begin, big)
        return Stretch(begin, end, goes_on=start.anchor not in (None, start.at))

    return found


def _whole(run: Run) -> Stretch:
    if run.kind == EMPTY:
        return Stretch((run.row, 0), (run.row, 0))
    return Stretch((run.row, run.start), (run.row, run.end - 1))


def _inner_end(lines: Sequence[str], end: Location, big: bool) -> tuple[Location, Kind] | None:
    """The end of the run behind a place; that of an empty line is where the next line begins."""
    ahead = following(lines, end)
    if ahead is None:
        return None
    run = next(runs_from(lines, ahead, big))
    if run.kind != EMPTY:
        return (run.row, run.end - 1), Kind.INCLUSIVE
    if run.row + 1 < len(lines):
        return (run.row + 1, 0), Kind.EXCLUSIVE
    return (run.row, 0), Kind.EXCLUSIVE


def _end_around(lines: Sequence[str], at: Location, big: bool) -> Location | None:
    """The last character of a word and the blanks behind it, or of blanks and the word behind them."""
    run = next(runs_from(lines, at, big))
    if run.is_word:
        behind = (
            next(runs_from(lines, (run.row, run.end), big), None) if run.end < len(lines[run.row]) else None
        )
        return (run.row, (behind if behind and behind.kind == BLANK else run).end - 1)
    ahead = following(lines, at)
    if ahead is None:
        return None
    word = next(dropwhile(_is_blank, runs_from(lines, ahead, big)), None)
    return (word.row, max(0, word.end - 1)) if word else None


def _is_blank(run: Run) -> bool:
    return run.kind == BLANK


def _behind_indent(lines: Sequence[str], begin: Location, big: bool) -> Location:
    """The beginning of the blanks before a place, unless the line begins with them."""
    row, column = begin
    if not column:
        return begin
    before = run_at(lines, (row, column - 1), big)
    return (row, before.start) if before.kind == BLANK and before.start else begin


def _back(start: Start, big: bool, *, around: bool) -> Stretch | None:
    """The other way, where the cursor is before the other end of the selection."""
    at = start.at
    for _ in range(start.times):
        before = preceding(start.lines, at)
        if before is None:
            return None
        run = run_at(start.lines, before, big)
        runs = runs_before(start.lines, (run.row, min(before[1] + 1, run.end)), big)
        if run.is_word != around:
            # to the beginning of a word, over the blanks behind it
            word = next((each for each in runs if each.kind != BLANK), None)
            at = (word.row, word.start) if word else (0, 0)
        else:
            # up to the word before, over the blanks behind that
            if run.is_word:
                next(runs)
            word = next((each for each in runs if each.kind != BLANK), None)
            at = (following(start.lines, (word.row, max(0, word.end - 1))) or at) if word else (0, 0)
    return Stretch(at, at, goes_on=True)
