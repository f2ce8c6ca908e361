"""All rows on their way into our store, and what is done with them there; keys meanwhile."""

import random
import string
import time

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import OURS, PAGE_DOWN, Client
from tests.bench.data import FIRST_ROW, events
from tests.bench.measures.reading import RIGHT, press
from tests.bench.memory import MemoryWatch, resident
from tests.bench.reference import read_into_store, read_with_psycopg
from tests.bench.terminal import TimedTerminal

_PAGE_ROWS = 10_000
"""What our client reads before it is asked for more."""
_LONG_S = 900.0
_KEYS, _KEY_EVERY_S = 120, 0.1
_LINE_KEYS, _TAIL = 40, 12
_TO_FLAG = 6
"""Columns right of the first: a boolean, by which two thirds of the rows stay."""


def fetch(bench: Bench) -> None:
    """How fast all rows get into the store, with the app and without, beside psycopg that drops them."""
    sql = f"select * from {events(bench.rows)}"
    for _ in range(max(2, bench.runs // 3)):
        for who, read in (("psycopg", read_with_psycopg), ("store", read_into_store)):
            bench.report.add(budgets.FETCH, who, bench.rows / read(bench.server, sql).all_s)
        with bench.open(bench.ours) as terminal:
            _to_first_page(bench, terminal, sql)
            began = terminal.send(bench.ours.last)
            seconds = bench.ours.wait_all(terminal, bench.rows) - began
            bench.report.add(budgets.FETCH, OURS, (bench.rows - _PAGE_ROWS) / seconds)


def memory(bench: Bench) -> None:
    """What our client takes while it reads all rows, goes to the last, filters and sorts them."""
    with bench.open(bench.ours) as terminal:
        terminal.pause(2.0)
        pid = terminal.process.pid
        bench.report.add(budgets.IDLE, OURS, resident(pid))
        _to_first_page(bench, terminal, f"select * from {events(bench.rows)}")
        with MemoryWatch(pid) as watch:
            terminal.send(bench.ours.last)
            bench.ours.wait_all(terminal, bench.rows)
            terminal.settle()
        bench.report.add(budgets.FETCHING_MEMORY, OURS, watch.most)
        with MemoryWatch(pid) as watch:
            for key in ("g", "G", "g", "G", "g"):
                terminal.send(key)
                terminal.settle()
        bench.report.add(budgets.END_MEMORY, OURS, watch.most)
        for _ in range(_TO_FLAG):
            terminal.send(RIGHT)
            terminal.settle(0.05)
        with MemoryWatch(pid) as watch:
            bench.report.add(budgets.FILTER, OURS, _work(terminal, ".", "filtering…"))
        bench.report.add(budgets.FILTER_MEMORY, OURS, watch.most)
        bench.keep_screen(bench.ours, "filter", terminal)
        terminal.send("F")
        terminal.wait_for(lambda text: f" of {bench.rows:,}" not in text)
        terminal.settle(0.5)
        with MemoryWatch(pid) as watch:
            bench.report.add(budgets.SORT, OURS, _work(terminal, "s", "sorting…"))
        bench.report.add(budgets.SORT_MEMORY, OURS, watch.most)
        bench.keep_screen(bench.ours, "sort", terminal)


def _to_first_page(bench: Bench, terminal: TimedTerminal, sql: str) -> None:
    bench.ours.put(terminal, sql)
    bench.ours.run(terminal)
    terminal.wait_for(FIRST_ROW)
    terminal.wait_for(f"{_PAGE_ROWS:,}+ rows")
    bench.ours.focus_rows(terminal)


def _work(terminal: TimedTerminal, key: str, words: str) -> float:
    """Seconds from a key until the words that tell of its work are gone again."""
    began = terminal.send(key)
    terminal.wait_for(words)
    return terminal.wait_for(lambda text: words not in text, _LONG_S) - began


def keys(bench: Bench) -> None:
    """Keys in the editor, and pages in the rows that are there, while all rows are on their way."""
    sql = f"select * from {events(bench.rows)}"
    for client in bench.clients:
        if client.line_client:
            bench.report.note(f"{client.name} shows no key while a statement runs")
            continue
        with bench.open(client) as terminal:
            client.put(terminal, sql)
            client.run(terminal)
            if client is bench.ours:
                terminal.wait_for(FIRST_ROW)
                client.focus_rows(terminal)
                terminal.send(client.last)
                bench.ours.to_editor(terminal)
            client.type_while_running(terminal)
            count = _keys(bench, client, terminal)
            bench.report.note(f"{client.name}: {count} keys in the editor while it fetched")
    _pages(bench, sql)


def _keys(bench: Bench, client: Client, terminal: TimedTerminal) -> int:
    letters = random.Random(7).choices(string.ascii_lowercase.replace("j", ""), k=_KEYS)
    end, line, count = time.monotonic() + 120, "", 0
    for letter in letters:
        if time.monotonic() > end or client.ended(terminal.text()):
            break
        if len(line) >= _LINE_KEYS:
            terminal.send(b"\r")
            terminal.pause(2 * _KEY_EVERY_S)
            line = ""
        line += letter
        began = terminal.send(letter)
        seen = terminal.wait_for(lambda text, tail=line[-_TAIL:]: tail in text, 60)  # type: ignore[misc]
        bench.report.add(budgets.FETCHING_KEY, client.name, seen - began)
        count += 1
        terminal.pause(_KEY_EVERY_S)
    bench.keep_screen(client, "keys-while-fetching", terminal)
    return count


def _pages(bench: Bench, sql: str) -> None:
    with bench.open(bench.ours) as terminal:
        _to_first_page(bench, terminal, sql)
        terminal.send(bench.ours.last)
        terminal.pause(0.3)
        terminal.send("g")
        terminal.wait_for(FIRST_ROW)
        terminal.pause(_KEY_EVERY_S)
        for _ in range(_KEYS):
            if bench.ours.ended(terminal.text()):
                break
            seconds, _ = press(terminal, PAGE_DOWN, still_s=None)
            bench.report.add(budgets.FETCHING_PAGE, OURS, seconds)
            terminal.pause(_KEY_EVERY_S)
        bench.keep_screen(bench.ours, "pages-while-fetching", terminal)
