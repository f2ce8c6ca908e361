"""The history's file: private, opened in a way that several programs can use it, put aside when damaged."""

import contextlib
import errno
import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from lakebase_tui.config.private_files import open_private_folder

BUSY_S = 2.0
"""How long another program's write is waited for."""

_BESIDE = ("", "-wal", "-shm")
"""What SQLite puts behind the name of the file."""
_ASIDE = ".damaged"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, rather than in use, full or out of reach."""
    # An error that Python's own module raises has no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def connected(path: Path) -> sqlite3.Connection:
    """Open a file, which is made if it is missing; only its owner can read it, and no link is followed.

    Raises:
        OSError: It cannot be made, is a link, or is somebody else's.
        sqlite3.Error: It cannot be used.
    """
    with _locked(path.parent) as folder:
        for suffix in _BESIDE:
            _keep_private(folder, path.name + suffix, make=not suffix)
        # Under the lock: who makes the same file a WAL at the same moment would not wait, but fail.
        return _set_up(sqlite3.connect(path, timeout=BUSY_S, isolation_level=None))


def connected_to_nothing() -> sqlite3.Connection:
    """A database that is gone with the program."""
    return _set_up(sqlite3.connect(":memory:", isolation_level=None))


def file_number(path: Path) -> tuple[int, int] | None:
    """What tells this file from another of the same name; None while there is none."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def put_aside(path: Path, number: tuple[int, int] | None) -> Path:
    """Give a damaged file another name, in place of the one that was damaged before it.

    Args:
        path: The file.
        number: Which file it is that is damaged: another program may have put it aside already.

    Returns:
        The other name.

    Raises:
        OSError: The folder cannot be written.
    """
    with _locked(path.parent) as folder:
        for suffix in reversed(_BESIDE) if file_number(path) == number else ():
            old, new = path.name + suffix, path.name + _ASIDE + suffix
            with contextlib.suppress(FileNotFoundError):
                os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)
    return path.with_name(path.name + _ASIDE)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[int]:
    folder = open_private_folder(path)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def _keep_private(folder: int, name: str, *, make: bool) -> None:
    # By name, not by descriptor: closing one would drop the locks that SQLite holds on the file. Nobody else
    # can put a link there between the look and the change, as the folder is ours alone.
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        if make:
            with contextlib.suppress(FileExistsError):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
                os.close(os.open(name, flags, 0o600, dir_fd=folder))
            os.chmod(name, 0o600, dir_fd=folder)  # a umask may take even the owner's rights
        return
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "It is not a plain file", name)
    if found.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "It belongs to somebody else", name)
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.chmod(name, 0o600, dir_fd=folder)


def _set_up(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma secure_delete = on")
        connection.execute("pragma cache_size = -16000")
        connection.execute("pragma journal_size_limit = 1000000")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
