"""Entries in an SQLite file: added, found, removed. It waits for the disk, so it belongs on a thread."""

import contextlib
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history import rows
from lakebase_tui.query.history.entries import Entry, Ran, Search
from lakebase_tui.query.history.keeping import kept
from lakebase_tui.query.history.place import (
    connected,
    connected_to_nothing,
    file_number,
    is_damage,
    put_aside,
)
from lakebase_tui.query.history.schema import NewerVersionError, migrate, transaction
from lakebase_tui.query.history.words import NoIndex, Words, words_of

T = TypeVar("T")

FAILURES: Final = (sqlite3.Error, OSError)
"""What its methods raise when the file cannot be used."""
_WAITING: Final = 200
"""Entries that wait for a disk that takes them again."""
_OFTEN: Final = 100
"""After so many entries the size of all texts is looked at."""


class HistoryStore:
    """The history as one program has it. It opens its file when it is first asked for something.

    Args:
        path: The file.
        most: Entries that are kept.
        tell: Takes a sentence for the user when something is wrong, once until it is right again.
        words: How words are found in a file that is open.
    """

    def __init__(
        self,
        path: Path,
        most: int,
        tell: Callable[[str], None],
        *,
        words: Callable[[sqlite3.Connection], Words] = words_of,
    ) -> None:
        self._path = path
        self._most = most
        self._tell = tell
        self._words_of = words
        self._words: Words = NoIndex()
        self._connection: sqlite3.Connection | None = None
        self._number: tuple[int, int] | None = None
        self.on_disk = True
        """Whether entries outlive the program."""
        self._told = False
        self._waiting: deque[Entry] = deque(maxlen=_WAITING)
        self._added = 0

    # -- what it does -----------------------------------------------------------------------------

    def add(self, ran: Ran) -> int | None:
        """Keep a statement.

        Returns:
            The entry's number; None if it could not be written. Then it is tried again with the next one.
        """
        self._waiting.append(kept(ran))
        try:
            return self._do(self._write_waiting)
        except FAILURES as error:
            if not self._told:
                self._told = True
                self._tell(
                    f"The history cannot be written: {_reason(error)}. The next statement tries again."
                )
            return None

    def _write_waiting(self, connection: sqlite3.Connection) -> int | None:
        entry_id: int | None = None
        with transaction(connection):
            for entry in self._waiting:
                entry_id = rows.repeat(connection, entry) or self._insert(connection, entry)
            self._added += len(self._waiting)
            self._prune(connection)
        self._waiting.clear()
        self._told = False
        return entry_id

    def _insert(self, connection: sqlite3.Connection, entry: Entry) -> int:
        entry_id = rows.insert(connection, entry)
        self._words.add(connection, entry_id, entry.ran.text)
        return entry_id

    def amend(self, entry_id: int, outcome: OutcomeKind) -> None:
        """A statement's end turned out to be another; nothing happens if that cannot be written."""
        with contextlib.suppress(*FAILURES):
            self._do(lambda connection: rows.amend(connection, entry_id, outcome))

    def find(self, search: Search, most: int | None = None) -> list[int]:
        """Numbers of the entries that are wanted, in the order that is wanted.

        Args:
            search: Which.
            most: How many of them at most; None for all.

        Raises:
            sqlite3.Error: They cannot be read; so do all below, and OSError: `FAILURES`.
        """
        return self._do(lambda connection: rows.find(connection, self._words, search, most))

    @property
    def full_text(self) -> bool:
        """Whether there is an index of the words."""
        return self._words.full_text

    def read(self, ids: Sequence[int]) -> list[Entry]:
        """The entries of these numbers, in any order; those that are gone are left out."""
        return self._do(lambda connection: rows.read(connection, ids))

    def delete(self, entry_id: int) -> None:
        """Remove an entry."""
        self._do(lambda connection: self._delete(connection, [entry_id]))

    def restore(self, entry: Entry) -> None:
        """Put an entry back that was removed."""

        def put(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                self._insert(connection, entry)

        self._do(put)

    def purge(self) -> None:
        """Let nothing be left in the file of what was removed."""

        def work(connection: sqlite3.Connection) -> None:
            self._words.purge(connection)
            connection.execute("pragma wal_checkpoint(truncate)").fetchall()

        self._do(work)

    def close(self) -> None:
        """Leave the file."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _delete(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        with transaction(connection):
            self._remove(connection, ids)

    def _remove(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        for entry_id, text in rows.texts(connection, ids):
            self._words.remove(connection, entry_id, text)
            connection.execute("delete from entries where id = ?", (entry_id,))

    def _prune(self, connection: sqlite3.Connection) -> None:
        old = rows.too_many(connection, self._most)
        if self._added >= _OFTEN:
            self._added = 0
            old = rows.too_much(connection) or old
        self._remove(connection, old)

    # -- the file ---------------------------------------------------------------------------------

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work on the file; one that turns out to be damaged is replaced by a new one, once."""
        connection = self._opened()
        try:
            return work(connection)
        except sqlite3.Error as error:
            if not is_damage(error) or not self.on_disk:
                raise
            self._replace_damaged()
            return work(self._opened())

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and self.on_disk and file_number(self._path) != self._number:
            self.close()  # it was removed or put aside: what is written into it nobody would find
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        try:
            try:
                return self._prepared(self._connected())
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise
                self._replace_damaged()
                return self._prepared(self._connected())
        except NewerVersionError:
            why = "a newer version of the program has written it"
        except FAILURES as error:
            why = _reason(error)
        self.on_disk = False
        self._tell(f"The history cannot be opened: {why}. Until you quit it is kept in memory.")
        return self._prepared(connected_to_nothing())

    def _connected(self) -> sqlite3.Connection:
        connection = connected(self._path)
        self._number = file_number(self._path)
        return connection

    def _prepared(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            migrate(connection)
            self._words = self._words_of(connection)
        except BaseException:
            connection.close()
            raise
        self._added = _OFTEN  # the size is looked at with the first entry
        return connection

    def _replace_damaged(self) -> None:
        number = file_number(self._path) if self._connection is None else self._number
        self.close()
        aside = put_aside(self._path, number)
        self._tell(f"The history was damaged. It was put aside as {aside.name}, and a new one begun.")


def _reason(error: sqlite3.Error | OSError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
