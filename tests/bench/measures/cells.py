"""Values of megabytes: in the grid, and in full."""

import hashlib

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import DOWN, ENTER, ESCAPE, OURS, PAGE_DOWN, Client
from tests.bench.data import FIRST_ROW
from tests.bench.measures.reading import LEFT, RIGHT, UP, answer
from tests.bench.terminal import TimedTerminal

_OPEN = "esc close"
_PAGES_DOWN = 8
_IN_GRID = (RIGHT, RIGHT, DOWN, LEFT, DOWN, LEFT, UP, RIGHT, RIGHT, UP)
_IN_CELL = [DOWN] * 4 + [PAGE_DOWN] * _PAGES_DOWN + [b"G", b"g", PAGE_DOWN, b"G"]
_CELLS = {
    "lines": ("value", "line 20 "),
    "one line": ("value", hashlib.md5(b"20").hexdigest()[:8]),
    "document": ("document", hashlib.md5(b"7").hexdigest()[:8]),
}
"""What is selected by which column, and what shows once it is open and not while it is a cell."""


def cells(bench: Bench) -> None:
    """10 MB of lines, 10 MB in one line, and 5 MB of jsonb."""
    for what, (column, inside) in _CELLS.items():
        sql = f"select {column} from big where what = '{what}'"
        for client in bench.clients:
            with bench.open(client) as terminal:
                client.put(terminal, sql)
                began = client.run(terminal)
                seen = terminal.wait_for(FIRST_ROW, 120)
                bench.report.add(budgets.CELL_ROW, client.name, seen - began)
                terminal.settle(1.0, 60)
                bench.keep_screen(client, f"cell-row-{what}", terminal)
                if client is bench.ours:
                    client.focus_rows(terminal)
                    _open(bench, terminal, what, inside)
    for client in bench.clients:
        _press_in_grid(bench, client)


def _press_in_grid(bench: Bench, client: Client) -> None:
    """Move from cell to cell where each has megabytes."""
    with bench.open(client) as terminal:
        client.put(terminal, "select what, value, document from big")
        client.run(terminal)
        terminal.wait_for(FIRST_ROW, 120)
        terminal.settle(1.0, 60)
        client.focus_rows(terminal)
        for key in _IN_GRID:
            bench.report.add(budgets.CELL_ROW_KEY, client.name, answer(terminal, key))
        bench.keep_screen(client, "cells-grid", terminal)


def _open(bench: Bench, terminal: TimedTerminal, what: str, inside: str) -> None:
    began = terminal.send(ENTER)
    try:
        seen = terminal.wait_for(lambda text: _OPEN in text and inside in text, 15)
    except AssertionError:
        bench.keep_screen(bench.ours, f"cell-{what}", terminal)
        bench.report.note(f"{OURS}: the value ({what}) did not open")
        return
    bench.report.add(budgets.CELL, OURS, seen - began)
    terminal.settle(0.5)
    bench.keep_screen(bench.ours, f"cell-{what}", terminal)
    for key in _IN_CELL:
        bench.report.add(budgets.CELL_KEY, OURS, answer(terminal, key))
    bench.keep_screen(bench.ours, f"cell-{what}-end", terminal)
    terminal.send(ESCAPE)
    terminal.wait_for(lambda text: _OPEN not in text)
