"""State that the program writes for itself; losing it costs nothing but comfort.

Files are JSON, readable by their owner alone, and replaced as a whole, so that a reader never meets
half of one. A lock beside the file keeps two running programs from losing each other's entries.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from lakebase_tui.config.paths import recents_file
from lakebase_tui.config.private_files import open_private_folder, write_private_file

RECENTS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Recent:
    """A target that was opened; it names things and holds no secret."""

    workspace: str
    """URL of the workspace."""
    branch: str
    """Resource name; so is `compute`."""
    compute: str
    database: str
    """Postgres names, here and in `role`."""
    role: str
    used_at: float
    """Seconds since the epoch."""

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes two entries the same target."""
        return (self.workspace, self.branch, self.compute, self.database, self.role)

    @classmethod
    def parse(cls, entry: Any) -> Self | None:
        """An entry of the file; None if it is not of our form."""
        if not isinstance(entry, dict):
            return None
        names = [entry.get(name) for name in ("workspace", "branch", "compute", "database", "role")]
        texts = [name for name in names if isinstance(name, str)]
        used_at = entry.get("used_at")
        if len(texts) < len(names) or isinstance(used_at, bool) or not isinstance(used_at, int | float):
            return None
        workspace, branch, compute, database, role = texts
        if not _is_branch(branch):
            return None
        return cls(workspace, branch, compute, database, role, float(used_at))


def _is_branch(name: str) -> bool:
    parts = name.split("/")
    return len(parts) == 4 and parts[0] == "projects" and parts[2] == "branches" and all(parts)


def remembered(recents: Sequence[Recent], new: Recent, *, keep: int = RECENTS_KEPT) -> list[Recent]:
    """`recents` with `new` in front, each target once, the newest `keep` of them."""
    others = [recent for recent in recents if recent.key != new.key]
    return sorted([new, *others], key=lambda recent: -recent.used_at)[:keep]


class RecentStore:
    """The recents' file.

    Args:
        path: The file; the platform's place for it when None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or recents_file()

    def load(self) -> list[Recent]:
        """Read the recents, newest first; whatever cannot be read is left out."""
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        if not isinstance(entries, list):
            return []
        recents = [recent for entry in entries if (recent := Recent.parse(entry)) is not None]
        return sorted(recents, key=lambda recent: -recent.used_at)

    def remember(self, recent: Recent) -> bool:
        """Put a target in front. False if the file cannot be written; nothing else comes of that."""
        return self._change(lambda recents: remembered(recents, recent))

    def forget(self, recent: Recent) -> bool:
        """Take a target out. False if the file cannot be written."""
        return self._change(lambda recents: [other for other in recents if other.key != recent.key])

    def _change(self, change: Callable[[list[Recent]], list[Recent]]) -> bool:
        try:
            with _locked(self._path) as folder:
                entries = [asdict(recent) for recent in change(self.load())]
                text = json.dumps(entries, indent=1, ensure_ascii=False) + "\n"
                write_private_file(folder, self._path.name, text.encode("utf-8", "surrogatepass"))
        except OSError:
            return False
        return True


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Hold the lock beside a file; gives the folder's descriptor."""
    folder = open_private_folder(path.parent)
    try:
        flags = os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(path.name + ".lock", flags, 0o600, dir_fd=folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield folder
        finally:
            os.close(descriptor)
    finally:
        os.close(folder)
