"""How entries of the history are written: a line in the list, and what is said above the statement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import age, counted, duration, short_count
from lakebase_tui.ui.widgets.filter_list import Span, fitted

_READ = 4_000
"""Characters of a statement that its line is made of."""
_BEFORE = 12
"""Characters before what was found that stay in sight."""
_PLACE_SHARE = 0.24
_PLACE_FROM = 84
"""Cells that a list has at least for the branch to have a column of its own."""

_ENDS = {
    OutcomeKind.DONE: "Done",
    OutcomeKind.FAILED: "Failed",
    OutcomeKind.CANCELLED: "Cancelled",
    OutcomeKind.ROLLED_BACK: "Rolled back: the connection was lost",
    OutcomeKind.UNKNOWN: "Outcome unknown: the connection was lost",
    OutcomeKind.NOT_RUN: "Not run",
}
SECRETS = "Secrets were left out: *** stands for them."
ONLY_BEGINNING = "Only its beginning was kept"


@dataclass(frozen=True, slots=True)
class Shape:
    """How the list is laid out."""

    width: int
    """Cells."""
    says_target: bool = True
    """Whether a line says the branch, and the database."""
    database: str | None = None
    """The database that need not be said; None where it goes without saying for all of them."""

    @property
    def place(self) -> int:
        """Cells for branch and database; 0 where they are not said."""
        return int(self.width * _PLACE_SHARE) if self.says_target and self.width >= _PLACE_FROM else 0


def mark_of(outcome: OutcomeKind) -> Span:
    """A sign and its tone."""
    if outcome is OutcomeKind.DONE:
        return "✓", "ok"
    return "✗", "bad" if outcome is OutcomeKind.FAILED else "warn"


def line_of(
    entry: Entry, shape: Shape, sought: re.Pattern[str] | None, now: datetime, *, at_cursor: bool
) -> list[Span]:
    """An entry in one line, as wide as the list.

    Args:
        entry: What is written.
        shape: The list's.
        sought: What is set off in the statement.
        now: The time, with its zone.
        at_cursor: Whether the cursor is there.
    """
    ran = entry.ran
    spans: list[Span] = [
        ("▌" if at_cursor else " ", "mark"),
        (f"{age((now - ran.started_at).total_seconds()):>6} ", "dim"),
        mark_of(ran.outcome),
        (f" {duration(ran.elapsed_s):>10}", "dim"),
        (f" {short_count(ran.rows) if ran.rows is not None else '':>6}  ", ""),
    ]
    if shape.place:
        spans += [*fitted(tuple(_place(entry, shape)), shape.place), ("  ", "")]
    if entry.times > 1:
        spans.append((f"{entry.times:,}\N{MULTIPLICATION SIGN} ", "mark"))
    room = shape.width - sum(cell_len(text) for text, _ in spans)
    return [*spans, *fitted(tuple(_statement(ran.text, sought, room)), max(0, room))]


def _place(entry: Entry, shape: Shape) -> list[Span]:
    parts: list[Span] = [(visible(entry.ran.target), "branch")]
    if shape.database not in (None, entry.ran.database):
        parts.append((f" · {visible(entry.ran.database)}", "dim"))
    return parts


def _statement(text: str, sought: re.Pattern[str] | None, room: int) -> list[Span]:
    """The statement in one line, which begins shortly before what was found, if that is far behind."""
    line = visible(" ".join(text[:_READ].split()))
    spans: list[Span] = []
    first = sought.search(line) if sought is not None else None
    if first is not None and first.end() > room and first.start() > _BEFORE:
        line = line[first.start() - _BEFORE :]
        spans.append(("…", "dim"))
        room -= 1
    if cell_len(line[: room + 1]) > room:
        line = set_cell_size(line[:room], room - 1) + "…"
    at = 0
    for match in sought.finditer(line) if sought is not None else ():
        spans += [(line[at : match.start()], ""), (match[0], "match")]
        at = match.end()
    return [*spans, (line[at:], "")]


def facts_of(entry: Entry) -> tuple[Content, Content, Content]:
    """What is said of an entry: how it ended; where and as whom it ran; when, and what is missing."""
    ran = entry.ran
    mark, tone = mark_of(ran.outcome)
    end: list[tuple[str, str]] = [(f"{mark} ", f"$status-{tone}"), (_ENDS[ran.outcome], "")]
    if ran.sqlstate or ran.message:
        end.append((f"  {visible(f'{ran.sqlstate} {ran.message}'.strip())}", "$status-bad"))
    if ran.rows is not None:
        end.append((f"  {counted(ran.rows, 'row')}", ""))
    first = f", the first row after {duration(ran.first_row_s)}" if ran.first_row_s is not None else ""
    end.append((f"  {duration(ran.elapsed_s)}{first}", "$dim"))
    where = [(visible(ran.target), "$branch"), (f"  {visible(ran.database)}", "")]
    where.append((f"  as {visible(ran.role)}", "$dim"))
    times = f"  {entry.times:,} times in a row" if entry.times > 1 else ""
    when = [(f"{ran.started_at.astimezone():%Y-%m-%d %H:%M:%S}{times}", "$dim")]
    when += [(f"  {words}", "$status-warn") for words in missing_words(entry)]
    return Content.assemble(*end), Content.assemble(*where), Content.assemble(*when)


def missing_words(entry: Entry) -> Sequence[str]:
    """What the text is not that ran, in sentences."""
    said = [SECRETS] if entry.altered else []
    if entry.left_off:
        said.append(f"{ONLY_BEGINNING}: {counted(entry.left_off, 'character')} more.")
    return said
