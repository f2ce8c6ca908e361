"""The rows of the history's tables, and the SQL that goes about them."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry, Ran, Search
from lakebase_tui.query.history.words import Words

MOST_CHARACTERS: Final = 32_000_000
"""Of all texts together."""
_ASKED_AT_ONCE: Final = 500

_COLUMNS: Final = (
    "id, started_at, outcome, rows, elapsed_s, first_row_s, sqlstate, message, writes, "
    "target, database, role, times, left_off, altered, text"
)
_REPEAT: Final = """
    update entries
    set times = times + 1, started_at = ?, rows = ?, elapsed_s = ?, first_row_s = ?, message = ?
    where id = (select max(id) from entries)
      and (outcome, sqlstate, target, database, role, left_off, altered, text) = (?, ?, ?, ?, ?, ?, ?, ?)
    returning id
"""
_TOO_MUCH: Final = """
    select id from (select id, sum(length(text)) over (order by id desc) as so_far from entries)
    where so_far > ?
"""


def insert(connection: sqlite3.Connection, entry: Entry) -> int:
    """Write an entry, under its own number where it has one, and give the number."""
    ran = entry.ran
    values = (
        entry.id or None,
        ran.started_at.timestamp(),
        ran.outcome.name,
        ran.rows,
        ran.elapsed_s,
        ran.first_row_s,
        ran.sqlstate,
        ran.message,
        ran.writes,
        ran.target,
        ran.database,
        ran.role,
        entry.times,
        entry.left_off,
        entry.altered,
        ran.text,
    )
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(f"insert into entries ({_COLUMNS}) values ({marks})", values)
    return int(cursor.lastrowid or 0)


def repeat(connection: sqlite3.Connection, entry: Entry) -> int | None:
    """Count an entry to the newest one, if that is the same but for its times; None if it is another."""
    ran = entry.ran
    new = (ran.started_at.timestamp(), ran.rows, ran.elapsed_s, ran.first_row_s, ran.message)
    same = (ran.outcome.name, ran.sqlstate, ran.target, ran.database, ran.role, entry.left_off, entry.altered)
    found = connection.execute(_REPEAT, (*new, *same, ran.text)).fetchone()
    return int(found[0]) if found is not None else None


def amend(connection: sqlite3.Connection, entry_id: int, outcome: OutcomeKind) -> None:
    """Set how it ended."""
    connection.execute("update entries set outcome = ? where id = ?", (outcome.name, entry_id))


def find(connection: sqlite3.Connection, words: Words, search: Search, most: int | None) -> list[int]:
    """Numbers of the entries that are wanted, in their order, or of the first of them."""
    source, conditions, values = words.among(search.words.split())
    for column, value in (("target", search.target), ("database", search.database)):
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append(value)
    if search.failed:
        conditions.append("outcome <> 'DONE'")
    if search.writes:
        conditions.append("writes")
    order = "entries.elapsed_s desc, entries.id desc" if search.slowest_first else f"{_number(source)} desc"
    limit = -1 if most is None else most
    found = (
        f"select entries.id as id from {source} where {' and '.join(conditions) or 'true'} "
        f"order by {order} limit {limit:d}"
    )
    # In one row: each row costs a turn with who draws the screen.
    (joined,) = connection.execute(f"select group_concat(id) from ({found})", values).fetchone()
    return [int(number) for number in joined.split(",")] if joined else []


def _number(source: str) -> str:
    """The number by which a source is in order already."""
    return "entries.id" if source == "entries" else "entries_text.rowid"


def read(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Entry]:
    """Entries by their numbers, as far as they are there."""
    entries: list[Entry] = []
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        some = ids[start : start + _ASKED_AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = connection.execute(f"select {_COLUMNS} from entries where id in ({marks})", some)
        entries += (_entry(*row) for row in found)
    return entries


def texts(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Numbers and texts of those that are there."""
    for entry_id in ids:
        yield from connection.execute("select id, text from entries where id = ?", (entry_id,)).fetchall()


def too_many(connection: sqlite3.Connection, most: int) -> list[int]:
    """Numbers of the oldest entries beyond so many."""
    found = connection.execute("select id from entries order by id desc limit -1 offset ?", (most,))
    return [entry_id for (entry_id,) in found]


def too_much(connection: sqlite3.Connection, most: int = MOST_CHARACTERS) -> list[int]:
    """Numbers of the oldest entries whose texts go beyond so many characters together."""
    return [entry_id for (entry_id,) in connection.execute(_TOO_MUCH, (most,))]


def _entry(
    entry_id: int, started_at: float, outcome: str, rows: int | None, elapsed_s: float,
    first_row_s: float | None, sqlstate: str, message: str, writes: int | None,
    target: str, database: str, role: str, times: int, left_off: int, altered: int, text: str,
) -> Entry:  # fmt: skip
    ran = Ran(
        text=text,
        outcome=OutcomeKind.__members__.get(outcome, OutcomeKind.UNKNOWN),
        started_at=datetime.fromtimestamp(started_at, UTC),
        target=target,
        database=database,
        role=role,
        rows=rows,
        elapsed_s=elapsed_s,
        first_row_s=first_row_s,
        sqlstate=sqlstate,
        message=message,
        writes=None if writes is None else bool(writes),
    )
    return Entry(entry_id, ran, times, left_off, bool(altered))
