"""`python -m tests.bench.wire`: bytes and times of single actions at 160x48, frame diff on and off."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres_server import running_server
from tests.support.program import CTRL_Q, F5, at_server
from tests.support.terminal import Terminal

COLUMNS, ROWS = 160, 48
TABLE = (
    "select g as id, md5(g::text) as hash, now() + g * interval '1 day' as at, g * 1.5 as price, "
    "'line ' || g as said, g % 2 = 0 as even from generate_series(1, 5000) g"
)
FULL_ROWS = (
    "select g as id, md5(g::text)::uuid as uid, md5(g::text) || reverse(md5(g::text)) as title, "
    "g * 7.5 as amount, now() + g * interval '7 s' as at, g % 3 = 0 as active, g::float8 / 7 as score "
    "from generate_series(1, 5000) g"
)
F1, F2, F3, ESC = b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1b"
PAGE_DOWN, DOWN, RIGHT = b"\x1b[6~", b"\x1b[B", b"\x1b[C"
SETTLED_S = 0.3


@contextmanager
def client(socket_dir: Path, switch: str) -> Iterator[Terminal]:
    """The program, connected."""
    with (
        tempfile.TemporaryDirectory() as home,
        at_server(socket_dir, Path(home), {"LAKEBASE_TUI_FRAME_DIFF": switch}, COLUMNS, ROWS) as terminal,
    ):
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
    terminal.send(F2)
    settle(terminal)
    terminal.send(b"\x01\x7f")
    terminal.paste(FULL_ROWS)
    settle(terminal)
    terminal.send(F5)
    settle(terminal)
    terminal.send(F3)
    settle(terminal)
    note("full rows: down", lambda: action(terminal, DOWN), 6)
    note("full rows: PageDown", lambda: action(terminal, PAGE_DOWN), 6)
    note("help opens", lambda: action(terminal, F1), 1)
    note("help closes", lambda: action(terminal, ESC), 1)
    before = terminal.received
    time.sleep(5)
    found["5 s idle"] = [(terminal.received - before, 0.0)]
    return found


def main() -> int:
    """Measure and print."""
    with running_server() as server:
        both = {}
        for switch in ("0", "1"):
            with client(server.socket_dir, switch) as terminal:
                both[switch] = measure(terminal)
        print(f"{'median / greatest':24} {'whole':>26} {'diff':>26}")
        for what, whole in both["0"].items():
            print(f"{what:24} {figures(whole):>26} {figures(both['1'][what]):>26}")
    return 0


def figures(found: list[tuple[int, float]]) -> str:
    """Median and greatest bytes, and the median time."""
    counts = [count for count, _ in found]
    took = statistics.median(seconds for _, seconds in found) * 1000
    return f"{statistics.median(counts):7.0f}/{max(counts):6d} B {took:5.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
