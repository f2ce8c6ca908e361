"""Why an export cannot be made, in words; what the operating system says is put into a sentence."""

import errno
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.sql.visible import visible


class ExportError(LakebaseTuiError):
    """The export cannot be made, or failed on the way."""


class TargetExistsError(ExportError):
    """A file of that name is there, and nobody agreed to put another in its place."""


class TargetIsLinkError(ExportError):
    """The name is a symbolic link, and nobody agreed to follow it."""


def shown(path: Path) -> str:
    """A path as it may be drawn, with `~` for the home folder."""
    text, home = str(path), str(Path.home())
    if len(home) > 1 and text.startswith(home + "/"):
        text = "~" + text[len(home) :]
    return visible(text)


def words_of(error: OSError, path: Path) -> ExportError:
    """What the operating system refused, as a sentence about the file at `path`."""
    name, folder = shown(path), shown(path.parent)
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return ExportError(
                f"The disk is full: {name} has no room.", "Free some space, or choose another."
            )
        case errno.ENOENT | errno.ENOTDIR:
            return ExportError(f"There is no folder {folder}.", "Make it, or choose another.")
        case errno.EACCES | errno.EPERM:
            return ExportError(f"You may not write in {folder}.", "Choose another folder.")
        case errno.EROFS:
            return ExportError(
                f"Nothing can be written in {folder}: it is read-only.", "Choose another folder."
            )
        case errno.EFBIG:
            return ExportError(
                f"{name} grew too large for where it is.", "Compress it, or choose another disk."
            )
        case _:
            reason = visible(error.strerror or str(error))
            return ExportError(f"{name} cannot be written: {reason}.", "Choose another file.")


def missing_package(package: str, what: str) -> ExportError:
    """An optional package is not there, and `what` needs it."""
    return ExportError(
        f"{what} needs the package {package}, which is not installed.",
        "Install it: pip install 'lakebase-tui[export]'.",
    )
