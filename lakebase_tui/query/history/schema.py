"""The tables of the history, and the steps that lead to them."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

STEPS: Sequence[Sequence[str]] = (
    (
        """
        create table entries (
            id integer primary key autoincrement,
            started_at real not null,
            outcome text not null,
            rows integer,
            elapsed_s real not null,
            first_row_s real,
            sqlstate text not null,
            message text not null,
            writes integer,
            target text not null,
            database text not null,
            role text not null,
            times integer not null,
            left_off integer not null,
            altered integer not null,
            text text not null
        )
        """,
        "create index entries_by_elapsed on entries (elapsed_s)",
    ),
)
"""Each leads from the version of its place to the next one; `user_version` of the file counts them."""


class NewerVersionError(Exception):
    """A newer program wrote the file."""


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, all or none.

    Raises:
        NewerVersionError: The file has taken more than we know.
        sqlite3.Error: It cannot be done.
    """
    if _version(connection) == len(STEPS):
        return
    with transaction(connection):
        version = _version(connection)  # another program may have been quicker
        if version > len(STEPS):
            raise NewerVersionError
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"pragma user_version = {len(STEPS)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing of what is done within; nobody else writes meanwhile."""
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # a full disk ends it by itself
            connection.execute("rollback")
        raise
    connection.execute("commit")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])
