"""`python -m tests.bench.wire`: bytes and times of single actions at 160x48, frame diff on and off."""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres_server import running_server
from tests.support.program import CTRL_Q, program
from tests.support.terminal import Terminal

COLUMNS, ROWS = 160, 48
TABLE = (
    "select g as id, md5(g::text) as hash, now() + g * interval '1 day' as at, g * 1.5 as price, "
    "'line ' || g as said, g % 2 = 0 as even from generate_series(1, 5000) g"
)
F5, PAGE_DOWN, DOWN, RIGHT, F3, F1, ESC = (
    *(b"\x1b[15~", b"\x1b[6~", b"\x1b[B", b"\x1b[C", b"\x1bOR", b"\x1bOP", b"\x1b"),
)
SETTLED_S = 0.12


@contextmanager
def client(socket_dir: Path, *, diff: bool, env: Mapping[str, str] = {}) -> Iterator[Terminal]:
    """The program, connected."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "LAKEBASE_TUI_FRAME_DIFF": "1" if diff else "0",
            **env,
        }
        argv = [program(), "-h", str(socket_dir), "-U", "postgres", "-d", "postgres"]
        with Terminal(argv, environment, columns=COLUMNS, rows=ROWS) as terminal:
            terminal.wait_for("read-write")
            settle(terminal)
            yield terminal
            terminal.send(CTRL_Q)
            terminal.wait_end()


def settle(terminal: Terminal) -> float:
    """Wait until nothing has come for a moment; returns when the last bytes came."""
    while True:
        before, seen = terminal.received, time.perf_counter()
        while time.perf_counter() - seen < SETTLED_S:
            time.sleep(0.005)
            if terminal.received != before:
                break
        else:
            return terminal.arrived


def action(terminal: Terminal, keys: bytes | str) -> tuple[int, float]:
    """Bytes that keys cause, and the seconds until the last of them came."""
    before = terminal.received
    began = terminal.send(keys)
    last = settle(terminal)
    return terminal.received - before, max(0.0, last - began)


def measure(terminal: Terminal) -> dict[str, list[tuple[int, float]]]:
    """All single actions, several times each."""
    found: dict[str, list[tuple[int, float]]] = {}

    def note(what: str, do: Callable[[], tuple[int, float]], times: int = 9) -> None:
        found[what] = [do() for _ in range(times)]

    letters = iter("select 1 as answer, 2 as other")
    note("key in the editor", lambda: action(terminal, next(letters)), 24)
    terminal.send(b"\x01\x7f")
    settle(terminal)
    terminal.send("select 1")
    settle(terminal)
    note("select 1", lambda: action(terminal, F5))
    terminal.send(b"\x01\x7f")
    terminal.paste(TABLE)
    settle(terminal)
    note("select, six columns", lambda: action(terminal, F5), 3)
    terminal.send(F3)
    terminal.send(F3)
    settle(terminal)
    note("cursor down", lambda: action(terminal, DOWN), 12)
    note("cursor right", lambda: action(terminal, RIGHT), 4)
    note("PageDown", lambda: action(terminal, PAGE_DOWN))
    note("help opens", lambda: action(terminal, F1), 1)
    note("help closes", lambda: action(terminal, ESC), 1)
    before = terminal.received
    time.sleep(5)
    found["5 s idle"] = [(terminal.received - before, 0.0)]
    return found


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shot", action="store_true", help="print the screen at the end")
    options = parser.parse_args()
    with running_server() as server:
        both = {}
        for diff in (False, True):
            with client(server.socket_dir, diff=diff) as terminal:
                both[diff] = measure(terminal)
                if options.shot:
                    print(terminal.text())
        print(f"{'':24} {'whole':>24} {'diff':>24}")
        for what, whole in both[False].items():
            print(f"{what:24} {figures(whole)} {figures(both[True][what])}")
    return 0


def figures(found: list[tuple[int, float]]) -> str:
    """Median and greatest bytes, and the median time."""
    counts = [count for count, _ in found]
    took = statistics.median(seconds for _, seconds in found) * 1000
    return f"{statistics.median(counts):7.0f}/{max(counts):6d} B {took:5.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
