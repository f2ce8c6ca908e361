"""Writing a value to a file that the user named: whole or not at all, and nothing replaced unasked."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError


class ValueFileError(LakebaseTuiError):
    """A value could not be written to a file."""


class FileIsThereError(Exception):
    """There is a file of that name already."""


def target_of(typed: str) -> Path:
    """The file that is meant: `~` is the user's home, and links are followed.

    Raises:
        ValueFileError: It cannot be a plain file.
    """
    try:
        path = Path(os.path.realpath(Path(typed).expanduser()))
    except (OSError, RuntimeError, ValueError):
        raise ValueFileError("There can be no file of that name.", next_step="Type another path.") from None
    if not typed.strip() or path.is_dir():
        raise ValueFileError("That is a folder.", next_step="Add a file name.")
    if path.exists() and not path.is_file():
        raise ValueFileError("That is no plain file.", next_step="Type another path.")
    return path


def write(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file beside its place and then put it there.

    Args:
        path: From `target_of`.
        data: All of its content.
        replace: A file that is there already may go; its mode stays.

    Raises:
        FileIsThereError: There is one, and it may not.
        ValueFileError: It cannot be written; nothing has changed then.
    """
    mode = None
    with contextlib.suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if not replace:
            raise FileIsThereError
    new = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with open(descriptor, "wb") as file:
            file.write(data)
            if mode is not None:
                os.fchmod(file.fileno(), mode)
        if not replace and path.exists():
            raise FileIsThereError
        os.replace(new, path)
    except FileIsThereError:
        _forget(new)
        raise
    except OSError as error:
        _forget(new)
        raise ValueFileError(f"{path} could not be written: {error.strerror}.") from error


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
