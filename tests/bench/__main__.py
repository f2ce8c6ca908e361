"""`make bench`: our client and others in one run, on one server, through one pseudo-terminal harness."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import data
from tests.bench.bench import Bench, Measure
from tests.bench.budgets import LINES
from tests.bench.clients import Ours
from tests.bench.measures import (
    beginning,
    catalogue,
    cells,
    completing,
    exporting,
    fetching,
    reading,
    schema,
    splitting,
)
from tests.bench.peers import PEERS, peer
from tests.bench.report import Report

MEASURES: dict[str, Measure] = {
    "start": beginning.start,
    "select": beginning.select,
    "typing": beginning.typing,
    "rows": reading.rows,
    "wide": reading.wide,
    "fetch": fetching.fetch,
    "memory": fetching.memory,
    "keys": fetching.keys,
    "cells": cells.cells,
    "export": exporting.export,
    "catalogue": catalogue.catalogue,
    "splitting": splitting.splitting,
    "popup": completing.popup,
    "buffer": completing.buffer_keys,
    "go-to": schema.go_to,
}
_LEAST_ROWS = 50_000


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench BENCH=...", description=__doc__)
    measures = ", ".join(MEASURES)
    parser.add_argument("--only", action="append", choices=MEASURES, metavar="NAME", help=f"of {measures}")
    parser.add_argument("--rows", type=int, default=data.ROWS, help=f"of the long result ({data.ROWS:,})")
    parser.add_argument("--runs", type=int, default=7, help="how often each short thing is done (7)")
    parser.add_argument("--peers", default=",".join(PEERS), help=f"of {', '.join(PEERS)}; empty: none")
    parser.add_argument("--programs", type=Path, default=Path(".venv-peers"), help="where the peers are")
    parser.add_argument("--ours", default=str(Path(sys.executable).parent / "lakebase-tui"))
    parser.add_argument(
        "--data", type=Path, default=data.default_directory(), help="keeps the rows (%(default)s)"
    )
    options = parser.parse_args(arguments)
    if options.rows < _LEAST_ROWS:
        parser.error(f"--rows: {_LEAST_ROWS:,} at least, or nothing is left to be read after the first page")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a budget was not kept."""
    options = _options(arguments)
    report = Report(LINES)
    peers = []
    for name in filter(None, options.peers.split(",")):
        if (found := peer(name, options.programs)) is not None:
            peers.append(found)
        else:
            report.note(f"{name} is not installed, and left out")
    subprocess.run([sys.executable, "-m", "compileall", "-q", "lakebase_tui"], check=False)
    print(f"data and screens: {options.data}", flush=True)
    with data.bench_server(options.data, options.rows) as server:
        bench = Bench(
            server, options.rows, options.runs, Ours(options.ours), tuple(peers), report, options.data
        )
        for name in options.only or MEASURES:
            began = time.monotonic()
            MEASURES[name](bench)
            print(f"{name}: measured in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{options.rows:,} rows, {os.cpu_count()} cores, load {load}\n")
    return 0 if report.show() else 1


if __name__ == "__main__":
    sys.exit(main())
