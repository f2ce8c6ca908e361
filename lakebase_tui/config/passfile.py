"""libpq's password file: `host:port:database:role:password`, a line each."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.config.secret import Secret

_FIELD = r"((?:[^:\\]|\\.|\\$)*)"
_LINE = re.compile(":".join([_FIELD] * 5))
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class PasswordOwner:
    """Whose password is looked for."""

    host: str
    """Name of the host, or a socket folder."""
    port: int
    database: str
    role: str

    @property
    def fields(self) -> tuple[str, str, str, str]:
        """As they stand in a line of the file."""
        return (self.host, str(self.port), self.database, self.role)


def default_passfile() -> Path:
    """The file that libpq reads when no other is named; it may not exist."""
    return Path(os.path.expanduser("~"), ".pgpass")


def passfile_problem(path: Path) -> str:
    """Why the file must not be used, as libpq sees it; empty if it can be, or is not there."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if not stat.S_ISREG(mode):
        return f"The password file {path} is left out, because it is not a plain file."
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return f"The password file {path} is left out, because others can read it. Run: chmod 600 {path}"
    return ""


def read_passfile(path: Path, owner: PasswordOwner) -> Secret | None:
    """The password of the first line that fits; None without one, or where the file cannot be read.

    The caller has asked for `passfile_problem` first.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return None
    for line in lines:
        try:
            password = password_of(line.decode().rstrip("\r"), owner)
        except UnicodeDecodeError:
            continue  # what is no text cannot be sent as a password either
        if password is not None:
            return Secret(password) if password else None
    return None


def password_of(line: str, owner: PasswordOwner) -> str | None:
    """The password in a line that fits, empty if it holds none; None if it does not fit."""
    found = None if line.startswith("#") else _LINE.match(line)
    if found is None:
        return None
    *fields, password = found.groups()
    if all(_fits(field, value) for field, value in zip(fields, owner.fields, strict=True)):
        return _unescaped(password)
    return None


def _fits(field: str, value: str) -> bool:
    return field == "*" or _unescaped(field) == value


def _unescaped(field: str) -> str:
    return _ESCAPED.sub(r"\1", field)
