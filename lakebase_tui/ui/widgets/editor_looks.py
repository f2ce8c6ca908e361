"""What sets each line of an editor apart, from what is known of its text: pure, line by line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual.widgets.text_area import Location, Selection

from lakebase_tui.ui.widgets.editor_painter import LineLook, Mark, MarkKind
from lakebase_tui.ui.widgets.editor_search import Matches
from lakebase_tui.ui.widgets.editor_text import EditorText, Range

ProblemsOf = Callable[[str, int | None], Sequence[Range]]
"""What a parser cannot read in a statement, as offsets in it, but for what is typed at an offset."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An editor's state, as far as one sees it."""

    text: EditorText
    selection: Selection
    cursor: Location
    """Where it is drawn."""
    draws_cursor: bool
    numbers: bool
    """Whether lines have numbers; the bar beside a statement comes with them."""
    brackets: Sequence[Location]
    """A bracket and its partner, or none."""
    error: Range | None
    """What the server complained about."""
    matches: Matches
    """What a search found, in offsets of the flat text."""
    problems: ProblemsOf | None
    """What the parser cannot read; None where there is nothing wrong."""


def look_of(row: int, here: Situation) -> LineLook:
    """Return what there is to know of a line in order to draw it."""
    cursor_row, cursor_column = here.cursor
    marks = [*_problems(row, here), *_error(row, here), *_matches(row, here)]
    if here.selection.is_empty:
        marks += [Mark(column, column + 1, MarkKind.BRACKET) for at, column in here.brackets if at == row]
    else:
        marks += _selected(row, here)
    if row == cursor_row and here.draws_cursor:
        marks.append(Mark(cursor_column, cursor_column + 1, MarkKind.CURSOR))
    return LineLook(
        number=row + 1 if here.numbers else 0,
        has_cursor=row == cursor_row,
        has_bar=here.numbers and row in _barred(here),
        spans=here.text.spans(row),
        marks=tuple(marks),
    )


def _barred(here: Situation) -> range:
    statement = here.text.statement_at(here.selection.end) if here.selection.is_empty else None
    return here.text.rows_of(statement) if statement else range(0)


def _selected(row: int, here: Situation) -> Iterator[Mark]:
    (top, first), (bottom, last) = sorted(here.selection)
    if top <= row <= bottom:
        behind_line = here.text.length_of(row) + 1
        kind = MarkKind.MATCH_HERE if _is_match(here) else MarkKind.SELECTION
        yield Mark(first if row == top else 0, last if row == bottom else behind_line, kind)


def _is_match(here: Situation) -> bool:
    if not here.matches:
        return False
    start, end = (here.text.flat_offset(location) for location in sorted(here.selection))
    return (start, end) in here.matches.between(start + 1, end)


def _problems(row: int, here: Situation) -> Iterator[Mark]:
    if here.problems is None:
        return
    start, cursor = here.text.offset_of((row, 0)), here.text.offset_of(here.selection.end)
    for statement in here.text.statements_on(row):
        if here.error is not None and here.error[0] < statement.end and here.error[1] > statement.start:
            continue  # the server knows better
        at = cursor - statement.start if statement.start <= cursor <= statement.reach else None
        shift = statement.start - start
        found = [
            (first + shift, last + shift) for first, last in here.problems(statement.text(here.text.text), at)
        ]
        yield from _parts(found, row, here, MarkKind.PROBLEM)


def _error(row: int, here: Situation) -> Iterator[Mark]:
    if here.error is not None:
        start = here.text.offset_of((row, 0))
        yield from _parts([(here.error[0] - start, here.error[1] - start)], row, here, MarkKind.ERROR)


def _matches(row: int, here: Situation) -> Iterator[Mark]:
    if here.matches:
        start = here.text.flat_offset((row, 0))
        found = here.matches.between(start, start + here.text.length_of(row))
        yield from _parts([(at - start, to - start) for at, to in found], row, here, MarkKind.MATCH)


def _parts(ranges: Iterable[Range], row: int, here: Situation, kind: MarkKind) -> Iterator[Mark]:
    """What of some ranges, counted from the line's beginning, is in the line."""
    length = here.text.length_of(row)
    for start, end in ranges:
        if start < length and end > 0:
            yield Mark(max(0, start), min(end, length), kind)
