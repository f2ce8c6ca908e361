"""Files of SQL that the user names: read to the byte, and written whole or not at all.

Sentences of the errors hold names as they are: who draws them makes them visible first.
"""

import codecs
import contextlib
import errno
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.config.durable import sync, sync_folder
from lakebase_tui.errors import LakebaseTuiError

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is opened at most."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Without blocking: it may be a pipe.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LONGEST_NAME = 200
"""Bytes of the name that the unfinished file's name has: 255 are the most a file system takes."""
_MOST_ENTRIES = 5_000
"""Entries of a folder that are looked at."""
_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


class SqlFileError(LakebaseTuiError):
    """A file cannot be read or written."""


class FileExistsAlreadyError(SqlFileError):
    """There is a file of that name, and nobody agreed to put another in its place."""


class FileChangedError(SqlFileError):
    """Somebody else wrote to the file since it was read, and nobody agreed to put another in its place."""


class FileIsLinkError(SqlFileError):
    """The name is a symbolic link, and nobody agreed to follow it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells one state of a file from another."""

    device: int
    inode: int
    changed_ns: int
    size: int

    @property
    def kept(self) -> tuple[int, int]:
        """When it was changed, in nanoseconds since 1970, and its bytes: what holds beyond a restart."""
        return self.changed_ns, self.size


@dataclass(frozen=True, slots=True)
class SqlFile:
    """A file as it was read."""

    path: Path
    """Where it is; links are followed."""
    text: str
    """All of it. Bytes that are no UTF-8 are surrogate escapes, which are written as the same bytes."""
    has_bom: bool = False
    """Whether it begins with a byte order mark, which is no part of the text."""
    stamp: Stamp | None = None
    """Its state; None for one that is not there yet."""
    link: Path | None = None
    """The symbolic link that led to it."""

    @property
    def undecoded(self) -> int:
        """How many of its bytes are no UTF-8."""
        if self.text.isascii():
            return 0
        return sum("\udc80" <= character <= "\udcff" for character in self.text)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What may be done to get a file written."""

    replace: bool = False
    """Another file may take the place of the one that is there."""
    follow: bool = False
    """A symbolic link may be followed: the file that it leads to is replaced, and the link stays."""


NOTHING_AGREED = Agreed()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder, as one chooses among them."""

    name: str
    is_folder: bool
    size: int = 0
    """Bytes."""
    changed: float = 0.0
    """When, in seconds since 1970."""

    @property
    def is_sql(self) -> bool:
        """Whether its name says that it holds SQL."""
        return not self.is_folder and self.name.lower().endswith((".sql", ".psql", ".pgsql", ".ddl"))


def path_meant(typed: str) -> str:
    """What a path means that was typed behind the folder which stood there: `/srv/~/a.sql` is `~/a.sql`."""
    for begin in ("//", "/~/"):
        _, found, rest = typed.rpartition(begin)
        if found:
            typed = begin[1:] + rest
    return typed


def entries_like(typed: str) -> list[Entry]:
    """What there is in a folder whose names begin as typed: SQL, then folders, then other files.

    Args:
        typed: A path of which the last part may be the beginning of a name; hidden names only where it
            begins with a dot.

    Raises:
        SqlFileError: The folder cannot be read.
    """
    head, slash, start = path_meant(typed).rpartition("/")
    folder = Path(os.path.expanduser(head + slash) if slash else ".")
    try:
        with os.scandir(folder) as scan:
            found = [
                _entry(each)
                for _, each in zip(range(_MOST_ENTRIES), scan, strict=False)
                if _fits(each.name, start)
            ]
    except OSError as error:
        raise _unlisted(error, folder) from error
    return sorted(found, key=lambda entry: (not entry.is_sql, not entry.is_folder, entry.name.lower()))


def _fits(name: str, start: str) -> bool:
    return name.lower().startswith(start.lower()) and name.startswith(".") == start.startswith(".")


def _entry(found: "os.DirEntry[str]") -> Entry:
    try:
        if found.is_dir():
            return Entry(found.name, True)
        facts = found.stat()
        return Entry(found.name, False, facts.st_size, facts.st_mtime)
    except OSError:  # it is gone by now, or a link that leads nowhere
        return Entry(found.name, False)


def path_of(typed: str) -> Path:
    """The file that a text means; `~` is the home folder.

    Raises:
        SqlFileError: There can be no such file.
    """
    if not typed.strip() or "\0" in typed:
        raise SqlFileError("The file has no name yet.", "Type one.")
    if typed.endswith("/"):
        raise SqlFileError(f"{typed} is a folder.", "Add a file's name.")
    return Path(os.path.abspath(os.path.expanduser(path_meant(typed))))


