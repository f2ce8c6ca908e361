"""Getting what was written onto the disk."""

import errno
import os
from pathlib import Path


def sync(descriptor: int) -> None:
    """Wait until a file's content is on the disk. Raises OSError where it cannot be."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems know no such thing
            raise


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk. Raises OSError where they cannot be."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
