"""The rest of a path while it is typed: looked for on a thread, since a folder may be slow to read."""

import os
from pathlib import Path

from textual.suggester import Suggester

from lakebase_tui.config.sql_files import path_meant
from lakebase_tui.query.file_thread import FileThread

_MOST_ENTRIES = 5_000
"""Entries of a folder that are looked at."""


class PathSuggester(Suggester):
    """Suggests folders, and files if they are wanted; the right arrow takes what is suggested.

    Args:
        files: Whether files are suggested, too.
    """

    def __init__(self, *, files: bool) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._files = files

    async def get_suggestion(self, value: str) -> str | None:
        """The typed text with the rest of the first name that fits; None for none."""
        thread = FileThread("paths")
        try:
            return await thread.ask(lambda: completed(value, files=self._files))
        finally:
            thread.close()


def completed(typed: str, *, files: bool) -> str | None:
    """The first name in the alphabet that goes on as typed; a folder ends in a slash."""
    meant = path_meant(typed)
    head, slash, start = meant.rpartition("/")
    if not start or (not slash and meant.startswith("~")):
        return None
    found = []
    try:
        with os.scandir(Path(head + slash).expanduser() if slash else Path()) as entries:
            for _, entry in zip(range(_MOST_ENTRIES), entries, strict=False):
                if entry.name.startswith(start) and entry.name.isprintable():
                    is_folder = entry.is_dir()
                    if is_folder or files:
                        found.append(entry.name + ("/" if is_folder else ""))
    except (OSError, RuntimeError):  # RuntimeError: somebody whose home is not known
        return None
    return typed + min(found)[len(start) :] if found else None
