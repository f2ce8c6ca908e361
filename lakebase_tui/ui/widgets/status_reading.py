"""What the status line says of a result: how many rows, whether that is all, and how reading goes on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lakebase_tui.ui.formatting import counted, duration, short_count, size

Pieces = Sequence[tuple[str, str]]
"""Texts, each with the name of a style of the status line."""

_RATE_AFTER_S = 0.5
"""A rate over less than this says nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a result is read. Times as `time.monotonic` counts, durations in seconds."""

    rows: int | None = None
    """None: there is no result."""
    running: bool = False
    byte_count: int = 0
    """Read so far, while it runs."""
    since: float | None = None
    """When the statement was sent, while it runs."""
    more: bool = False
    """More rows wait on the server."""
    held_until: float | None = None
    """When the rows that wait are given up; infinite: not before the transaction ends."""
    cut: str = ""
    """Why these are not all rows, where that is more than a limit: `connection lost`, `cancelled`."""
    partly: bool = False
    """These are only the first rows."""
    first_row_s: float | None = None
    elapsed_s: float | None = None
    selection: tuple[str, ...] = ()
    """What the selected cells come to, the longest form first; stands instead of the times."""

    @property
    def has_clock(self) -> bool:
        """Whether what it says changes as time passes."""
        held = self.held_until is not None and self.held_until != math.inf
        return held or (self.running and self.since is not None)

    def forms(self, now: float) -> Sequence[Pieces]:
        """Ways to say it, the longest first."""
        if self.running:
            return self._running(now)
        if self.rows is None:
            return [[]]
        rows = self._rows()
        if self.selection:
            sums: list[Pieces] = [[(words, "text")] for words in self.selection]
            return [[*rows, (f" · {self.selection[0]}", "dim")], *sums, []]
        times = [("first", self.first_row_s), ("all", self.elapsed_s)]
        took = [(f" · {word} {duration(each)}", "dim") for word, each in times if each is not None]
        held = self._held(now)
        return [[*rows, *held, *took], [*rows, *held], rows, []]

    def _running(self, now: float) -> Sequence[Pieces]:
        running: Pieces = [("● ", "warn"), ("running", "text")]
        took = max(0.0, now - self.since) if self.since is not None else 0.0
        seconds: Pieces = [(f" · {int(took)} s", "dim")] if took >= 1 else []
        if not self.rows:
            return [[*running, *seconds], running]
        rows: Pieces = [*running, (" · ", "dim"), (counted(self.rows, "row"), "text")]
        read: Pieces = [(f" · {size(self.byte_count)}", "dim")] if self.byte_count else []
        if took < _RATE_AFTER_S:
            return [rows, running]
        rate: Pieces = [(f" · {short_count(round(self.rows / took))} rows/s", "dim")]
        return [[*rows, *read, *rate, *seconds], [*rows, *read, *seconds], rows, running]

    def _rows(self) -> Pieces:
        assert self.rows is not None
        if self.more:
            return [(f"{self.rows:,}+ rows", "text")]
        if self.cut:
            return [(f"first {counted(self.rows, 'row')}", "text"), (f" · {self.cut}", "warn")]
        return [(f"first {counted(self.rows, 'row')}" if self.partly else counted(self.rows, "row"), "text")]

    def _held(self, now: float) -> Pieces:
        if self.held_until is None:
            return []
        if self.held_until == math.inf:
            return [(" · held", "dim")]
        return [(f" · held {max(0, math.ceil(self.held_until - now))} s", "dim")]
