"""What psql says to the command lines of `headless_cases`.

`python -m tests.support.headless_truth` asks it again and writes them down.
"""

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.support.headless import Ended, run
from tests.support.headless_cases import CASES, SCRIPT, Case
from tests.support.postgres_server import PostgresServer, running_server

RECORDED = Path(__file__).parents[1] / "integration" / "headless" / "psql_truth.json"
_MAJOR = "15."
"""The version of psql that was asked."""


def connection(server: PostgresServer) -> list[str]:
    """The words that lead to a server."""
    return ["-X", "-h", str(server.socket_dir), "-U", "postgres", "-d", "postgres"]


def result_of(program: list[str], case: Case, server: PostgresServer, folder: Path) -> Ended:
    """Run a case with a program."""
    if case.script:
        (folder / SCRIPT).write_bytes(case.script.encode("utf-8", "surrogateescape"))
    ended = run([*program, *connection(server), *case.arguments], folder, case.stdin)
    said = ended.stderr.replace("psql:", "lakebase-tui:")
    written = ended.stdout
    if case.written:
        written += (folder / case.written).read_bytes().decode("utf-8", "surrogateescape")
    return Ended(written, "" if case.own_words else said, ended.code)


def psql() -> str | None:
    """Path of a psql of the version that was asked; None if there is none."""
    found = shutil.which("psql")
    if found is None:
        return None
    version = run([found, "--version"], Path("/tmp")).stdout
    return found if version.split()[2].startswith(_MAJOR) else None


def recorded() -> dict[str, Ended]:
    """What psql said."""
    found = json.loads(RECORDED.read_text())
    return {name: Ended(**ended) for name, ended in found.items()}


def _record() -> None:
    program = psql()
    assert program is not None, f"this needs psql {_MAJOR}"
    found = {}
    with running_server() as server:
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:
                found[case.name] = asdict(result_of([program], case, server, Path(folder)))
    RECORDED.write_text(json.dumps(found, indent=1, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    _record()
