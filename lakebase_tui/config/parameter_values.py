"""What was put in for the parameters of queries, to be offered again. Secrets are never written."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

from lakebase_tui.config.paths import parameter_values_file
from lakebase_tui.config.private_files import open_private_folder, read_private_file, write_private_file
from lakebase_tui.config.redaction import names_secret, redacted
from lakebase_tui.config.secret import Secret

KEPT: Final = 1_000
"""Values that are kept."""
LONGEST: Final = 2_000
"""Characters of a value that is kept."""
_LARGEST_FILE: Final = 16_000_000


@dataclass(frozen=True, slots=True)
class _Used:
    """A value of a parameter."""

    query: str
    """Name of the saved query; empty for whatever was typed."""
    name: str
    value: str | None
    """None: NULL."""
    used_at: float
    """Seconds since the epoch."""

    @classmethod
    def parse(cls, entry: Any) -> Self | None:
        """An entry of the file; None if it is not of our form."""
        match entry:
            case {"query": str(query), "name": str(name), "value": str() | None as value, "used_at": used_at}:
                if isinstance(used_at, int | float) and not isinstance(used_at, bool):
                    return cls(query, name, value, float(used_at))
        return None


class ParameterValues:
    """The values' file. It waits for the disk, so it belongs on a thread.

    Args:
        path: The file; the platform's place for it when None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or parameter_values_file()
        self._secrets: dict[str, Secret] = {}

    def last(self, query: str, names: Sequence[str]) -> dict[str, str | None]:
        """What was put in last for parameters: in this query, else in any.

        Args:
            query: Name of the saved query; empty for one that was typed.
            names: Of its parameters.

        Returns:
            The values of those that have one; None is NULL.
        """
        try:
            with _locked(self._path) as folder:
                used = self._load(folder)
        except OSError:
            return {}
        found: dict[str, str | None] = {}
        for each in sorted(used, key=lambda each: (each.query == query, each.used_at)):
            if each.name in names:
                found[each.name] = each.value
        return found

    def remember(self, query: str, values: Mapping[str, str | None]) -> bool:
        """Keep what was put in, but for secrets: those the program only knows until it ends, to hide them.

        Returns:
            False if the file cannot be written; nothing else comes of that.
        """
        for name, value in values.items():
            if value and names_secret(name):
                self._secrets[value] = Secret(value)
        now = time.time()
        new = [_Used(query, name, value, now) for name, value in values.items() if _may_be_kept(name, value)]
        try:
            with _locked(self._path) as folder:
                replaced = {(query, name) for name in values}
                old = [each for each in self._load(folder) if (each.query, each.name) not in replaced]
                kept = sorted([*new, *old], key=lambda each: -each.used_at)[:KEPT]
                text = json.dumps([asdict(each) for each in kept], indent=1, ensure_ascii=False) + "\n"
                write_private_file(folder, self._path.name, text.encode("utf-8", "surrogatepass"))
        except OSError:
            return False
        return True

    def _load(self, folder: int) -> list[_Used]:
        try:
            entries = json.loads(read_private_file(folder, self._path.name, _LARGEST_FILE))
        except (OSError, ValueError):
            return []
        if not isinstance(entries, list):
            return []
        return [used for entry in entries if (used := _Used.parse(entry)) is not None]


def _may_be_kept(name: str, value: str | None) -> bool:
    if value is None:
        return True
    return not names_secret(name) and len(value) <= LONGEST and redacted(value) == value


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Hold the folder's own lock; gives its descriptor."""
    folder = open_private_folder(path.parent)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)
