"""Files that their owner alone can read: replaced as a whole, and never reached through a link.

Everything goes through a folder's descriptor, so that nobody can put another folder in its place between a
look and a write.
"""

import contextlib
import errno
import os
import stat
from pathlib import Path

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Without blocking: somebody may have put a pipe there.
_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_private_folder(path: Path) -> int:
    """Open a folder of ours: made if missing, closed to others if they could look into it.

    Args:
        path: The folder; those above it are made with the usual mode.

    Returns:
        A descriptor, for the caller to close.

    Raises:
        OSError: It is a link, is somebody else's, or cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return open_folder_in(None, str(path))


def open_folder_in(outer: int | None, name: str) -> int:
    """As `open_private_folder`, for a folder in one that is open."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=outer)
        os.chmod(name, 0o700, dir_fd=outer)  # a umask may take even the owner's rights
    folder = os.open(name, _FOLDER, dir_fd=outer)
    try:
        _keep_private(folder, name, 0o700)
    except OSError:
        os.close(folder)
        raise
    return folder


def _keep_private(descriptor: int, name: str, mode: int) -> None:
    found = os.fstat(descriptor)
    if found.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "It belongs to somebody else", name)
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.fchmod(descriptor, mode)


def write_private_file(folder: int, name: str, *parts: bytes) -> None:
    """Put a file in place of what has its name. One writer at a time: callers hold a lock.

    Args:
        folder: Descriptor of the folder.
        name: The file's name; a link of that name is replaced, not followed.
        parts: The content, in order.

    Raises:
        OSError: It cannot be written, as on a full disk; the old file is then as it was.
    """
    new = f".{name}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(new, dir_fd=folder)
    descriptor = os.open(new, _NEW, 0o600, dir_fd=folder)
    try:
        try:
            os.fchmod(descriptor, 0o600)
            for part in parts:
                _write_all(descriptor, part)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(new, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(new, dir_fd=folder)
        raise
    os.fsync(folder)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read_private_file(folder: int, name: str, most: int) -> bytes:
    """Read a file of ours.

    Args:
        folder: Descriptor of the folder.
        name: The file's name.
        most: Bytes that it may have.

    Raises:
        OSError: It is missing, a link, no plain file, somebody else's or too large.
    """
    descriptor = os.open(name, _OLD, dir_fd=folder)
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "It is not a plain file", name)
        if found.st_size > most:
            raise OSError(errno.EFBIG, "It is too large", name)
        _keep_private(descriptor, name, 0o600)
        return file.read(most)
