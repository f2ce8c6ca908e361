"""A database of 10,000 tables: until all names are known and on the screen, and what holding them costs."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator

import psycopg

from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import BACKSPACE, CTRL_SPACE, OURS, Client
from tests.bench.memory import resident
from tests.bench.terminal import TimedTerminal
from tests.support.postgres_server import PostgresServer

MANY = "many"
SCHEMAS, TABLES = 50, 200
_FUNCTIONS = 40
_COLUMNS = """
    id int8 primary key, customer_id int8, name text, amount numeric, created_at timestamptz,
    updated_at timestamptz, status text, payload jsonb, is_active bool, note_{table} text
"""
_SQL = "select * from {table} where {letters}"
_TREE = ("public", "s01")
"""Schemas that are in sight as soon as the first level of the tree is drawn."""
_TREE_CELLS = 30
_NAMES_S, _REST_S = 120.0, 2.0
_FIRST_TRY_S, _LONGEST_TRY_S = 0.1, 0.4


def catalogue(bench: Bench) -> None:
    """Start beside pgcli: first with nothing on disk, then with what the first start left there."""
    make_many(bench.server)
    for _ in range(max(3, bench.runs // 2)):
        forget(bench)
        _cold(bench)
        _kept(bench)
        for peer in bench.peers:
            if peer.name == "pgcli":
                _pgcli(bench, peer)


def make_many(server: PostgresServer) -> None:
    """50 schemas of 200 tables with ten columns and of 40 functions; made where they are missing."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [MANY]).fetchone():
            return
        print("making 10,000 tables ...", flush=True)
        connection.execute(f"drop database if exists {MANY}_new")
        connection.execute(f"create database {MANY}_new")
    with psycopg.connect(server.dsn(f"{MANY}_new"), autocommit=True) as connection:
        for schema in range(1, SCHEMAS + 1):
            connection.execute(_schema(f"s{schema:02}").encode())
        connection.execute("vacuum (analyze, freeze)")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f"alter database {MANY}_new rename to {MANY}")


def _schema(name: str) -> str:
    tables = [
        f"create table {name}.{table_name(name, table)} ({_COLUMNS.format(table=table)});"
        for table in range(1, TABLES + 1)
    ]
    functions = [
        f"create function {name}.f{number:02}_{name}(a int, b text) returns int language sql as 'select a';"
        for number in range(1, _FUNCTIONS + 1)
    ]
    return "".join([f"create schema {name};", *tables, *functions])


def table_name(schema: str, table: int) -> str:
    """What a table of the data is called."""
    return f"t{table:03}_orders_{schema}"


@contextlib.contextmanager
def open_many(bench: Bench, client: Client) -> Iterator[TimedTerminal]:
    """A client on the large database; what it cannot do is noted, and ends the measure."""
    with bench.open(client, MANY) as terminal:
        client.to_typing(terminal)
        yield terminal


def forget(bench: Bench) -> None:
    """Let our next start find nothing on disk."""
    shutil.rmtree(bench.ours.home / ".cache", ignore_errors=True)


def _cold(bench: Bench) -> None:
    with bench.ours.start(bench.server.socket_dir, MANY) as terminal:
        connected = bench.ours.wait_ready(terminal)
        bench.report.add(budgets.MANY_FIRST, OURS, max(0.0, terminal.wait_for(_tree_shows) - connected))
        bench.report.add(budgets.MANY_NAMES, OURS, wait_names(bench.ours, terminal) - connected)
        terminal.pause(_REST_S)
        bench.report.add(budgets.MANY_MEMORY, OURS, resident(terminal.process.pid))
        bench.keep_screen(bench.ours, "many", terminal)
        _wait_kept(bench)
        bench.ours.quit(terminal)


def _kept(bench: Bench) -> None:
    with bench.ours.start(bench.server.socket_dir, MANY) as terminal:
        connected = bench.ours.wait_ready(terminal)
        bench.report.add(budgets.MANY_KEPT, OURS, wait_names(bench.ours, terminal) - connected)
        terminal.pause(_REST_S)
        bench.report.add(budgets.MANY_MEMORY, OURS, resident(terminal.process.pid))
        bench.keep_screen(bench.ours, "many-kept", terminal)
        bench.ours.quit(terminal)


def _pgcli(bench: Bench, client: Client) -> None:
    with client.start(bench.server.socket_dir, MANY) as terminal:
        connected = client.wait_ready(terminal)
        bench.report.add(budgets.MANY_NAMES, client.name, wait_names(client, terminal) - connected)
        terminal.pause(_REST_S)
        bench.report.add(budgets.MANY_MEMORY, client.name, resident(terminal.process.pid))
        bench.keep_screen(client, "many", terminal)
        client.quit(terminal)


def _tree_shows(text: str) -> bool:
    lines = [line[:_TREE_CELLS] for line in text.split("\n")]
    return all(any(schema in line for line in lines) for schema in _TREE)


def _wait_kept(bench: Bench) -> None:
    """Until the names are on disk: they are written after they are shown."""
    end = time.monotonic() + _NAMES_S
    while time.monotonic() < end and not any(_files(bench)):
        time.sleep(0.1)
    time.sleep(1.0)


def _files(bench: Bench) -> Iterator[str]:
    for folder, _, names in os.walk(bench.ours.home / ".cache"):
        yield from (name for name in names if folder.endswith("catalogues"))


def wait_names(client: Client, terminal: TimedTerminal) -> float:
    """Ask again and again until the last column of the last table of the last schema is offered.

    Returns:
        When it showed; then the table itself is offered, too.

    Raises:
        AssertionError: It never was, or the table is not.
    """
    last = f"s{SCHEMAS}"
    table = table_name(last, TABLES)
    seen = _until_offered(client, terminal, f"{last}.{table}", f"note_{TABLES}"[:-1], f"note_{TABLES}")
    client.clear(terminal)
    _until_offered(client, terminal, f"{last}.{table[:4]}", "", table, _LONGEST_TRY_S * 4)
    client.clear(terminal)
    return seen


def _until_offered(
    client: Client, terminal: TimedTerminal, table: str, letters: str, wanted: str, within_s: float = _NAMES_S
) -> float:
    text = _SQL.format(table=table, letters=letters) if letters else f"select * from {table}"
    terminal.paste(text[:-1])
    terminal.settle(0.02, 2)
    end, patience_s = time.monotonic() + within_s, _FIRST_TRY_S
    terminal.send(text[-1])
    while True:
        if client.name == OURS:
            terminal.send(CTRL_SPACE)
        try:
            return terminal.wait_for(wanted, patience_s)
        except AssertionError:
            if time.monotonic() > end:
                raise
        patience_s = min(patience_s * 1.2, _LONGEST_TRY_S)  # on a busy machine, a key may come too early
        if client.name != OURS:
            terminal.send(BACKSPACE)
            terminal.settle(0.02, 2)
            terminal.send(text[-1])
