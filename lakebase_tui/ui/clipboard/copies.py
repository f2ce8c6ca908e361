"""The file that holds what found no clipboard."""

import fcntl
import os
from pathlib import Path
from typing import Final

from lakebase_tui.config.private_files import open_private_folder, write_private_file

NAME: Final = "copied.txt"
"""One file, as there is one clipboard: the next copy replaces it."""


def keep(folder: Path, data: bytes) -> Path:
    """Write the file; only its owner can read it.

    Args:
        folder: Where it is to lie; made if it is missing.
        data: All of it.

    Raises:
        OSError: It cannot be written.
    """
    descriptor = open_private_folder(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # another of our programs may copy at this moment
        write_private_file(descriptor, NAME, data)
    finally:
        os.close(descriptor)
    return folder / NAME
