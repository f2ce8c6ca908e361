"""Holds what is known of one database, and gets it: from the disk, then from the server."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from pathlib import Path

from lakebase_tui.catalog.cache import CatalogueCache, Identity, Recording
from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.questions import Ask
from lakebase_tui.catalog.reading import read_catalogue, rebuild
from lakebase_tui.catalog.version import Version, ask_version
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
        version = await self._version()
        if version is None or version.schema != recorded.version:
            return False
        self._say(LibraryState.READY)
        return True

    async def _read(self) -> None:
        """Read all of it, names first where there are none; then see to it that it is kept."""
        if self._known:
            await self._read_to_keep()
            return
        recording = self._recording()
        await self._read_whole(recording, self._show)
        if recording is not None:
            with suppress(LakebaseTuiError, ValueError):  # what was to be had is there
                await self._keep_if_nothing_came_between(recording)

    async def _keep_if_nothing_came_between(self, recording: Recording) -> None:
        version = await self._version()
        if version is None:
            return
        if version.moment and version.moment == recording.moment:
            await self._keep(recording, version)
        else:
            await self._read_to_keep(version)

    async def _read_to_keep(self, version: Version | None = None) -> None:
        version = version or await self._version()
        recording = None if version is None else self._recording()
        await self._read_whole(recording)
        if version is not None and recording is not None:
            await self._keep(recording, version)

    async def _read_whole(
        self, recording: Recording | None, on_part: Callable[[Catalogue], None] | None = None
    ) -> None:
        record = None if recording is None else recording.add
        self.catalogue = await read_catalogue(self._ask, on_part, record)
        self._known = True
        self._say(LibraryState.READY)

    def _recording(self) -> Recording | None:
        return None if self._cache is None else Recording()

    async def _keep(self, recording: Recording, version: Version) -> None:
        if self._cache is not None:
            await asyncio.to_thread(self._cache.save, await recording.recorded(version.schema))

    async def _version(self) -> Version | None:
        """None where the server needs too long to tell: names are worth more than keeping them."""
        try:
            return await ask_version(self._ask)
        except SessionFailure as failure:
            if failure.kind is not FailureKind.TIMEOUT:
                raise
            return None

    def _show(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._on_change()

    def _say(self, state: LibraryState, failure: str = "") -> None:
        self.state, self.failure = state, failure
        self._on_change()
