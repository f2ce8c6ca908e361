"""Holds what is known of one database, and gets it: from the disk, then from the server."""

import asyncio
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from lakebase_tui.catalog.cache import CatalogueCache, Identity, Recording
from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.questions import Ask
from lakebase_tui.catalog.reading import read_catalogue, read_first_level, rebuild
from lakebase_tui.catalog.version import ask_version
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.failure_kinds import FailureKind
from lakebase_tui.session.failures import SessionFailure

_ODD = "The catalogue could not be read: the server's answer is not of the form that was asked for."


class LibraryState(Enum):
    """How the catalogue stands."""

    EMPTY = "empty"
    """Nobody has asked yet."""
    READING = "reading"
    """What there is may be old, or not all."""
    READY = "ready"
    FAILED = "failed"
    """What there is may be old, or not all; `Library.failure` says why."""


class Library:
    """The catalogue of one session's database. It asks when it is told to, and never by itself.

    Args:
        ask: Asks the server one question.
        identity: Whose catalogue it is, for the disk.
        folder: Where catalogues are kept; None: nowhere.
        on_change: Told, on the loop, when the catalogue or the state has changed.
    """

    def __init__(
        self, ask: Ask, identity: Identity, folder: Path | None, on_change: Callable[[], None]
    ) -> None:
        self.catalogue = Catalogue(identity.database)
        """What is known now; another object whenever that changes."""
        self.state = LibraryState.EMPTY
        self.failure = ""
        """The sentence to show while the state is `FAILED`."""
        self._ask = ask
        self._cache = None if folder is None else CatalogueCache(folder, identity)
        self._on_change = on_change
        self._wanted = self._done = 0
        self._known = False
        """Whether the whole catalogue was there once: parts of another do not take its place."""
        self._work: asyncio.Task[None] | None = None
        self._closed = False

    async def open(self) -> None:
        """Get the catalogue for the first time; returns when it is there or could not be had.

        What was kept on the disk shows at once, and stays if the schema is still the same.
        """
        self._wanted = max(self._wanted, 1)
        await self._finish()

    async def refresh(self) -> None:
        """Read it anew from the server, after DDL that is committed or on request.

        While it is being read, any number of further calls make one more reading.
        """
        self._wanted += 1
        await self._finish()

    async def close(self) -> None:
        """Stop, and tell nobody any more."""
        self._closed = True
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})

    async def _finish(self) -> None:
        if self._closed:
            return
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._read_all_wanted())
        await asyncio.wait({self._work})
        if not self._work.cancelled():
            self._work.result()

    async def _read_all_wanted(self) -> None:
        while self._done < self._wanted:
            wanted = self._wanted
            self._say(LibraryState.READING)
            try:
                if self._done or not await self._open_kept():
                    await self._read()
            except LakebaseTuiError as error:
                self._say(LibraryState.FAILED, str(error))
            except ValueError:
                self._say(LibraryState.FAILED, _ODD)
            self._done = wanted

    async def _open_kept(self) -> bool:
        """Show what is on the disk; tell whether it is true."""
        recorded = None if self._cache is None else await asyncio.to_thread(self._cache.load)
        if recorded is None:
            return False
        try:
            self.catalogue = await rebuild(recorded.answers(), self._show)
        except ValueError:
            return False
        self._known = True
        self._on_change()
        if await self._version() != recorded.version:
            return False
        self._say(LibraryState.READY)
        return True

    async def _read(self) -> None:
        if not self._known:
            self._show(await read_first_level(self._ask))
        version = await self._version()
        recording = Recording() if self._cache is not None and version else None
        self.catalogue = await read_catalogue(
            self._ask,
            on_part=None if self._known else self._show,
            record=None if recording is None else recording.add,
        )
        self._known = True
        self._say(LibraryState.READY)
        if self._cache is not None and recording is not None:
            await asyncio.to_thread(self._cache.save, await recording.recorded(version))

    async def _version(self) -> str:
        """Empty where the server needs too long to tell: names are worth more than keeping them."""
        try:
            return await ask_version(self._ask)
        except SessionFailure as failure:
            if failure.kind is not FailureKind.TIMEOUT:
                raise
            return ""

    def _show(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._on_change()

    def _say(self, state: LibraryState, failure: str = "") -> None:
        self.state, self.failure = state, failure
        self._on_change()
