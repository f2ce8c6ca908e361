"""What the server answered about a database's objects, kept on disk for the next start.

A file holds the answers themselves, packed, with the version of the schema that they belong to. Whatever is
wrong with a file, it is as if there were none.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import json
import os
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from lakebase_tui.catalog.questions import Question, Row, digest
from lakebase_tui.config.private_files import open_private_folder, read_private_file, write_private_file

_MAGIC: Final = b"lakebase-tui catalogue 1\n"
_SUFFIX: Final = ".catalogue"
_FILES: Final = 20
_MOST_BYTES: Final = 64_000_000
_BLOCK_ROWS: Final = 1_000
"""So few that nobody notices how long unpacking a block holds the interpreter."""
_QUICK: Final = 1
_CHECK: Final = hashlib.sha256().digest_size
_LENGTH: Final = 4
_SCHEMA_AT: Final = {Question.SCHEMAS: 0, Question.RELATIONS: 1, Question.ROUTINES: 1, Question.TYPES: 1}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a catalogue is of."""

    branch: str
    """Resource name of the branch, or what stands for it with plain Postgres."""
    host: str
    database: str

    @property
    def file_name(self) -> str:
        """The same for the same identity, and it tells nothing."""
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()[:32] + _SUFFIX


@dataclass(frozen=True, slots=True)
class Recorded:
    """Answers that were kept."""

    version: str
    """Of the schema that they tell of."""
    blocks: Sequence[bytes]

    async def answers(self) -> AsyncIterator[tuple[Question, Sequence[Row]]]:
        """Unpack one block after the other, beside the loop.

        Raises:
            ValueError: A block holds something else.
        """
        for block in self.blocks:
            yield await asyncio.to_thread(_unpack, block)


class Recording:
    """Packs answers beside the loop while the next ones are asked for."""

    def __init__(self) -> None:
        self.moment = ""
        """That of the first answer, as `Version` has it."""
        self._packing: list[asyncio.Task[bytes]] = []

    def add(self, question: Question, rows: Sequence[Row]) -> None:
        """Take an answer, but for objects that end with the session that made them."""
        if question is Question.SCHEMAS and rows:
            self.moment = rows[0][-1] or ""
        for start in range(0, len(rows), _BLOCK_ROWS):
            packing = asyncio.to_thread(_pack, question, rows[start : start + _BLOCK_ROWS])
            self._packing.append(asyncio.create_task(packing))

    async def recorded(self, version: str) -> Recorded:
        """All of it."""
        return Recorded(version, await asyncio.gather(*self._packing))


def _pack(question: Question, rows: Sequence[Row]) -> bytes:
    at = _SCHEMA_AT.get(question)
    if at is not None:
        rows = [row for row in rows if not (row[at] or "").startswith("pg_temp_")]
    text = json.dumps((question.value, rows), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICK)


def _unpack(block: bytes) -> tuple[Question, Sequence[Row]]:
    try:
        name, rows = json.loads(zlib.decompress(block))
    except zlib.error as error:
        raise ValueError("not packed by us") from error
    return Question(name), rows


class CatalogueCache:
    """The file of one identity. Its methods read and write the disk: call them beside the loop.

    Args:
        folder: Holds the files of all identities.
        identity: Whose file it is.
    """

    def __init__(self, folder: Path, identity: Identity) -> None:
        self._folder = folder
        self._identity = identity

    def load(self) -> Recorded | None:
        """What was kept last; None where there is nothing, or nothing that can be used."""
        name = self._identity.file_name
        try:
            folder = open_private_folder(self._folder)
            try:
                content = read_private_file(folder, name, _MOST_BYTES)
                os.utime(name, dir_fd=folder, follow_symlinks=False)  # the last to be thrown away
            finally:
                os.close(folder)
        except OSError:
            return None
        return self._parse(content)

    def save(self, recorded: Recorded) -> None:
        """Put it in place of what was kept; an old file of somebody else goes if there are too many.

        A disk that is full, or another program that writes here now, leaves things as they are.
        """
        parts = self._parts(recorded)
        if sum(map(len, parts)) > _MOST_BYTES:
            return
        with contextlib.suppress(OSError):
            folder = open_private_folder(self._folder)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                write_private_file(folder, self._identity.file_name, *parts)
                _prune(folder)
            finally:
                os.close(folder)

    def _whose(self) -> bytes:
        return json.dumps([digest(), *astuple(self._identity)]).encode()

    def _parts(self, recorded: Recorded) -> list[bytes]:
        body = [_sized(each) for each in (self._whose(), recorded.version.encode(), *recorded.blocks)]
        return [_MAGIC, _check(body), *body]

    def _parse(self, content: bytes) -> Recorded | None:
        start = len(_MAGIC) + _CHECK
        body = memoryview(content)[start:]
        if content[:start] != _MAGIC + _check([body]):
            return None
        pieces = []
        while body:
            end = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
            pieces.append(bytes(body[_LENGTH:end]))
            body = body[end:]
        if pieces[:1] != [self._whose()] or len(pieces) < 2:
            return None
        return Recorded(pieces[1].decode(errors="replace"), pieces[2:])


def _check(body: Sequence[bytes | memoryview]) -> bytes:
    check = hashlib.sha256()
    for each in body:
        check.update(each)
    return check.digest()


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH, "big") + data


def _prune(folder: int) -> None:
    """Delete what was not used for the longest time."""
    used = {}
    for name in os.listdir(folder):
        if name.endswith(_SUFFIX) and not name.startswith("."):
            with contextlib.suppress(OSError):
                used[name] = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime_ns
    for name in sorted(used, key=used.__getitem__)[:-_FILES]:
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
