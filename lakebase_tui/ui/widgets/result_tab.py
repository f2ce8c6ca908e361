"""One tab of the results: what is known of a statement so far, and how that is written in the strip."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from rich.style import Style

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.query.rows import RowSource
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import count, counted, duration
from lakebase_tui.ui.result_reader import ResultReader
from lakebase_tui.ui.widgets.grid_canvas import GridState
from lakebase_tui.ui.widgets.grid_cell import fit, width_of
from lakebase_tui.ui.widgets.message_view import Notice

LABEL_CAP = 24
"""Cells of a statement's label in the strip."""


class Phase(Enum):
    """How far a statement is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(slots=True)
class ResultTab:
    """A statement of the run, and where its reader was."""

    label: str
    phase: Phase = Phase.WAITING
    reader: ResultReader | None = None
    """What is made of its rows; None without rows."""
    total: int = 0
    outcome: Outcome | None = None
    notices: list[Notice] = field(default_factory=list)
    types: Sequence[str] = ()
    """Better names of its columns' types, once they are known."""
    grid: GridState | None = None
    """Where its reader was."""

    @property
    def source(self) -> RowSource | None:
        """Its rows as they came."""
        return self.reader.source if self.reader is not None else None

    @property
    def has_grid(self) -> bool:
        """Whether rows, rather than a message, are what there is to see."""
        failed_empty = self.outcome is not None and self.outcome.error is not None and not self.total
        return self.source is not None and not failed_empty

    @property
    def empty(self) -> str:
        """What the grid says while this result has no row."""
        if self.reader is not None and self.reader.filters:
            return "No row fulfils the filters. Backspace takes the last one back."
        return "No rows" if self.phase in (Phase.ENDED, Phase.PAUSED) else "Running…"


@dataclass(frozen=True, slots=True)
class TabStyles:
    """Colours of the strip."""

    name: Style
    active: Style
    dim: Style
    ok: Style
    bad: Style
    warn: Style


Title = Sequence[tuple[str, str]]
"""Pieces of text, each with the name of a `TabStyles` field."""


def tab_title(number: int, tab: ResultTab) -> Title:
    """Write a statement's tab: `1 orders  12,345 rows  84 ms`; `number` counts from 1."""
    label = visible(tab.label) or "statement"
    if width_of(label) > LABEL_CAP:
        label = fit(label, LABEL_CAP).rstrip()
    return [(f"{number} {label}", "name"), *_state(tab)]


def _state(tab: ResultTab) -> Title:
    if tab.phase is Phase.WAITING:
        return []
    if tab.outcome is None:
        return _going_on(tab)
    return _ended(tab, tab.outcome)


def _going_on(tab: ResultTab) -> Title:
    if tab.phase is Phase.PAUSED:
        return [(f"  {count(tab.total)}+ rows", "dim")]
    arrived = [(f" {count(tab.total)}", "dim")] if tab.total else []
    return [("  ●", "warn"), *arrived]


def _ended(tab: ResultTab, outcome: Outcome) -> Title:
    if outcome.kind is OutcomeKind.NOT_RUN:
        return [("  not run", "dim")]
    took = (f"  {duration(outcome.elapsed_s)}", "dim")
    if outcome.kind is OutcomeKind.DONE:
        return [*_amount(tab, outcome), took]
    mark = ("  ✗", "bad") if outcome.kind is OutcomeKind.FAILED else (f"  ✗ {outcome.kind.value}", "warn")
    kept = [(f"  first {counted(tab.total, 'row')}", "dim")] if tab.total else []
    return [mark, *kept]


def _amount(tab: ResultTab, outcome: Outcome) -> Title:
    if tab.source is None:
        touched = f" {count(outcome.row_count)}" if outcome.row_count is not None else ""
        return [("  ✓", "ok"), (touched, "dim")]
    rows = counted(tab.total, "row")
    return [(f"  {rows}" if outcome.complete else f"  first {rows}", "dim")]
