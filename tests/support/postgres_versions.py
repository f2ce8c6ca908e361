"""Servers of every version that we support, as far as this machine has them."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest import mock

from tests.support import postgres_server
from tests.support.postgres_server import PostgresServer, running_server

VERSIONS = (14, 15, 16, 17, 18)
FOLDERS = "LAKEBASE_TUI_TEST_POSTGRES"
"""Environment variable: more folders with `initdb` and `postgres`, written as in PATH."""


@cache
def binaries() -> dict[int, Path]:
    """The folder with the programs of each version that is here."""
    own = postgres_server.bin_dir()
    folders = [Path(each) for each in os.environ.get(FOLDERS, "").split(os.pathsep) if each]
    folders += [*Path("/usr/lib/postgresql").glob("*/bin"), *([own] if own else [])]
    return {version: each for each in folders if (version := _version(each)) is not None}


def _version(folder: Path) -> int | None:
    program = folder / "postgres"
    if not program.exists() or not (folder / "initdb").exists():
        return None
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else None


@contextlib.contextmanager
def server_of(version: int) -> Iterator[PostgresServer]:
    """A running server of a version that is here."""
    with (
        mock.patch.object(postgres_server, "bin_dir", return_value=binaries()[version]),
        running_server() as server,
    ):
        yield server
