"""Catalogues of the databases that are open: one for all sessions on the same database."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.questions import Ask
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.session import Session
from lakebase_tui.ui import garbage

_Key = tuple[str, int, str, str]


@dataclass(slots=True, eq=False)
class _Shelf:
    """A library, and the sessions through which it can ask."""

    sessions: list[Session]
    library: Library = field(init=False)
    path: tuple[str, ...] = ()
    """Where the role's names are looked up when nothing is set."""
    stale: bool = False
    """The schema was changed in a transaction that is still open."""

    async def ask(self, sql: str, values: Sequence[object] = ()) -> list[tuple[str | None, ...]]:
        """Ask through a session that is there."""
        if not self.sessions:
            raise LakebaseTuiError("The session has ended.", "Connect again.")
        living = (each for each in self.sessions if each.connected)
        return await next(living, self.sessions[0]).ask_beside(sql, values)


class Libraries:
    """Opens catalogues, and reads them anew when their schema changed.

    Args:
        folder: Where they are kept on disk; None: nowhere.
        on_change: Told when a catalogue, or how it stands, is another.
    """

    def __init__(self, folder: Path | None, on_change: Callable[[Library], None]) -> None:
        self._folder = folder
        self._on_change = on_change
        self._shelves: dict[_Key, _Shelf] = {}
        self._work: set[asyncio.Task[None]] = set()

    def of(self, session: Session) -> Library:
        """The catalogue of a session's database; it is read in the background once that is asked for."""
        return self._shelf(session).library

    def path_of(self, session: Session) -> Sequence[str]:
        """Schemas in which a session's names are looked up as long as it sets nothing."""
        return self._shelf(session).path

    def path_at(self, library: Library) -> Sequence[str]:
        """The same for any session on a library's database."""
        return next((each.path for each in self._shelves.values() if each.library is library), ())

    def ask_of(self, session: Session) -> Ask:
        """Asks as long as any session on the database stands, be it another than this."""
        return self._shelf(session).ask

    def open(self, session: Session) -> None:
        """The session stands: read the catalogue, if nobody did before."""
        shelf = self._shelf(session)
        if shelf.library.state in (LibraryState.EMPTY, LibraryState.FAILED):
            self._start(self._read(shelf))

    def refresh(self, session: Session) -> None:
        """Read it anew."""
        self._start(self._shelf(session).library.refresh())

    def schema_changed(self, session: Session) -> None:
        """A statement of ours changed the schema, be it in a transaction."""
        self._shelf(session).stale = True
        self.settle(session)

    def settle(self, session: Session) -> None:
        """A statement has ended: what it committed can be read."""
        shelf = self._shelf(session)
        if shelf.stale and not session.in_transaction():
            shelf.stale = False
            self.refresh(session)

    async def end(self, session: Session) -> None:
        """A session is no more; with the last one goes the catalogue."""
        for key, shelf in list(self._shelves.items()):
            if session in shelf.sessions:
                shelf.sessions.remove(session)
                if not shelf.sessions:
                    del self._shelves[key]
                    await shelf.library.close()
                    self._heed_garbage()

    async def aclose(self) -> None:
        """Stop reading."""
        await asyncio.gather(*(shelf.library.close() for shelf in self._shelves.values()))

    async def _read(self, shelf: _Shelf) -> None:
        try:
            rows = await shelf.ask("select pg_catalog.unnest(pg_catalog.current_schemas(true))::text")
        except LakebaseTuiError:
            rows = []  # the library says what stands against it
        shelf.path = tuple(name or "" for (name,) in rows)
        opened = shelf.library.state is not LibraryState.EMPTY
        await (shelf.library.refresh() if opened else shelf.library.open())

    def _shelf(self, session: Session) -> _Shelf:
        target = session.target
        key = (target.host, target.port, target.database, target.role)
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = _Shelf([])
            identity = Identity(target.label, f"{target.host}:{target.port}", target.database)
            library = shelf.library = Library(shelf.ask, identity, self._folder, lambda: self._told(library))
        if session not in shelf.sessions:
            shelf.sessions.append(session)
        return shelf

    def _told(self, library: Library) -> None:
        self._heed_garbage()
        self._on_change(library)

    def _heed_garbage(self) -> None:
        reading = any(each.library.state is LibraryState.READING for each in self._shelves.values())
        (garbage.pause if reading else garbage.started)()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
