"""Motions over words: `w b e ge`, and the same in capitals for words between blanks."""

from collections.abc import Iterator, Sequence

from lakebase_tui.ui.vim.moving import Kind, Motion, Move, Start
from lakebase_tui.ui.vim.runs import EMPTY, Run, run_at, runs_before, runs_from
from lakebase_tui.ui.vim.text import BLANK, Location, end_of, last_column


def words_forward(big: bool) -> Motion:
    """`w` or `W`."""

    def motion(start: Start) -> Move | None:
        if start.operator == "c" and start.at[1] < len(start.line):
            run = run_at(start.lines, start.at, big)
            if run.is_word:
                return _end_of_change(start, run, big)
        return _to_next_word(start, big)

    return motion


def words_back(big: bool) -> Motion:
    """`b` or `B`."""

    def motion(start: Start) -> Move | None:
        at = start.at
        if at == (0, 0):
            return None
        for _ in range(start.times):
            before = (run for run in runs_before(start.lines, at, big) if run.kind != BLANK)
            run = next(before, None)
            at = (run.row, run.start) if run else (0, 0)
        return Move(at)

    return motion


def word_ends(big: bool) -> Motion:
    """`e` or `E`."""

    def motion(start: Start) -> Move | None:
        to = _forward_ends(start.lines, start.at, start.times, big)
        if to is not None:
            return Move(to, Kind.INCLUSIVE)
        end = _last_place(start)
        return Move(end, Kind.INCLUSIVE, short=True) if start.operator or end != start.at else None

    return motion


def word_ends_back(big: bool) -> Motion:
    """`ge` or `gE`."""

    def motion(start: Start) -> Move | None:
        at = start.at
        for _ in range(start.times):
            if at == (0, 0):
                moved = at != start.at and not start.operator
                return Move(at, Kind.INCLUSIVE, short=True) if moved else None
            end = next(_ends_before(start.lines, at, big), None)
            if end is None:
                return Move((0, 0), Kind.INCLUSIVE)
            at = end
        return Move(at, Kind.INCLUSIVE)

    return motion


def _to_next_word(start: Start, big: bool) -> Move | None:
    lines, at = start.lines, start.at
    for left in range(start.times, 0, -1):
        runs = runs_from(lines, at, big)
        here = None if 0 < len(lines[at[0]]) <= at[1] else next(runs, None)
        target = here if here and here.kind == BLANK else None
        while target is None or target.kind == BLANK:
            target = next(runs, None)
            if target is None:
                return _to_last_place(start)
        if start.operator and left == 1 and here is not None and target.row != here.row:
            return Move((here.row + 1, 0) if here.kind == EMPTY else (here.row, len(lines[here.row])))
        at = target.row, target.start
    return Move(at)


def _to_last_place(start: Start) -> Move | None:
    if start.operator:
        return Move(end_of(start.lines))
    end = _last_place(start)
    return Move(end, short=True) if end != start.at else None


def _last_place(start: Start) -> Location:
    """Where one comes to at the end of the text."""
    if start.visual:
        return end_of(start.lines)
    row = len(start.lines) - 1
    return row, last_column(start.lines[row])


def _end_of_change(start: Start, run: Run, big: bool) -> Move:
    """`cw` on a word leaves the blanks behind it alone, and at a word's last character takes only that."""
    here = run.row, run.end - 1
    if start.times == 1:
        return Move(here, Kind.INCLUSIVE)
    to = _forward_ends(start.lines, here, start.times - 1, big)
    return Move(to or _last_place(start), Kind.INCLUSIVE)


def _forward_ends(lines: Sequence[str], at: Location, times: int, big: bool) -> Location | None:
    """The end of the word that is so many ends further; None where the text ends before."""
    runs = (run for run in runs_from(lines, at, big) if run.is_word)
    run = next(runs, None)
    if run is not None and run.row == at[0] and run.end - 1 == at[1]:
        run = next(runs, None)
    for _ in range(times - 1):
        run = next(runs, None) if run else None
    return (run.row, run.end - 1) if run else None


def _ends_before(lines: Sequence[str], at: Location, big: bool) -> Iterator[Location]:
    """The ends of the words before a place, from the last on; an empty line is one."""
    if at[1] < len(lines[at[0]]):
        inside = run_at(lines, at, big)
        at = (inside.row, inside.start) if inside.is_word else at
    before = runs_before(lines, at, big)
    for run in before:
        if run.kind != BLANK:
            yield run.row, max(run.start, run.end - 1)
