"""Statements that ran, for a history to keep."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Ran
from lakebase_tui.query.history.store import HistoryStore

BEGAN = datetime(2026, 11, 1, 9, 12, tzinfo=UTC)


def ran(text: str, minute: int = 0, **others: object) -> Ran:
    """A statement that did well, minutes after the first."""
    facts: dict[str, object] = {
        "outcome": OutcomeKind.DONE,
        "target": "shop/production",
        "database": "databricks_postgres",
        "role": "ana@example.com",
        "started_at": BEGAN + timedelta(minutes=minute),
    }
    return Ran(text, **{**facts, **others})  # type: ignore[arg-type]  # as the tests say


class Told(list[str]):
    """The sentences that a history said."""


def store_in(folder: Path, told: Told | None = None, *, most: int = 1000) -> HistoryStore:
    """A history in a folder of state."""
    return HistoryStore(
        folder / "state" / "history.sqlite3", most, (told if told is not None else Told()).append
    )
