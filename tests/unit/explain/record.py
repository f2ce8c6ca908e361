"""Record plans from real servers: `python -m tests.unit.explain.record [folder with initdb ...]`.

Each case is kept as the server's JSON, and as the text that the same server writes for the same plan. Without
folders the server of the demo extra is asked.
"""

import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.string import TextLoader

from tests.support import postgres_server
from tests.unit.explain.cases import SETUP, STEADY, TIMED, Case
from tests.unit.explain.plans import PLANS

_TRIES = 10


def main(folders: list[str]) -> None:
    """Record from each server."""
    PLANS.mkdir(exist_ok=True)
    for folder in folders or [""]:
        if folder:
            found = Path(folder)
            postgres_server.bin_dir = lambda found=found: found  # type: ignore[misc]
        with (
            postgres_server.running_server() as server,
            psycopg.connect(server.dsn(), autocommit=True) as one,
        ):
            one.adapters.register_loader("json", TextLoader)
            one.execute(SETUP)
            one.execute("vacuum")
            version = one.info.server_version // 10_000
            for name, case in STEADY.items():
                _record(one, f"{name}-{version}", case, steady=True)
            for name, case in TIMED.items():
                _record(one, f"{name}-{version}", case, steady=False)


def _record(one: "psycopg.Connection[Any]", name: str, case: Case, *, steady: bool) -> None:
    options = f"{case.options}, timing off, summary off" if steady else case.options
    one.execute("reset all")
    for setting in case.settings:
        one.execute(f"set {setting}")
    for _ in range(_TRIES):
        before = _explain(one, options, case.sql)
        json = _explain(one, f"{options}, format json", case.sql)
        if not steady or before == _explain(one, options, case.sql):  # as many blocks in memory as before
            (PLANS / f"{name}.json").write_text(json + "\n", encoding="utf-8")
            if steady:
                (PLANS / f"{name}.txt").write_text(before + "\n", encoding="utf-8")
            return
    print(f"{name} is never the same twice")


def _explain(one: "psycopg.Connection[Any]", options: str, sql: str) -> str:
    with one.transaction(force_rollback=True):
        cursor = one.execute(f"explain ({options}) {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


if __name__ == "__main__":
    main(sys.argv[1:])
