"""`make bench`: our client and pgcli in one run, on one server, through one pseudo-terminal harness."""

import argparse
import asyncio
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.bench.clients import Client, ours, pgcli
from tests.support.postgres_server import running_server
from tests.support.terminal import Terminal

MILLION = "select * from generate_series(1, 1000000)"
_numbers = itertools.count(4_241_227)


def start_to_typing(client: Client, socket_dir: Path) -> float:
    """Seconds from exec until a typed word is on screen, connected."""
    began = time.perf_counter()
    with client.start(socket_dir) as terminal:
        terminal.wait_for(client.ready)
        terminal.send("zq")
        return terminal.wait_for("zq") - began


def select_one(client: Client, terminal: Terminal) -> tuple[float, int]:
    """Seconds from the run key to the value on screen, and the bytes until then."""
    number = next(_numbers)
    client.ask(terminal, f"select {number} + 777")
    before = terminal.received
    began = terminal.send(client.run)
    seen = terminal.wait_for(str(number + 777))
    return seen - began, terminal.received - before


def first_rows(terminal: Terminal, client: Client) -> float:
    """Seconds from the run key to the first rows of a million."""
    client.ask(terminal, MILLION)
    began = terminal.send(client.run)
    return terminal.wait_for(lambda text: "  10 " in text and "  11 " in text) - began


async def psycopg_first_chunk(dsn: str) -> float:
    """Seconds until psycopg itself holds the first chunk of the same million, rows as it streams them."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        began = time.perf_counter()
        async with connection.cursor() as cursor:
            async for _ in cursor.stream(MILLION, size=1000):
                return time.perf_counter() - began
    raise AssertionError("no row came")


def keys_while_rows_arrive(terminal: Terminal, client: Client) -> list[float]:
    """Seconds from key to echo in the editor while rows stream in."""
    client.ask(terminal, "select g, pg_sleep(0.0005) from generate_series(1, 9000) g -- ")
    terminal.send(client.run)
    terminal.wait_for("  11 ")
    echoes, word = [], ""
    for letter in "qzxjkvwybphgdqzxjkvwybphgd":
        word += letter
        began = terminal.send(letter)
        echoes.append(terminal.wait_for(f"-- {word}") - began)
    terminal.send(b"\x1b")
    terminal.wait_for("cancelled")
    return echoes


def repeat(times: int, measure: Callable[[], float]) -> list[float]:
    """The same measure several times."""
    return [measure() for _ in range(times)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pgcli", required=True, help="path of pgcli")
    parser.add_argument("--ours", default=str(Path(sys.executable).parent / "lakebase-tui"))
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    clients = [ours(options.ours), pgcli(options.pgcli)]
    subprocess.run([sys.executable, "-m", "compileall", "-q", "lakebase_tui"], check=False)
    with running_server() as server:
        report = Report()
        for client in clients:
            client.start(server.socket_dir).close()  # warms the page cache
            times = repeat(options.runs, lambda c=client: start_to_typing(c, server.socket_dir))  # type: ignore[misc]
            report.add("start to typing", client.name, times)
        for client in clients:
            with client.start(server.socket_dir) as terminal:
                terminal.wait_for(client.ready)
                pairs = [select_one(client, terminal) for _ in range(options.runs * 4)][2:]
                report.add("select 1: key to result", client.name, [seconds for seconds, _ in pairs])
                report.add_bytes("select 1: bytes", client.name, [count for _, count in pairs])
        chunk = repeat(options.runs, lambda: asyncio.run(psycopg_first_chunk(server.dsn())))
        report.add("1M rows: first rows", "psycopg", chunk)
        with clients[0].start(server.socket_dir) as terminal:
            terminal.wait_for(clients[0].ready)
            times = []
            for _ in range(options.runs):
                times.append(first_rows(terminal, clients[0]))
                select_one(clients[0], terminal)
            report.add("1M rows: first rows", clients[0].name, times)
            report.add("key while rows arrive", clients[0].name, keys_while_rows_arrive(terminal, clients[0]))
        report.show()
    return 0


class Report:
    """Collects figures and prints them with their ratios."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str, str, float]] = []

    def add(self, what: str, who: str, seconds: list[float]) -> None:
        """Times in seconds."""
        middle = statistics.median(seconds)
        high = sorted(seconds)[int(len(seconds) * 0.95)]
        self._lines.append((what, who, f"{middle * 1000:8.1f} ms   p95 {high * 1000:8.1f}", middle))

    def add_bytes(self, what: str, who: str, counts: list[int]) -> None:
        """Bytes to the terminal."""
        middle = statistics.median(counts)
        self._lines.append((what, who, f"{middle:8.0f} bytes", middle))

    def show(self) -> None:
        """One line a figure; ours over the peer's where both are there."""
        for what, who, figure, middle in self._lines:
            peer = next((m for w, other, _, m in self._lines if w == what and other != who), None)
            ratio = f"   {middle / peer:5.2f} x" if who == "lakebase-tui" and peer else ""
            print(f"{what:28} {who:14} {figure}{ratio}")


if __name__ == "__main__":
    sys.exit(main())
