"""What the history knows of a statement that ran, and how it is asked for."""

from dataclasses import dataclass
from datetime import datetime

from lakebase_tui.query.events import OutcomeKind


@dataclass(frozen=True, slots=True)
class Ran:
    """One statement, and how it ended. Times taken are in seconds."""

    text: str
    """As it was typed; in an entry without its secrets, and only its beginning where it is very long."""
    outcome: OutcomeKind
    started_at: datetime
    """With a time zone."""
    target: str = ""
    """Label of what it ran on: `shop/production`, or a host."""
    database: str = ""
    role: str = ""
    rows: int | None = None
    """Returned or touched; None where the server does not say."""
    elapsed_s: float = 0.0
    first_row_s: float | None = None
    sqlstate: str = ""
    message: str = ""
    """The server's, where there was an error."""
    writes: bool | None = None
    """Whether it changes data or schema by itself; None where unknown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of it."""

    id: int
    """Grows with every entry."""
    ran: Ran
    """The last time, if it ran several times in a row."""
    times: int = 1
    """How often in a row, on the same target and with the same end."""
    left_off: int = 0
    """Characters that did not fit."""
    altered: bool = False
    """Something was taken out."""

    @property
    def is_whole(self) -> bool:
        """Whether the text is what ran, so that it can run again."""
        return not self.left_off and not self.altered


@dataclass(frozen=True, slots=True)
class Search:
    """Which entries are wanted; as it is, all of them, the newest first."""

    words: str = ""
    """Each has to occur in the text, in any case and any place."""
    target: str | None = None
    database: str | None = None
    failed: bool = False
    """Only what did not end well."""
    writes: bool = False
    """Only what changes something."""
    slowest_first: bool = False