def read_sql_file(path: Path) -> SqlFile:
    """Read a file, by whatever link it is reached.

    Raises:
        SqlFileError: It is not there, is no plain file of at most 64 MB, cannot be read, or is UTF-16.
    """
    try:
        descriptor = os.open(path, _READ)
        with open(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise SqlFileError(f"{path} is no plain file.", "Choose another.")
            data = file.read(LARGEST + 1)
        real = Path(os.path.realpath(path))
    except OSError as error:
        raise _unread(error, path) from error
    if len(data) > LARGEST:
        raise SqlFileError(f"{path} has more than 64 MB.", "Run it with lakebase-tui -f instead.")
    if data.startswith(_UTF_16):
        raise SqlFileError(f"{path} is UTF-16.", "Convert it to UTF-8 first: iconv -f UTF-16 -t UTF-8.")
    has_bom = data.startswith(codecs.BOM_UTF8)
    text = data[len(codecs.BOM_UTF8) if has_bom else 0 :].decode("utf-8", "surrogateescape")
    return SqlFile(real, text, has_bom, _stamp(found), path if real != path else None)


def stamp_of(path: Path) -> Stamp | None:
    """The state of a file at this moment; None where it cannot be told."""
    try:
        return _stamp(os.stat(path))
    except OSError:
        return None


def write_sql_file(file: SqlFile, agreed: Agreed = NOTHING_AGREED) -> SqlFile:
    """Put a file in its place once the disk has all of it; its permissions stay those of the one before.

    Args:
        file: What to write, with the stamp of what it may replace.
        agreed: What may be done beyond that.

    Returns:
        The file with its new stamp, and the path to which a link led.

    Raises:
        FileIsLinkError: It is a symbolic link.
        FileExistsAlreadyError: There is a file that `file` was not read from.
        FileChangedError: It is another than was read.
        SqlFileError: It cannot be written; nothing has changed then.
    """
    try:
        path = _target(file.path, agreed)
        found = os.stat(path) if os.path.lexists(path) else None
        _check(found, file, path, agreed)
        data = (codecs.BOM_UTF8 if file.has_bom else b"") + file.text.encode("utf-8", "surrogateescape")
        mode = None if found is None else stat.S_IMODE(found.st_mode) & 0o777
        _write(path, data, mode)
        return SqlFile(path, file.text, file.has_bom, stamp_of(path))
    except UnicodeEncodeError as error:
        raise SqlFileError("The text holds half of a character, which no file can.", "Delete it.") from error
    except FileExistsError as error:
        raise FileExistsAlreadyError(f"{file.path} was made by somebody else meanwhile.") from error
    except OSError as error:
        raise _unwritten(error, file.path) from error


def _target(path: Path, agreed: Agreed) -> Path:
    if not path.is_symlink():
        return path
    if not agreed.follow:
        raise FileIsLinkError(f"{path} is a symbolic link to {os.readlink(path)}.")
    return Path(os.path.realpath(path))


def _check(found: os.stat_result | None, file: SqlFile, path: Path, agreed: Agreed) -> None:
    if found is None:
        return
    if stat.S_ISDIR(found.st_mode):
        raise SqlFileError(f"{path} is a folder.", "Add a file's name.")
    if not stat.S_ISREG(found.st_mode):
        raise SqlFileError(f"{path} is no plain file.", "Choose another.")
    if agreed.replace:
        return
    if file.stamp is None:
        raise FileExistsAlreadyError(f"{path} is already there.")
    if file.stamp != _stamp(found):
        raise FileChangedError(f"{path} was changed by somebody else since it was read.")


def _write(path: Path, data: bytes, mode: int | None) -> None:
    stem = os.fsdecode(os.fsencode(path.name)[:_LONGEST_NAME])
    unfinished = path.with_name(f".{stem}.{secrets.token_hex(4)}.part")
    descriptor = os.open(unfinished, _NEW, 0o666)
    try:
        with open(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, mode)
            file.write(data)
            file.flush()
            sync(descriptor)
        if mode is not None:
            os.rename(unfinished, path)
        else:
            _put_new(unfinished, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
        raise
    with contextlib.suppress(OSError):  # the file is there; how soon the disk knows its name is its own
        sync_folder(path.parent)


def _put_new(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path, follow_symlinks=False)  # unlike a rename, replaces nothing
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "It is there", str(path)) from error
        os.rename(unfinished, path)
        return
    os.unlink(unfinished)


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)


def _unread(error: OSError, path: Path) -> SqlFileError:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return SqlFileError(f"There is no file {path}.", "Choose another.")
        case errno.EISDIR:
            return SqlFileError(f"{path} is a folder.", "Choose a file.")
        case errno.EACCES | errno.EPERM:
            return SqlFileError(f"You may not read {path}.", "Choose another.")
        case _:
            return SqlFileError(f"{path} cannot be read: {error.strerror or error}.", "Choose another.")


def _unlisted(error: OSError, folder: Path) -> SqlFileError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return SqlFileError(f"There is no folder {folder}.", "Choose another.")
    return SqlFileError(f"{folder} cannot be read: {error.strerror or error}.", "Choose another.")


def _unwritten(error: OSError, path: Path) -> SqlFileError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return SqlFileError(f"The disk is full: {path} has no room.", "Free some, or choose another.")
        case errno.ENOENT | errno.ENOTDIR:
            return SqlFileError(f"There is no folder {path.parent}.", "Make it, or choose another.")
        case errno.EACCES | errno.EPERM:
            return SqlFileError(f"You may not write in {path.parent}.", "Choose another folder.")
        case errno.EROFS:
            return SqlFileError(f"{path.parent} is read-only.", "Choose another folder.")
        case _:
            reason = error.strerror or str(error)
            return SqlFileError(f"{path} cannot be written: {reason}.", "Choose another file.")
