"""Figures, what they may be, and the table of both."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.clients import OURS
from tests.bench.peers import PEERS

_BESIDE = (*PEERS, "psycopg", "store", "sqlparse")
"""Who stands beside us, from left to right."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: one statistic of one thing measured, and our budget for it."""

    what: str
    statistic: str = "p50"
    unit: str = "ms"
    limit: float | None = None
    """In the unit; of the figure of `of` where that is given."""
    of: str = ""
    """Whose figure the limit is a multiple of."""
    at_least: bool = False
    """More is better."""
    plus: str = ""
    """The figure of ours, in the same unit, that the limit comes on top of."""


SCALES = {"s": 1.0, "ms": 1e-3, "MB": 1e6, "bytes": 1.0, "krows/s": 1e3, "MB/s": 1e6}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below this share of all."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]


class Report:
    """Collects figures in seconds, bytes, and rows or bytes a second, and prints them as lines.

    Args:
        lines: What to print, in this order.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._notes: list[str] = []

    def add(self, what: str, who: str, *values: float) -> None:
        """More figures of one thing."""
        self._figures[what][who] += values

    def note(self, text: str) -> None:
        """Say something below the table."""
        if text not in self._notes:
            self._notes.append(text)

    def get(self, what: str, who: str) -> float | None:
        """The middle of what was added."""
        values = self._figures.get(what, {}).get(who)
        return statistics.median(values) if values else None

    def show(self) -> bool:
        """Print the table; tell whether all budgets were kept."""
        rows = [self._row(line) for line in self._lines if self._figures.get(line.what)]
        head = ["", OURS, "budget", "", *_BESIDE]
        table = [head, *(cells for cells, _ in rows)]
        widths = [max(len(cells[column]) for cells in table) for column in range(len(head))]
        for cells in table:
            first, *others = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
            print("  ".join([cells[0].ljust(len(first)), *others]).rstrip())
        for text in self._notes:
            print(f"* {text}")
        return all(kept for _, kept in rows)

    def _row(self, line: Line) -> tuple[list[str], bool]:
        ours = self._value(line, OURS)
        limit = self._limit(line)
        verdict, kept = "", True
        if limit is not None and ours is not None:
            kept = ours >= limit if line.at_least else ours <= limit
            verdict = "PASS" if kept else "FAIL"
        name = f"{line.what}, {line.statistic}" if line.statistic != "p50" else line.what
        shown = [f"{name} ({line.unit})", _number(ours), self._budget(line, limit), verdict]
        shown += [self._beside(ours, self._value(line, who)) for who in _BESIDE]
        return shown, kept

    def _value(self, line: Line, who: str) -> float | None:
        values = self._figures[line.what].get(who)
        if not values:
            return None
        match line.statistic:
            case "most":
                figure = max(values)
            case "p95":
                figure = percentile(values, 0.95)
            case _:
                figure = statistics.median(values)
        return figure / SCALES[line.unit]

    def _limit(self, line: Line) -> float | None:
        if line.limit is None:
            return None
        if line.of:
            other = self._value(line, line.of)
            return None if other is None else line.limit * other
        base = self.get(line.plus, OURS) if line.plus else 0.0
        return None if base is None else line.limit + base / SCALES[line.unit]

    def _budget(self, line: Line, limit: float | None) -> str:
        sign = "≥" if line.at_least else "≤"
        if line.limit is None:
            return ""
        if line.of:
            return f"{sign} {line.limit:g} x {line.of}"
        return f"{sign} {_number(limit)}"

    def _beside(self, ours: float | None, other: float | None) -> str:
        """Another's figure, and ours as a multiple of it."""
        if ours is None or not other:
            return _number(other)
        return f"{_number(other)} ({_number(ours / other)}x)"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"
