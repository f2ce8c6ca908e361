"""Rows that memory has no room for, in a file without a name."""

import os
import tempfile
import weakref
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.failures import FailureKind, words_for


class StoreFullError(LakebaseTuiError):
    """The disk took no more rows; what had been read is kept."""


def spill_directory() -> Path | None:
    """Where to spill: what `TMPDIR` says, else `/var/tmp`, since `/tmp` is often memory itself."""
    if os.environ.get("TMPDIR"):
        return None
    var_tmp = Path("/var/tmp")
    return var_tmp if os.access(var_tmp, os.W_OK | os.X_OK) else None


class SpillFile:
    """A temporary file, mode 0600, unlinked from birth, made when the first piece comes.

    Args:
        directory: Where; None for the default of `tempfile`.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory
        self._fd = -1
        self._end = 0
        self._closer: weakref.finalize[[int], SpillFile] | None = None

    def write(self, data: bytes) -> int:
        """Append a piece; returns where it begins, in bytes.

        Raises:
            StoreFullError: The disk is full, or cannot be written to.
        """
        offset = self._end
        try:
            self._write_all(data)
        except OSError as error:
            reason = str(error.strerror or error)
            raise StoreFullError(*words_for(FailureKind.NO_ROOM, reason)) from error
        self._end += len(data)
        return offset

    def read(self, offset: int, length: int) -> bytes:
        """What was written there.

        Raises:
            OSError: The file cannot be read.
        """
        pieces, end = [], offset + length
        while offset < end:
            piece = os.pread(self._fd, end - offset, offset)
            if not piece:
                raise OSError("the spill file was cut short")
            pieces.append(piece)
            offset += len(piece)
        return b"".join(pieces)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._end

    def close(self) -> None:
        """Give the space back. Closing twice is fine."""
        if self._closer is not None:
            self._closer()
        self._fd = -1

    def _write_all(self, data: bytes) -> None:
        if self._fd < 0:
            with tempfile.TemporaryFile(dir=self._directory, buffering=0) as file:
                self._fd = os.dup(file.fileno())
            self._closer = weakref.finalize(self, os.close, self._fd)
        view, offset = memoryview(data), self._end
        while view:
            written = os.pwrite(self._fd, view, offset)
            view, offset = view[written:], offset + written
