"""The file that an export becomes: written beside its place under another name, and put there when whole.

Only plain files are written. A pipe or a device has no place to be put in when whole, and the terminal
belongs to the program.
"""

import contextlib
import errno
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.config.durable import sync, sync_folder
from lakebase_tui.config.sql_files import path_meant
from lakebase_tui.query.export.failures import (
    ExportError,
    TargetExistsError,
    TargetIsLinkError,
    shown,
    words_of,
)

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LONGEST_NAME = 200
"""Bytes of the final name that the unfinished file's name has: 255 are the most a file system takes."""
_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes, and what may be done to get it there."""

    path: str
    """As it was typed: `~` is the home folder."""
    overwrite: bool = False
    """Whether it may take the place of a file."""
    follow_symlinks: bool = False
    """Whether a link is followed: the file that it leads to is then replaced, and the link stays."""


@dataclass(frozen=True, slots=True)
class Place:
    """A target that was looked at."""

    path: Path
    overwrite: bool
    mode: int | None
    """Permissions of the file that is replaced: the new one gets them too. None: as the umask says."""


def look_at(target: Target) -> Place:
    """See whether a target can be written, without touching it.

    Raises:
        TargetExistsError: There is a file, and it may not be replaced.
        TargetIsLinkError: It is a symbolic link, and may not be followed.
        ExportError: It is no place for a file.
    """
    if not target.path.strip() or "\0" in target.path:
        raise ExportError("The file has no name yet.", "Type one.")
    path = _expanded(target.path)
    try:
        if path.is_symlink():
            if not target.follow_symlinks:
                aim = shown(Path(os.readlink(path)))
                raise TargetIsLinkError(
                    f"{shown(path)} is a symbolic link to {aim}.", "Follow it, or choose another file."
                )
            path = Path(os.path.realpath(path))
        found = _found(path)
        if found is None:
            if not path.parent.is_dir():
                raise words_of(OSError(errno.ENOENT, ""), path)
            return Place(path, target.overwrite, None)
    except OSError as error:
        raise words_of(error, path) from error
    if stat.S_ISDIR(found.st_mode):
        raise ExportError(f"{shown(path)} is a folder.", "Add a file's name.")
    if not stat.S_ISREG(found.st_mode):
        raise ExportError(f"{shown(path)} is no plain file.", "Choose another.")
    if not target.overwrite:
        raise TargetExistsError(f"{shown(path)} is already there.", "Replace it, or choose another name.")
    return Place(path, True, stat.S_IMODE(found.st_mode) & 0o777)


def _expanded(text: str) -> Path:
    if text.endswith("/"):
        raise ExportError(f"{shown(Path(text))} is a folder.", "Add a file's name.")
    return Path(os.path.abspath(os.path.expanduser(path_meant(text))))


def _found(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


class TargetFile:
    """An unfinished file beside its place. Its methods block: they are for a thread.

    Args:
        place: Where it goes in the end.

    Raises:
        ExportError: It cannot be made.
    """

    def __init__(self, place: Place) -> None:
        self.path = place.path
        self.written = 0
        """Bytes so far."""
        self._place = place
        stem = os.fsdecode(os.fsencode(place.path.name)[:_LONGEST_NAME])
        self._unfinished = place.path.with_name(f".{stem}.{secrets.token_hex(4)}.part")
        try:
            self._fd = os.open(self._unfinished, _NEW, 0o666)
        except OSError as error:
            raise words_of(error, place.path) from error

    def write(self, data: bytes) -> int:
        """Append.

        Returns:
            Its length: all of it is written.

        Raises:
            ExportError: The disk is full, or cannot be written to.
        """
        rest = memoryview(data)
        try:
            while rest:
                count = os.write(self._fd, rest)
                rest = rest[count:]
                self.written += count
        except OSError as error:
            raise words_of(error, self.path) from error
        return len(data)

    def finish(self) -> None:
        """Put the file in its place, once the disk has all of it.

        Raises:
            TargetExistsError: Somebody else put one there meanwhile.
            ExportError: The disk is full, or cannot be written to.
        """
        try:
            if self._place.mode is not None:
                os.fchmod(self._fd, self._place.mode)
            sync(self._fd)
            self._close()
            self._put()
        except FileExistsError as error:
            raise TargetExistsError(
                f"{shown(self.path)} was made by somebody else meanwhile.", "Choose another name."
            ) from error
        except OSError as error:
            raise words_of(error, self.path) from error
        with contextlib.suppress(OSError):  # the file is there; how soon the disk knows its name is its own
            sync_folder(self.path.parent)

    def _put(self) -> None:
        if self._place.overwrite:
            os.rename(self._unfinished, self.path)
            return
        try:
            os.link(self._unfinished, self.path, follow_symlinks=False)  # unlike a rename, replaces nothing
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            if os.path.lexists(self.path):
                raise FileExistsError from error
            os.rename(self._unfinished, self.path)
            return
        os.unlink(self._unfinished)

    def remove(self) -> None:
        """Take the unfinished file's name away, from any thread; its room is given back once it is closed."""
        with contextlib.suppress(OSError):
            os.unlink(self._unfinished)

    def close(self) -> None:
        """Remove it, unless it is finished. Does not fail, and may be called twice."""
        self.remove()
        with contextlib.suppress(OSError):
            self._close()

    def _close(self) -> None:
        descriptor, self._fd = self._fd, -1
        if descriptor >= 0:
            os.close(descriptor)
