"""Reports of the program's own mistakes: where it broke, never with the values it was working on."""

import os
import platform
import secrets
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from lakebase_tui import __version__
from lakebase_tui.config.paths import crash_folder
from lakebase_tui.config.private_files import open_private_folder, write_private_file
from lakebase_tui.config.redaction import redacted

REPORTS_KEPT = 10
EXIT_CRASHED = 70
"""The program's own mistake; `EX_SOFTWARE` of sysexits.h."""

_PACKAGES: Final = ("textual", "psycopg", "databricks-sdk")
_FRAMES: Final = 40
_ERRORS: Final = 8
_MESSAGE_CHARACTERS: Final = 300


@dataclass(frozen=True, slots=True)
class CrashReports:
    """The folder of reports.

    Args:
        folder: Where they lie; the platform's place for them when None.
    """

    folder: Path = field(default_factory=crash_folder)

    def write(self, error: BaseException) -> Path | None:
        """Write a report, and forget the oldest.

        Returns:
            Its path; None if it cannot be written.
        """
        name = f"{datetime.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}.txt"
        try:
            folder = open_private_folder(self.folder.parent)
            os.close(folder)
            folder = open_private_folder(self.folder)
            try:
                write_private_file(folder, name, report_of(error).encode("utf-8", "backslashreplace"))
                reports = sorted(file for file in os.listdir(folder) if file.endswith(".txt"))
                for old in reports[:-REPORTS_KEPT]:
                    os.unlink(old, dir_fd=folder)
            finally:
                os.close(folder)
        except OSError:
            return None
        return self.folder / name


def report_of(error: BaseException) -> str:
    """Versions, and the path to the error and to those that led to it. No locals, no SQL, no secrets."""
    lines = [
        f"lakebase-tui {__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        *(f"{package} {_version(package)}" for package in _PACKAGES),
    ]
    for told, (relation, each) in enumerate(_with_causes(error)):
        if told == _ERRORS:
            lines += ["", "…and more"]
            break
        lines += ["", f"{relation}{_kind(each)}: {_message(each)}"]
        frames = list(traceback.walk_tb(each.__traceback__))[-_FRAMES:]
        lines += [part.rstrip("\n") for part in traceback.StackSummary.extract(iter(frames)).format()]
    return redacted("\n".join(lines) + "\n")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "is not installed"


def _with_causes(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    """The error, what it came from, and what it holds; each once."""
    waiting: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while waiting:
        relation, each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield relation, each
        if isinstance(each, BaseExceptionGroup):
            waiting += [("in the group: ", inner) for inner in each.exceptions]
        if each.__cause__ is not None:
            waiting.append(("because of: ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            waiting.append(("while handling: ", each.__context__))


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    """The first line of what it says; nothing of what a server says, for that quotes the statement."""
    if type(error).__module__.partition(".")[0] == "psycopg":
        return f"(its words may quote SQL) sqlstate {getattr(error, 'sqlstate', None)}"
    try:
        words = str(error)
    except Exception as broken:  # noqa: BLE001  an error that cannot even be printed must not hide itself
        return f"(no message: {type(broken).__name__})"
    lines = redacted(words).splitlines()
    return lines[0][:_MESSAGE_CHARACTERS] if lines else ""


def crash_words(error: BaseException, report: Path | None, *, typed: bool = False) -> str:
    """What a user reads of a crash: where it broke, what is kept, and what to do.

    Args:
        error: What happened; of its own words nothing is shown.
        report: Where the report lies, if it could be written.
        typed: Whether there was something to type into.
    """
    cause = error.__cause__ or error.__context__ or error
    frames = traceback.extract_tb(cause.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    lines = [f"lakebase-tui broke: {type(cause).__name__}{place}. That is a mistake of the program."]
    if typed:
        lines.append("What you typed is kept and comes back at the next start.")
    if report is not None:
        lines.append(f"A report without SQL and secrets is in {report}; please send it to its makers.")
    return "\n".join(lines)
