"""Saved queries: a folder of plain `.sql` files that may live in git and that others may change at any time.

A query's name is its file's path in the folder, without the ending: `reports/daily`. What stands behind `--`
in its first line says what it is for.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from lakebase_tui.errors import LakebaseTuiError

SUFFIX: Final = ".sql"
LARGEST: Final = 1_000_000
"""Bytes of a file that is taken for a query."""
MOST: Final = 5_000
"""Queries that are listed."""

_LONGEST_PART: Final = 100
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\:*?\"<>|]")
_DESCRIPTION: Final = re.compile(r"\s*--[ \t]?(.*)")
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOUND: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


class SavedQueryError(LakebaseTuiError):
    """A query cannot be read or written."""


class QueryExistsError(SavedQueryError):
    """Another query has this name."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file."""

    name: str
    """Path in the folder, with `/`, without `.sql`."""
    text: str
    """All of it, line ends as they are."""

    @property
    def description(self) -> str:
        """What its first line says, if that is a comment."""
        return description_of(self.text)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is in the folder."""

    queries: tuple[SavedQuery, ...]
    """By name."""
    problems: tuple[str, ...] = ()
    """One sentence for each file that was left out."""


def description_of(text: str) -> str:
    """What stands behind `--` in the first line that is not empty; empty where that is no comment."""
    found = _DESCRIPTION.match(text)
    return found[1].strip() if found is not None else ""


def with_description(text: str, description: str) -> str:
    """The text with another description, or with none."""
    described = _DESCRIPTION.match(text)
    if described is not None:
        text = text[described.end() :].removeprefix("\n")
    line = " ".join(description.split())
    end = "\r\n" if "\r\n" in text else "\n"
    return f"-- {line}{end}{text}" if line else text


def name_problem(name: str) -> str:
    """Why a query cannot be called so; empty if it can."""
    if not name:
        return "A query needs a name."
    for part in name.split("/"):
        if not part or part.strip() != part or part.startswith("."):
            return "Each part of a name has letters in it, and begins with neither a blank nor a dot."
        if _NOT_IN_NAMES.search(part):
            return "Only letters, digits, blanks and plain signs; / makes a group."
        if len(part.encode("utf-8", "replace")) > _LONGEST_PART:
            return f"Each part of a name has at most {_LONGEST_PART} characters."
    return ""


def plain_name(typed: str) -> str:
    """A name as somebody typed it: without blanks around it, and without the ending."""
    return typed.strip().removesuffix(SUFFIX).strip()


class QueryFolder:
    """The queries in a folder. It waits for the disk, so it belongs on a thread.

    Args:
        path: The folder; it may not exist yet, and may be reached through a link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        """Where they are."""

    def load(self) -> Loaded:
        """Read all queries.

        Raises:
            SavedQueryError: The folder cannot be read. One that does not exist is empty.
        """
        queries: list[SavedQuery] = []
        problems: list[str] = []
        for name in self._names():
            if len(queries) == MOST:
                problems.append(f"There are more than {MOST:,} queries; the rest is left out.")
                break
            try:
                queries.append(SavedQuery(name, self._read(name)))
            except SavedQueryError as error:
                problems.append(error.sentence)
        return Loaded(tuple(queries), tuple(problems))

    def save(self, name: str, text: str, *, replace: bool = False) -> SavedQuery:
        """Write a query: all of it, or nothing.

        Line ends stay as they are, but for a file that is replaced and has others.

        Args:
            name: Its name.
            text: Its text; a last line end is added where it lacks one.
            replace: Whether it may take the place of another.

        Raises:
            QueryExistsError: There is one of this name, and it may not be replaced.
            SavedQueryError: The name cannot be used, or the file not be written.
        """
        path = self._place(name)
        with self._failures(f"{name} cannot be saved"):
            self._keep_inside(path)
            text = _with_line_ends_of(path, text)
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text.encode("utf-8"), replace=replace)
        return SavedQuery(name, text)

    def rename(self, name: str, new: str) -> None:
        """Give a query another name, which no other has.

        Raises:
            QueryExistsError: Another has it.
            SavedQueryError: The name cannot be used, or the file not be moved.
        """
        old_path, new_path = self.path / f"{name}{SUFFIX}", self._place(new)
        with self._failures(f"{name} cannot be renamed"):
            self._keep_inside(old_path)
            self._keep_inside(new_path)
            new_path.parent.mkdir(parents=True, exist_ok=True)
            if new_path.exists() and old_path.samefile(new_path):  # only the case of letters differs
                os.rename(old_path, new_path)
            else:
                _move_to_free(old_path, new_path)
            self._drop_empty(old_path.parent)

    def delete(self, name: str) -> None:
        """Remove a query, and its group if that is empty then.

        Raises:
            SavedQueryError: It cannot be removed.
        """
        path = self.path / f"{name}{SUFFIX}"
        with self._failures(f"{name} cannot be deleted"):
            self._keep_inside(path)
            os.unlink(path)
            self._drop_empty(path.parent)

    # -- the folder -------------------------------------------------------------------------------

    def _names(self) -> list[str]:
        names: list[str] = []

        def failed(error: OSError) -> None:
            if error.filename == str(self.path) and not isinstance(error, FileNotFoundError):
                raise error

        with self._failures("The folder of queries cannot be read"):
            for folder, inner, files in os.walk(self.path, onerror=failed):
                inner[:] = [each for each in inner if not each.startswith(".")]
                relative = PurePosixPath(os.path.relpath(folder, self.path))
                names += (
                    str(relative / file.removesuffix(SUFFIX))
                    for file in files
                    if file.endswith(SUFFIX) and not file.startswith(".")
                )
        return sorted(names, key=str.casefold)

    def _read(self, name: str) -> str:
        with self._failures(f"{name} was left out"):
            descriptor = os.open(self.path / f"{name}{SUFFIX}", _FOUND)
            with open(descriptor, "rb") as file:
                found = os.fstat(descriptor)
                if not stat.S_ISREG(found.st_mode):
                    raise SavedQueryError(f"{name} was left out: it is no plain file.")
                if found.st_size > LARGEST:
                    raise SavedQueryError(
                        f"{name} was left out: it is larger than {LARGEST // 1_000_000} MB."
                    )
                content = file.read(LARGEST)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SavedQueryError(f"{name} was left out: it is not UTF-8.") from None

    def _place(self, name: str) -> Path:
        if problem := name_problem(name):
            raise SavedQueryError(f"“{name}” is no name for a query.", problem)
        return self.path / f"{name}{SUFFIX}"

    def _keep_inside(self, path: Path) -> None:
        """A link may lead out of the folder: to read there is the user's wish, to write is not."""
        root = self.path.resolve()
        if not path.parent.resolve().is_relative_to(root) or path.is_symlink():
            raise SavedQueryError(f"{path} leads out of the folder of queries.", "Change it where it is.")

    def _drop_empty(self, folder: Path) -> None:
        with contextlib.suppress(OSError):  # it is not empty
            while folder != self.path and folder.is_relative_to(self.path):
                os.rmdir(folder)
                folder = folder.parent

    @contextlib.contextmanager
    def _failures(self, what: str) -> Iterator[None]:
        try:
            yield
        except FileExistsError as error:
            raise QueryExistsError(f"{what}: there is one of this name.", "Choose another name.") from error
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise SavedQueryError(f"{what}: {why}.", f"The folder is {self.path}.") from error


def _with_line_ends_of(path: Path, text: str) -> str:
    """The text as it is to be written in the place of a file: with its line ends, and with one at the end."""
    own = "\r\n" if "\r\n" in text else "\n"
    if "\r" not in text and path.is_file() and not path.is_symlink():
        with path.open("rb") as file:
            if b"\r\n" in file.read(LARGEST):
                own = "\r\n"
                text = text.replace("\n", own)
    return text if not text or text.endswith(("\n", "\r")) else text + own


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    new = path.with_name(f".{secrets.token_hex(8)}.new")
    # As any file of the user's: the umask decides; one that is replaced passes its mode on.
    descriptor = os.open(new, _NEW, 0o666)
    try:
        with open(descriptor, "wb") as file:
            with contextlib.suppress(FileNotFoundError):
                if replace:
                    os.fchmod(descriptor, stat.S_IMODE(path.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        if replace:
            os.replace(new, path)
        else:
            _move_to_free(new, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)


def _move_to_free(old: Path, new: Path) -> None:
    """Rename a file, but never onto another. Raises FileExistsError where there is one."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK):
            raise
        # A file system without hard links: a look before has to do.
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new)) from None
        os.rename(old, new)
    else:
        os.unlink(old)
