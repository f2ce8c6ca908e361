"""The history as the program uses it: nothing here waits for the disk."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.history.entries import Entry, Ran, Search
from lakebase_tui.query.history.thread import JobThread

if TYPE_CHECKING:
    from lakebase_tui.query.history.store import HistoryStore

T = TypeVar("T")

PATIENCE_S: Final = 0.5
"""How long the end of the program waits for the last entries."""

_NO_SQLITE: Final = "Install the program with a Python that has the module sqlite3."
FIRST: Final = 100
"""Entries that a search reads: more than a screen shows."""


class HistoryError(LakebaseTuiError):
    """The history cannot be used."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Stands for an entry that may not be written yet."""

    entry_id: Future[int | None]


@dataclass(frozen=True, slots=True)
class Found:
    """The first that a search found."""

    entries: Sequence[Entry]
    """In the order that was wanted."""
    complete: bool
    """Whether there are no more."""
    full_text: bool
    """Whether an index of the words was there; without one a long history takes its time."""
    on_disk: bool
    """Whether the entries outlive the program."""


class History:
    """Keeps what was run. Its methods belong on the event loop.

    Args:
        path: The file.
        most: Entries that are kept; the oldest go first.
        tell: Takes a sentence for the user when something is wrong, on the loop.
    """

    def __init__(self, path: Path, most: int, tell: Callable[[str], None]) -> None:
        self._path = path
        self._most = most
        self._tell = tell
        self._thread = JobThread("history")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened: HistoryStore | None = None
        self._closed = False
        self._told = False

    def add(self, ran: Ran) -> Ticket:
        """Keep a statement, some time soon, without its secrets."""
        return Ticket(self._begin(lambda store: store.add(ran)))

    def amend(self, ticket: Ticket, outcome: OutcomeKind) -> None:
        """What was known of a statement's end turned out otherwise."""

        def work(store: "HistoryStore") -> None:
            # Jobs are done in order, so the entry is written by now, if it could be.
            if (entry_id := ticket.entry_id.result()) is not None:
                store.amend(entry_id, outcome)

        self._begin(work)

    async def find(self, search: Search, most: int = FIRST) -> Found:
        """The first entries that are wanted, quickly.

        Args:
            search: Which.
            most: How many of them.

        Raises:
            HistoryError: They cannot be read; so do all below.
        """

        def work(store: "HistoryStore") -> Found:
            ids = store.find(search, most + 1)
            return Found(_read(store, ids[:most]), len(ids) <= most, store.full_text, store.on_disk)

        return await self._ask(work)

    async def find_all(self, search: Search) -> list[int]:
        """Numbers of all entries that are wanted, in the order that is wanted."""
        return await self._ask(lambda store: store.find(search))

    async def read(self, ids: Sequence[int]) -> list[Entry]:
        """The entries of these numbers, in any order; those that are gone by now are left out."""
        return await self._ask(lambda store: store.read(ids))

    async def search(self, search: Search, limit: int = 100, before: int | None = None) -> list[Entry]:
        """Entries in the order that is wanted.

        Args:
            search: Which.
            limit: How many at most.
            before: The number of the last entry that is known already; None to begin with the first.
        """

        def work(store: "HistoryStore") -> list[Entry]:
            ids = store.find(search)
            start = ids.index(before) + 1 if before in ids else 0
            return _read(store, ids[start : start + limit])

        return await self._ask(work)

    async def delete(self, entry_id: int) -> None:
        """Remove an entry; `purge` removes the last of its traces."""
        await self._ask(lambda store: store.delete(entry_id))

    async def restore(self, entry: Entry) -> None:
        """Put an entry back that was removed."""
        await self._ask(lambda store: store.restore(entry))

    def purge(self) -> None:
        """Let nothing be left in the file of what was removed; searches wait for that."""
        self._begin(lambda store: store.purge())

    def close(self, patience_s: float = PATIENCE_S) -> bool:
        """Write what is not written yet. What comes after this is not kept.

        Args:
            patience_s: Seconds that this takes at most.

        Returns:
            Whether all is written.
        """
        self._closed = True
        return self._thread.close(self._leave, patience_s)

    def _leave(self) -> None:
        if self._opened is not None:
            self._opened.close()

    async def _ask(self, work: "Callable[[HistoryStore], T]") -> T:
        return await asyncio.wrap_future(self._submit(work))

    def _begin(self, work: "Callable[[HistoryStore], T]") -> Future[T]:
        future = self._submit(work)
        future.add_done_callback(self._look)
        return future

    def _look(self, future: Future[T]) -> None:
        """Nobody waits for it: no history is told once, and a mistake of ours is the loop's to tell."""
        if future.cancelled() or (error := future.exception()) is None:
            return
        if not isinstance(error, HistoryError):
            self._on_loop(lambda: _raise(error))
        elif not self._told:
            self._told = True
            self._tell_from_thread(str(error))

    def _submit(self, work: "Callable[[HistoryStore], T]") -> Future[T]:
        self._loop = asyncio.get_running_loop()
        if self._closed:
            done: Future[T] = Future()
            done.cancel()
            return done
        return self._thread.submit(lambda: self._work(work))

    def _work(self, work: "Callable[[HistoryStore], T]") -> T:
        """On the thread. SQLite is loaded there, too: the first picture does not wait for it."""
        try:
            from lakebase_tui.query.history.store import FAILURES, HistoryStore
        except ImportError as error:
            raise HistoryError("There is no history: this Python has no SQLite.", _NO_SQLITE) from error
        if self._opened is None:
            self._opened = HistoryStore(self._path, self._most, self._tell_from_thread)
        try:
            return work(self._opened)
        except FAILURES as error:
            raise HistoryError(f"The history cannot be used: {error}.", "Try again in a moment.") from error

    def _tell_from_thread(self, words: str) -> None:
        self._on_loop(lambda: self._tell(words))

    def _on_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the program has ended
                self._loop.call_soon_threadsafe(call)


def _read(store: "HistoryStore", ids: Sequence[int]) -> list[Entry]:
    """The entries of some numbers, in their order."""
    entries = {entry.id: entry for entry in store.read(ids)}
    return [entries[entry_id] for entry_id in ids if entry_id in entries]


def _raise(error: BaseException) -> None:
    raise error
