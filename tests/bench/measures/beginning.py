"""Start, memory at rest, small statements, typing."""

import itertools

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import Client
from tests.bench.memory import resident
from tests.bench.terminal import TimedTerminal

_TYPED = "select name, amount, status from orders where amount > 17 order by name"
_TAIL = 14
_QUIET_S = 0.08
_REST_S = 2.0
_STATEMENTS = 4
"""Times the number of runs."""
_numbers = itertools.count(4_241_227)


def start(bench: Bench) -> None:
    """From the start of the program until a typed word shows, and the memory at rest."""
    for client in bench.clients:
        with bench.open(client):
            pass  # fills the page cache
    for _ in range(bench.runs):
        for client in bench.clients:  # in turns: what else the machine does then falls on all alike
            _start(bench, client)


def _start(bench: Bench, client: Client) -> None:
    word = f"zq{next(_numbers)}"
    with client.start(bench.server.socket_dir) as terminal:
        client.wait_ready(terminal)
        client.to_typing(terminal)
        terminal.send(word)
        bench.report.add(budgets.START, client.name, terminal.wait_for(word) - terminal.started)
        terminal.pause(_REST_S)
        bench.report.add(budgets.IDLE, client.name, resident(terminal.process.pid))
        bench.keep_screen(client, "start", terminal)
        client.quit(terminal)


def select(bench: Bench) -> None:
    """A small statement: from the key until its value shows, and all bytes that it takes to show."""
    for client in bench.clients:
        with bench.open(client) as terminal:
            for index in range(bench.runs * _STATEMENTS + 2):
                seconds, count = _select_one(client, terminal)
                if index >= 2:
                    bench.report.add(budgets.SELECT, client.name, seconds)
                    bench.report.add(budgets.SELECT_BYTES, client.name, count)
            bench.keep_screen(client, "select", terminal)


def _select_one(client: Client, terminal: TimedTerminal) -> tuple[float, int]:
    number = next(_numbers)
    client.put(terminal, f"select {number} + 777")
    before = terminal.received
    began = client.run(terminal)
    seen = terminal.wait_for(str(number + 777))  # in no statement that was typed
    terminal.settle(0.2)
    count = terminal.received - before
    client.leave_rows(terminal)
    return seen - began, count


def typing(bench: Bench) -> None:
    """Keys in an empty editor: until each shows, and the bytes that it takes."""
    for client in bench.clients:
        with bench.open(client) as terminal:
            client.to_typing(terminal)
            terminal.settle(1.0)
            for end in range(1, len(_TYPED) + 1):
                _type(bench, client, terminal, end)
            bench.keep_screen(client, "typing", terminal)


def _type(bench: Bench, client: Client, terminal: TimedTerminal, end: int) -> None:
    key, tail = _TYPED[end - 1], _TYPED[max(0, end - _TAIL) : end]
    before = terminal.received
    began = terminal.send(key)
    if key != " ":
        bench.report.add(budgets.KEY, client.name, terminal.wait_for(tail) - began)
    terminal.settle(_QUIET_S)
    bench.report.add(budgets.KEY_BYTES, client.name, terminal.received - before)
