"""Going to an object by its name: each key, on the terminal and in a catalogue of 50,000 objects."""

import asyncio
import time

from lakebase_tui.catalog.go_to import Matcher
from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import BACKSPACE, CTRL_P, ESCAPE, OURS
from tests.bench.measures.catalogue import make_many, open_many, wait_names
from tests.support.large_catalogue import TYPED, large_catalogue

_WORDS = ("orders_s17", "t042", "s33.t1", "f07_s09", "t100_orders_s50.note", "custo", "zzz")
"""Many matches, few, within a schema, a routine, a column, nothing."""
_STILL_S = 0.12
"""When nothing has come for so long, a key has been answered to its end."""


def go_to(bench: Bench) -> None:
    """Type what one may look for, and wait for each key's last frame; then the matching alone."""
    make_many(bench.server)
    with open_many(bench, bench.ours) as terminal:
        wait_names(bench.ours, terminal)
        terminal.settle(1.0)
        for _ in range(max(2, bench.runs // 3)):
            for word in _WORDS:
                terminal.send(CTRL_P)
                terminal.wait_for("Go to")
                terminal.settle(0.3)
                for key in (*word, *[BACKSPACE.decode()] * (len(word) // 2)):
                    before = terminal.received
                    began = terminal.send(key)
                    terminal.wait_frame()
                    seen = terminal.settle(_STILL_S)
                    bench.report.add(budgets.GO_TO, OURS, seen - began)
                    bench.report.add(budgets.GO_TO_BYTES, OURS, terminal.received - before)
                bench.keep_screen(bench.ours, f"go-to-{word}", terminal)
                terminal.send(ESCAPE)
                terminal.wait_for(lambda text: "Go to" not in text)
                terminal.settle(0.1)
    _match(bench)


def _match(bench: Bench) -> None:
    known = large_catalogue()
    for _ in range(max(3, bench.runs // 2)):
        matcher = Matcher(known)
        asyncio.run(matcher.prepare())
        for word in TYPED:
            for end in range(1, len(word) + 1):
                began = time.perf_counter()
                matcher.match(word[:end])
                bench.report.add(budgets.MATCH, OURS, time.perf_counter() - began)
