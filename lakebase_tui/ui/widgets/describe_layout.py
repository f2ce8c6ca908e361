"""A description as lines: what stands on which, laid out for a width, and drawn only when asked for."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import accumulate
from typing import Final

from lakebase_tui.catalog.describe.description import Description, Section
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.sql.highlight import highlight
from lakebase_tui.sql.visible import visible, visible_in_place
from lakebase_tui.ui.formatting import count
from lakebase_tui.ui.widgets.cell_view import Span
from lakebase_tui.ui.widgets.describe_table import (
    GAP,
    cuts,
    fitted_widths,
    natural_widths,
    row_height,
    row_lines,
    wrapped,
)

MARGIN: Final = 2
"""Cells before every line, for the marks of what folds and of what leads somewhere."""
_WIDEST_NAME: Final = 22
_PARTS: Final = {
    **dict.fromkeys(("Type", "Kind"), "syntax-type"),
    **dict.fromkeys(("Comment", "Granted by", "Storage", "Copied from"), "dim"),
    "Key": "primary",
}
"""How the cells of a column are drawn, by its title; the first column stands out by itself."""
_AT_THE_RIGHT: Final = frozenset({"Size", "Scans", "Rows", "Times", "Objects", "#", "Target"})
_HANG: Final = 4
"""Cells by which a line of a text that is too long goes on further to the right."""
LEADS: Final = "→ "
"""Before a line that leads to another object."""


class What(Enum):
    """What an entry is."""

    FACT = "fact"
    BLANK = "blank"
    HEADING = "heading"
    TITLES = "titles"
    ROW = "row"
    TEXT = "text"
    PROBLEM = "problem"


_WRAPPED: Final = frozenset({What.FACT, What.PROBLEM, What.TEXT})
_NO_STOPS: Final = frozenset({What.BLANK, What.TITLES})


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes one line or more, and on which the cursor can stand, unless it only sets apart."""

    what: What
    section: int = -1
    """Which section; -1: the facts."""
    index: int = 0
    """Which fact, row or line of the text."""

    @property
    def is_stop(self) -> bool:
        """Whether the cursor can be here."""
        return self.what not in _NO_STOPS


def entries_of(description: Description, folded: Collection[str] = ()) -> list[Entry]:
    """What a description shows, from top to bottom, with some of its sections folded."""
    entries = [Entry(What.FACT, -1, at) for at in range(len(description.facts))]
    for at, section in enumerate(description.sections):
        if section.title:
            entries += [Entry(What.BLANK, at)] if entries else []
            entries.append(Entry(What.HEADING, at))
        if section.title not in folded:
            entries += _body(at, section)
    return entries


def _body(at: int, section: Section) -> list[Entry]:
    if section.problem:
        return [Entry(What.PROBLEM, at)]
    if section.columns:
        return [Entry(What.TITLES, at), *(Entry(What.ROW, at, index) for index in range(len(section.lines)))]
    return [Entry(What.TEXT, at, index) for index in range(section.text.count("\n") + 1)]


def text_of(description: Description, entry: Entry) -> str:
    """What a search looks through."""
    if entry.what is What.FACT:
        fact = description.facts[entry.index]
        return f"{fact.name}\t{fact.value}"
    section = description.sections[entry.section]
    match entry.what:
        case What.HEADING:
            return section.title
        case What.ROW:
            return "\t".join(section.lines[entry.index].cells)
        case What.TEXT:
            return _text_lines(section.text)[entry.index]
    return ""


