"""A CSV file on disk, read on a thread, a block at a time; gzip and zstd are unpacked."""

import gzip
import os
import stat
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from lakebase_tui.query.export.failures import missing_package, shown
from lakebase_tui.query.file_thread import FileThread
from lakebase_tui.query.importing.failures import ImportFailedError
from lakebase_tui.sql.visible import visible

BLOCK_BYTES = 256 * 1024
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class CsvFile:
    """A file that can be read from its beginning, again and again.

    Args:
        path: As it was typed: `~` is the home folder.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(os.path.abspath(os.path.expanduser(path)))
        self.size = 0
        """Bytes on disk; known once it is read."""
        self.position = 0
        """Bytes of it that were read."""

    async def sample(self) -> tuple[bytes, bool]:
        """Its first bytes, and whether that is all.

        Raises:
            ImportFailedError: It cannot be read.
        """
        found = b""
        async for block in self.blocks():
            if len(found) >= BLOCK_BYTES:
                return found, False
            found += block
        return found, True

    async def blocks(self) -> AsyncGenerator[bytes]:
        """The bytes, unpacked.

        Raises:
            ImportFailedError: It cannot be read.
        """
        thread = FileThread("import")
        files: list[BinaryIO] = []
        self.position = 0
        try:
            try:
                await thread.ask(lambda: files.extend(_opened(self.path)))
                raw, unpacked = files
                self.size = os.fstat(raw.fileno()).st_size
                while block := await thread.ask(partial(unpacked.read, BLOCK_BYTES)):
                    self.position = raw.tell()
                    yield block
            except (OSError, EOFError) as error:
                raise _words_of(error, self.path) from error
        finally:
            thread.close(partial(_close, files))


def _opened(path: Path) -> tuple[BinaryIO, BinaryIO]:
    """The file, and what gives its bytes unpacked."""
    # Without blocking: a pipe without a writer would keep us for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    raw = open(descriptor, "rb")  # noqa: SIM115  # closed by the caller
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raw.close()
        raise ImportFailedError(f"{shown(path)} is no plain file.", "Choose a CSV file.")
    magic = raw.peek(4)[:4]
    if magic.startswith(_GZIP):
        return raw, cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    if magic != _ZSTD:
        return raw, raw
    try:
        import zstandard
    except ImportError as error:
        raw.close()
        raise missing_package("zstandard", "A file packed by zstd") from error
    return raw, cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True))


def _close(files: list[BinaryIO]) -> None:
    for file in reversed(files):
        file.close()


def _words_of(error: Exception, path: Path) -> ImportFailedError:
    if isinstance(error, FileNotFoundError):
        return ImportFailedError(f"There is no file {shown(path)}.", "Check its name.")
    if isinstance(error, IsADirectoryError):
        return ImportFailedError(f"{shown(path)} is a folder.", "Choose a CSV file in it.")
    if isinstance(error, PermissionError):
        return ImportFailedError(f"You may not read {shown(path)}.", "Choose another file.")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ImportFailedError(f"{shown(path)} cannot be read: {visible(reason)}.", "Choose another file.")
