"""What the history knows of a statement that ran, and how it is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.session.target import ConnectionTarget
from lakebase_tui.sql.classify import classify


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


def ran_on(target: ConnectionTarget, text: str, outcome: Outcome, ended_at: datetime) -> Ran:
    """What there is to keep of a statement that has ended."""
    error = outcome.error
    return Ran(
        text=text,
        outcome=outcome.kind,
        started_at=ended_at - timedelta(seconds=outcome.elapsed_s),
        target=target.label,
        database=target.database,
        role=target.role,
        rows=outcome.row_count,
        elapsed_s=outcome.elapsed_s,
        first_row_s=outcome.first_row_s,
        sqlstate=error.sqlstate if error is not None else "",
        message=error.message if error is not None else "",
        writes=classify(text).writes,
    )


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
