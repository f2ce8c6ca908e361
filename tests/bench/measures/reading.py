"""Long and wide results: the first rows, moving in them, and what others need for the same."""

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import Client
from tests.bench.data import FIRST_ROW, WIDE_FIRST_ROW, events
from tests.bench.memory import MemoryWatch
from tests.bench.reference import read_with_psycopg
from tests.bench.terminal import TimedTerminal

_LONG_S = 900.0
_MIDDLE = 30
"""A line of the screen on which every client shows rows."""
_PAGES, _DOWNS, _RIGHTS = 20, 15, 12
# Twenty pages: pgcli shows no more than a thousand rows.
UP, RIGHT, LEFT = b"\x1b[A", b"\x1b[C", b"\x1b[D"


def rows(bench: Bench) -> None:
    """All rows asked for: when the first show, what memory that takes, and how one moves in them."""
    sql = f"select * from {events(bench.rows)}"
    for client in bench.clients:
        with bench.open(client) as terminal:
            client.put(terminal, sql)
            with MemoryWatch(terminal.process.pid) as watch:
                began = client.run(terminal)
                seen = terminal.wait_for(FIRST_ROW, _LONG_S)
                bench.report.add(budgets.FIRST, client.name, seen - began)
                terminal.wait_for(client.done, _LONG_S)
                terminal.settle(0.5, 60)
                if client is bench.ours:
                    bench.ours.fetch_all(terminal, bench.rows)
                    terminal.send("g")
                    terminal.wait_for(FIRST_ROW)
            bench.report.add(budgets.PEAK, client.name, watch.most)
            if client.note:
                bench.report.note(f"{client.name} {client.note}")
            bench.keep_screen(client, "rows", terminal)
            move(bench, client, terminal)
    _again(bench, sql)


def _again(bench: Bench, sql: str) -> None:
    """First rows once more, as they cost us little, beside psycopg's own first chunk."""
    with bench.open(bench.ours) as terminal:
        for _ in range(bench.runs):
            bench.report.add(budgets.FIRST, "psycopg", read_with_psycopg(bench.server, sql).first_s)
            bench.ours.put(terminal, "select 1")
            bench.ours.run(terminal)
            terminal.wait_for(lambda text: FIRST_ROW not in text and bench.ours.done(text))
            bench.ours.put(terminal, sql)
            began = bench.ours.run(terminal)
            bench.report.add(budgets.FIRST, bench.ours.name, terminal.wait_for(FIRST_ROW) - began)
            terminal.settle(0.5)


def move(bench: Bench, client: Client, terminal: TimedTerminal) -> None:
    """PageDown, cursor down, and to the last row."""
    client.focus_rows(terminal)
    for _ in range(2):  # the first may do no more than bring the cursor down
        terminal.send(client.page_down)
        terminal.settle(0.3)
    for _ in range(_PAGES if client is not bench.ours else 3 * _PAGES):
        seconds, count = press(terminal, client.page_down)
        bench.report.add(budgets.PAGE, client.name, seconds)
        bench.report.add(budgets.PAGE_BYTES, client.name, count)
    bench.keep_screen(client, "page", terminal)
    if client is bench.ours:
        terminal.send("g")  # at the top of the screen: the cursor goes down without scrolling
        terminal.settle()
    for _ in range(_DOWNS):
        count = terminal.received
        bench.report.add(budgets.DOWN, client.name, answer(terminal, client.down))
        bench.report.add(budgets.DOWN_BYTES, client.name, terminal.received - count)
    seconds, _ = press(terminal, client.last, timeout_s=120)
    terminal.settle(0.5)
    bench.keep_screen(client, "last", terminal)
    bench.report.add(budgets.END, client.name, seconds)


def press(
    terminal: TimedTerminal, key: bytes, *, timeout_s: float = 10.0, still_s: float | None = 0.15
) -> tuple[float, int]:
    """Seconds from a key until rows show that are others, and the bytes until nothing more comes."""
    shown, before = terminal.line(_MIDDLE), terminal.received
    began = terminal.send(key)
    seen = terminal.wait_for(lambda text: text.split("\n")[_MIDDLE] != shown, timeout_s)
    if still_s is not None:
        terminal.settle(still_s)
    return seen - began, terminal.received - before


def wide(bench: Bench) -> None:
    """200 columns: the first rows, and columns to the right."""
    for client in bench.clients:
        with bench.open(client) as terminal:
            client.put(terminal, "select * from wide")
            began = client.run(terminal)
            bench.report.add(budgets.FIRST_WIDE, client.name, terminal.wait_for(WIDE_FIRST_ROW, 120) - began)
            terminal.wait_for(client.done, 120)
            terminal.settle(0.5, 60)
            client.focus_rows(terminal)
            bench.keep_screen(client, "wide", terminal)
            for _ in range(_RIGHTS):
                bench.report.add(budgets.RIGHT_WIDE, client.name, answer(terminal, RIGHT))


def answer(terminal: TimedTerminal, key: bytes) -> float:
    """Seconds from a key until the first finished frame after it; a moved highlight changes no text."""
    began = terminal.send(key)
    seen = terminal.wait_frame()
    terminal.settle()
    return seen - began
