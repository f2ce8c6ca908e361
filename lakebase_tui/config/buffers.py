"""What was typed, kept on disk: it outlives a quit, a crash and kill -9.

Each running program has a folder of its own with a file for each buffer, and holds a lock in it. The lock's
file goes when the user quits; where it is still there but nobody holds it, the program ended otherwise. A
start takes over the newest folder that nobody holds, and goes on writing there.
"""

import contextlib
import errno
import fcntl
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from lakebase_tui.config.paths import buffer_folder
from lakebase_tui.config.private_files import (
    open_folder_in,
    open_private_folder,
    read_private_file,
    write_private_file,
)

FOLDERS_KEPT = 20
"""Folders of ended programs that wait to be taken over."""
MOST_BYTES = 64 * 1024 * 1024
"""A larger buffer is not kept."""

_SUFFIX = ".buffer"
_LOCK = "lock"
_KEY = re.compile(r"[0-9A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Buffer:
    """A text that is being written, and where its writer was."""

    text: str
    key: str = "1"
    """Tells a program's buffers apart: letters, digits, `-` and `_`."""
    target: str = ""
    """Label of the target that it was last used with."""
    cursor: tuple[int, int] = (0, 0)
    """Line and column, from 0."""
    path: str = ""
    """The file that it is of; empty: none."""
    shown: bool = False
    """It was the one in front."""
    stamp: tuple[int, int] | None = None
    """How the file was that it is of: when it was changed, in nanoseconds since 1970, and its bytes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the last program left."""

    buffers: tuple[Buffer, ...] = ()
    unexpected: bool = False
    """It was not the user who ended it."""


class BufferStore(Protocol):
    """Keeps buffers."""

    def open(self) -> Opened:
        """Take over what the last program left. Raises OSError where nothing can be kept."""

    def save(self, buffer: Buffer) -> None:
        """Keep a buffer; may be called from any thread. Raises OSError: what was kept before still is."""

    def remove(self, key: str) -> None:
        """Keep a buffer no more. Raises OSError where it cannot be taken away."""

    def close(self) -> None:
        """The user quits: the next start has nothing to tell."""


class NoBuffers:
    """Keeps nothing."""

    def open(self) -> Opened:
        """Nothing was left."""
        return Opened()

    def save(self, buffer: Buffer) -> None:
        """Forget it."""

    def remove(self, key: str) -> None:
        """Nothing to take away."""

    def close(self) -> None:
        """Nothing to end."""


@dataclass(slots=True)
class _Claim:
    """A folder that this program holds."""

    folder: int
    lock: int
    unexpected: bool = False

    def let_go(self, *, clean: bool) -> None:
        if clean:
            with contextlib.suppress(OSError):
                os.unlink(_LOCK, dir_fd=self.folder)
        os.close(self.lock)
        os.close(self.folder)


@dataclass(slots=True)
class BufferFolder:
    """Buffers in files.

    Args:
        path: The folder of all programs' folders; the platform's place for it when None.
    """

    path: Path = field(default_factory=buffer_folder)
    _claim: _Claim | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> Opened:
        """Take over the newest folder whose program is gone.

        Raises:
            OSError: Nothing can be kept in this place.
        """
        with _opened(self.path) as root:
            names = _newest_first(root)
            opened = Opened()
            for name in names:
                claim = _claim_folder(root, name)
                if claim is None:
                    continue
                if buffers := tuple(_buffers(claim.folder)):
                    self._claim = claim
                    opened = Opened(buffers, claim.unexpected)
                    break
                claim.let_go(clean=not claim.unexpected)
            _forget_old(root, names)
        return opened

    def save(self, buffer: Buffer) -> None:
        """Write a buffer's file.

        Raises:
            OSError: It cannot be written, or is too large; the file from before is as it was.
        """
        text = buffer.text.encode("utf-8", "surrogatepass")
        if len(text) > MOST_BYTES:
            raise OSError(errno.EFBIG, f"The text is larger than {MOST_BYTES >> 20} MB")
        said = {
            "target": buffer.target,
            "cursor": buffer.cursor,
            "path": buffer.path,
            "shown": buffer.shown,
            "stamp": buffer.stamp,
        }
        head = json.dumps(said).encode()
        name = f"{buffer.key}{_SUFFIX}"
        with self._lock:
            try:
                self._write(name, head + b"\n", text)
            except FileNotFoundError:  # somebody has tidied up under us
                if self._claim is not None:
                    self._claim.let_go(clean=False)
                    self._claim = None
                self._write(name, head + b"\n", text)

    def remove(self, key: str) -> None:
        """Take a buffer's file away.

        Raises:
            OSError: It cannot be taken away.
        """
        with self._lock, contextlib.suppress(FileNotFoundError):
            if self._claim is not None:
                os.unlink(f"{key}{_SUFFIX}", dir_fd=self._claim.folder)

    def close(self) -> None:
        """Leave the buffers to the next start."""
        with self._lock:
            if self._claim is not None:
                self._claim.let_go(clean=True)
                self._claim = None

    def _write(self, name: str, *parts: bytes) -> None:
        if self._claim is None:
            with _opened(self.path) as root:
                self._claim = _claim_folder(root, f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}")
        if self._claim is None:
            raise OSError(errno.EAGAIN, "Another program holds the folder")
        write_private_file(self._claim.folder, name, *parts)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    outer = open_private_folder(path.parent)  # it is ours too, and may have been made by an older version
    try:
        folder = open_folder_in(outer, path.name)
    finally:
        os.close(outer)
    try:
        yield folder
    finally:
        os.close(folder)


def _claim_folder(root: int, name: str) -> _Claim | None:
    """Hold a folder, which is made if missing. None: its program lives, or it is none of ours."""
    try:
        folder = open_folder_in(root, name)
    except OSError:
        return None
    try:
        lock, unexpected = _hold_lock(folder)
    except OSError:
        os.close(folder)
        return None
    return _Claim(folder, lock, unexpected)


def _hold_lock(folder: int) -> tuple[int, bool]:
    """The lock's descriptor, and whether its file was there. Raises OSError when another holds it."""
    while True:
        there = _exists(folder, _LOCK)
        lock = os.open(_LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Its holder may have taken the file away between the opening and the locking.
            if _exists(folder, _LOCK) and os.path.samestat(
                os.fstat(lock), os.stat(_LOCK, dir_fd=folder, follow_symlinks=False)
            ):
                return lock, there
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _exists(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _newest_first(root: int) -> list[str]:
    """Names of the folders, the one that was written last in front."""
    return sorted(os.listdir(root), key=lambda name: -_written_at(root, name))


def _written_at(root: int, name: str) -> float:
    """Seconds since the epoch; 0 where there is no buffer."""
    try:
        folder = open_folder_in(root, name)
    except OSError:
        return 0.0
    try:
        times = [
            os.stat(file, dir_fd=folder, follow_symlinks=False).st_mtime
            for file in os.listdir(folder)
            if file.endswith(_SUFFIX)
        ]
    except OSError:
        return 0.0
    finally:
        os.close(folder)
    return max(times, default=0.0)


def _buffers(folder: int) -> Iterator[Buffer]:
    """What can be read, in the order of keys; `10` comes behind `9`."""
    for name in sorted(os.listdir(folder), key=lambda name: (len(name), name)):
        key = name.removesuffix(_SUFFIX)
        if key == name or not _KEY.fullmatch(key):
            continue
        with contextlib.suppress(OSError, ValueError):
            yield _parse(key, read_private_file(folder, name, MOST_BYTES + 65536))


def _parse(key: str, content: bytes) -> Buffer:
    """Raises ValueError for what is not of our form."""
    head, _, text = content.partition(b"\n")
    said = json.loads(head)
    match said:
        case {"target": str(target), "cursor": [int(line), int(column)]} if line >= 0 and column >= 0:
            path, shown = said.get("path"), said.get("shown") is True
            path = path if isinstance(path, str) else ""
            kept = text.decode("utf-8", "surrogatepass")
            return Buffer(kept, key, target, (line, column), path, shown, _stamp(said.get("stamp")))
    raise ValueError("not a buffer of ours")


def _stamp(said: object) -> tuple[int, int] | None:
    match said:
        case [int(changed_ns), int(size)]:
            return changed_ns, size
    return None


def _forget_old(root: int, names: list[str]) -> None:
    """Remove folders that nobody holds, beyond those that are kept; empty ones too."""
    for place, name in enumerate(names):
        if place < FOLDERS_KEPT and _written_at(root, name):
            continue
        claim = _claim_folder(root, name)
        if claim is not None:
            with contextlib.suppress(OSError):
                for file in os.listdir(claim.folder):
                    os.unlink(file, dir_fd=claim.folder)
                os.rmdir(name, dir_fd=root)
            claim.let_go(clean=True)