class Layout:
    """The lines of a description at one width, with some of its sections folded.

    Args:
        description: What is shown.
        folded: Titles of the sections of which only the heading is shown.
        width: Cells of a line.
    """

    def __init__(self, description: Description, folded: Collection[str], width: int) -> None:
        self.description = description
        self._folded = folded
        self._width = max(20, width - MARGIN)
        names = [len(fact.name) for fact in description.facts]
        self._name_width = min(_WIDEST_NAME, max(names, default=0)) + GAP
        self.entries = entries_of(description, folded)
        self._widths = self._table_widths()
        self._right = {
            at: {
                number
                for number, title in enumerate(description.sections[at].columns)
                if title in _AT_THE_RIGHT
            }
            for at in self._widths
        }
        ends = list(accumulate(self._height(entry) for entry in self.entries))
        self._tops = [0, *ends[:-1]] if ends else []
        self.height = ends[-1] if ends else 0
        """Lines of all entries."""
        self.width = max([width, *self._line_widths()])
        """Cells of the widest line; more than there is room for where a table or a text is wider."""

    def _table_widths(self) -> dict[int, list[int]]:
        return {
            entry.section: fitted_widths(
                natural_widths(section.columns, (line.cells for line in section.lines)), self._width
            )
            for entry in self.entries
            if entry.what is What.TITLES and (section := self.description.sections[entry.section])
        }

    def _line_widths(self) -> Iterator[int]:
        for widths in self._widths.values():
            yield MARGIN + sum(widths) + GAP * (len(widths) - 1)

    def _height(self, entry: Entry) -> int:
        if entry.what is What.ROW:
            section = self.description.sections[entry.section]
            return row_height(section.lines[entry.index].cells, self._widths[entry.section])
        if entry.what is What.TEXT and row_height([text_of(self.description, entry)], [self._width]) == 1:
            return 1  # without a look at its colours
        return len(self.lines(entry)) if entry.what in _WRAPPED else 1

    # -- where --------------------------------------------------------------------------------------

    def at_line(self, line: int) -> tuple[int, int]:
        """The number of the entry on a line, and which line of it that is."""
        number = bisect_right(self._tops, line) - 1
        return number, line - self._tops[number]

    def top_of(self, number: int) -> int:
        """The first line of an entry."""
        return self._tops[number]

    def height_of(self, number: int) -> int:
        """Lines of an entry."""
        after = self._tops[number + 1] if number + 1 < len(self._tops) else self.height
        return after - self._tops[number]

    def stop_from(self, number: int, step: int) -> int | None:
        """The nearest entry for the cursor, from one on upwards (-1) or downwards (1)."""
        while 0 <= number < len(self.entries):
            if self.entries[number].is_stop:
                return number
            number += step
        return None

    def titles_above(self, number: int) -> Entry | None:
        """The titles of the columns that an entry's cells stand in."""
        entry = self.entries[number]
        return Entry(What.TITLES, entry.section) if entry.what is What.ROW else None

    def first_column(self, entry: Entry) -> int:
        """Cells of an entry up to the second column of its table; 0 where it is of no table."""
        if entry.what not in (What.ROW, What.TITLES):
            return 0
        return MARGIN + self._widths[entry.section][0] + GAP

    # -- what ---------------------------------------------------------------------------------------

    def target_of(self, entry: Entry) -> ObjectRef | None:
        """The object that an entry leads to."""
        if entry.what is What.FACT:
            return self.description.facts[entry.index].target
        if entry.what is What.ROW:
            return self.description.sections[entry.section].lines[entry.index].target
        return None

    def lines(self, entry: Entry) -> list[list[Span]]:
        """Draw an entry: the spans of each of its lines, the margin with them."""
        return _DRAWERS[entry.what](self, entry)

    def _margin(self, entry: Entry) -> Span:
        return (LEADS, "mark") if self.target_of(entry) is not None else (" " * MARGIN, "text")

    def _fact(self, entry: Entry) -> list[list[Span]]:
        fact = self.description.facts[entry.index]
        name = visible(fact.name).ljust(self._name_width)
        blanks = " " * (MARGIN + self._name_width)
        first, *rest = wrapped(fact.value, self._width - self._name_width)
        return [
            [self._margin(entry), (name, "dim"), (first, "text")],
            *([(blanks, "text"), (line, "text")] for line in rest),
        ]

    def _heading(self, entry: Entry) -> list[list[Span]]:
        section = self.description.sections[entry.section]
        is_folded = section.title in self._folded
        number = f"  {count(len(section.lines))}" if section.lines else ""
        return [[("▸ " if is_folded else "▾ ", "mark"), (visible(section.title), "strong"), (number, "dim")]]

    def _titles(self, entry: Entry) -> list[list[Span]]:
        section, at = self.description.sections[entry.section], entry.section
        texts = row_lines(section.columns, self._widths[at], self._right[at])[0]
        return [[(" " * MARGIN, "text"), ((" " * GAP).join(texts), "dim")]]

    def _row(self, entry: Entry) -> list[list[Span]]:
        section, at = self.description.sections[entry.section], entry.section
        lines = row_lines(section.lines[entry.index].cells, self._widths[at], self._right[at])
        parts = ["key", *(_PARTS.get(title, "text") for title in section.columns[1:])]
        drawn: list[list[Span]] = []
        for number, texts in enumerate(lines):
            spans = [self._margin(entry) if number == 0 else (" " * MARGIN, "text")]
            for text, part in zip(texts, parts, strict=True):
                spans += [(text, part), (" " * GAP, "text")]
            drawn.append(spans[:-1])
        return drawn

    def _text(self, entry: Entry) -> list[list[Span]]:
        section = self.description.sections[entry.section]
        line = _text_lines(section.text)[entry.index]
        spans = _coloured(section.text, entry.index) if section.is_sql else [(visible(line), "text")]
        hang = min(len(line) - len(line.lstrip()) + _HANG, self._width // 2)
        pieces = cuts("".join(text for text, _ in spans), self._width, self._width - hang)
        return [
            [(" " * (MARGIN + (hang if number else 0)), "text"), *_cut_out(spans, start, stop)]
            for number, (start, stop) in enumerate(pieces)
        ]

    def _problem(self, entry: Entry) -> list[list[Span]]:
        problem = self.description.sections[entry.section].problem
        return [[(" " * MARGIN, "text"), (line, "broken")] for line in wrapped(problem, self._width)]

    def _blank(self, entry: Entry) -> list[list[Span]]:
        return [[]]


_DRAWERS: Final[dict[What, Callable[[Layout, Entry], list[list[Span]]]]] = {
    What.FACT: Layout._fact,
    What.BLANK: Layout._blank,
    What.HEADING: Layout._heading,
    What.TITLES: Layout._titles,
    What.ROW: Layout._row,
    What.TEXT: Layout._text,
    What.PROBLEM: Layout._problem,
}


@lru_cache(maxsize=4)
def _text_lines(text: str) -> list[str]:
    return text.split("\n")


def _coloured(sql: str, index: int) -> list[Span]:
    """One line of a statement, its parts named as the styles of syntax are."""
    line = _text_lines(sql)[index]
    safe = visible_in_place(line).replace("\t", "⇥")
    groups = highlight(sql)
    spans: list[Span] = []
    at = 0
    for start, end, group in groups[index] if index < len(groups) else ():
        spans += [(safe[at:start], "text"), (safe[start:end], f"syntax-{group}")]
        at = end
    return [*spans, (safe[at:], "text")]


def _cut_out(spans: list[Span], start: int, stop: int) -> list[Span]:
    """The part of spans that stands between two characters of their text."""
    cut: list[Span] = []
    at = 0
    for text, part in spans:
        if piece := text[max(0, start - at) : max(0, stop - at)]:
            cut.append((piece, part))
        at += len(text)
    return cut
