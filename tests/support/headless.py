"""Runs without a screen: ours and psql's, told apart by nothing but the program."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LIMIT_S = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run left behind; bytes that are no UTF-8 are lone surrogates."""

    stdout: str
    stderr: str
    code: int


def ours() -> list[str]:
    """The beginning of our command line."""
    return [sys.executable, "-m", "lakebase_tui"]


def plain_environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a user with no login to anything."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", "PGCLIENTENCODING": "UTF8", **(more or {})}


def run(
    argv: Sequence[str], folder: Path, stdin: str = "", environment: Mapping[str, str] | None = None
) -> Ended:
    """Run a program in a folder, without a terminal.

    Args:
        argv: The command line.
        folder: Where it runs; also its home.
        stdin: What it can read.
        environment: The whole of it; `plain_environment` when None.
    """
    done = subprocess.run(
        argv,
        input=stdin.encode("utf-8", "surrogateescape"),
        capture_output=True,
        cwd=folder,
        env=environment if environment is not None else plain_environment(folder),
        timeout=_LIMIT_S,
        check=False,
        start_new_session=True,
    )
    return Ended(
        done.stdout.decode("utf-8", "surrogateescape"),
        done.stderr.decode("utf-8", "surrogateescape"),
        done.returncode,
    )
