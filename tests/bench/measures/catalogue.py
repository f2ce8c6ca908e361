"""A database of 10,000 tables: until all names are known, what holding them costs, going to one of many."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.go_to import Matcher
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.session.events import SessionEvent
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, ConnectionTarget, Tls
from tests.bench import budgets
from tests.bench.bench import Bench
from tests.bench.clients import BACKSPACE, OURS, Client
from tests.bench.data import DATABASE
from tests.bench.memory import resident
from tests.bench.terminal import TimedTerminal
from tests.support.large_catalogue import TYPED, large_catalogue
from tests.support.postgres_server import PostgresServer

MANY = "many"
_SCHEMAS, _TABLES, _FUNCTIONS = 50, 200, 40
_TARGET = "zz_only_target"
_TYPED = "select * from zz_onl"
_COLUMNS = """
    id int8 primary key, customer_id int8, name text, amount numeric, created_at timestamptz,
    updated_at timestamptz, status text, payload jsonb, is_active bool, note_{table} text
"""
_CONNECT_S, _NAMES_S, _TRY_S, _REST_S = 90.0, 120.0, 0.1, 2.0


def catalogue(bench: Bench) -> None:
    """Our library in a process of its own, and pgcli, as it completes while one types."""
    make_many(bench.server)
    idle = _idle_memory(bench)
    for _ in range(max(3, bench.runs // 2)):
        _ours(bench, idle)
        for peer in bench.peers:
            if peer.name == "pgcli":
                _pgcli(bench, peer)
    go_to(bench)


def make_many(server: PostgresServer) -> None:
    """50 schemas of 200 tables with ten columns and of 40 functions; made where they are missing."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [MANY]).fetchone():
            return
        print("making 10,000 tables ...", flush=True)
        connection.execute(f"drop database if exists {MANY}_new")
        connection.execute(f"create database {MANY}_new")
    with psycopg.connect(server.dsn(f"{MANY}_new"), autocommit=True) as connection:
        for schema in range(1, _SCHEMAS + 1):
            connection.execute(_schema(f"s{schema:02}").encode())
        connection.execute(f"create table public.{_TARGET} (id int8 primary key, zz_column text)".encode())
        connection.execute("vacuum (analyze, freeze)")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f"alter database {MANY}_new rename to {MANY}")


def _schema(name: str) -> str:
    tables = [
        f"create table {name}.t{table:03}_orders_{name} ({_COLUMNS.format(table=table)});"
        for table in range(1, _TABLES + 1)
    ]
    functions = [
        f"create function {name}.f{number:02}_{name}(a int, b text) returns int language sql as 'select a';"
        for number in range(1, _FUNCTIONS + 1)
    ]
    return "".join([f"create schema {name};", *tables, *functions])


def _idle_memory(bench: Bench) -> int:
    """Of the whole client, connected and at rest."""
    with bench.open(bench.ours) as terminal:
        terminal.pause(_REST_S)
        idle = resident(terminal.process.pid)
    return idle


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening the library took, in seconds since the session was open."""

    first_s: float
    names_s: float
    kept_s: float
    """The next time, until all names are there."""
    memory: int
    """Bytes more than before."""


def _ours(bench: Bench, idle: int) -> None:
    command = [sys.executable, "-m", "tests.bench.measures.catalogue", str(bench.server.socket_dir)]
    opening = Opening(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    bench.report.add(budgets.MANY_FIRST, OURS, opening.first_s)
    bench.report.add(budgets.MANY_NAMES, OURS, opening.names_s)
    bench.report.add(budgets.MANY_KEPT, OURS, opening.kept_s)
    bench.report.add(budgets.MANY_MEMORY, OURS, idle + opening.memory)


def _pgcli(bench: Bench, client: Client) -> None:
    argv = [MANY if each == DATABASE else each for each in client.argv(bench.server.socket_dir)]
    with TimedTerminal(argv, client.environment()) as terminal:
        connected = terminal.wait_for(f"{MANY}>", _CONNECT_S)
        for key in _TYPED:
            terminal.send(key)
            terminal.settle(0.02)
        complete = _until_completed(terminal)
        terminal.pause(_REST_S)
        bench.report.add(budgets.MANY_NAMES, client.name, complete - connected)
        bench.report.add(budgets.MANY_MEMORY, client.name, resident(terminal.process.pid))
        bench.keep_screen(client, "many", terminal)
        client.quit(terminal)


def _until_completed(terminal: TimedTerminal) -> float:
    """Type the last letter again and again until the name is offered."""
    end, patience_s = time.monotonic() + _NAMES_S, _TRY_S
    while time.monotonic() < end:
        try:
            return terminal.wait_for(_TARGET, patience_s)
        except AssertionError:
            patience_s *= 1.2  # on a busy machine, a key may come before the last one's offers
            terminal.send(BACKSPACE)
            terminal.settle(0.02)
            terminal.send(_TYPED[-1])
    raise AssertionError(f"{_TARGET} was never offered")


def go_to(bench: Bench) -> None:
    """Each key of what one may type to find one of 50,000 objects."""
    known = large_catalogue()
    for _ in range(max(3, bench.runs // 2)):
        matcher = Matcher(known)
        asyncio.run(matcher.prepare())
        for word in TYPED:
            for end in range(1, len(word) + 1):
                began = time.perf_counter()
                matcher.match(word[:end])
                bench.report.add(budgets.GO_TO, OURS, time.perf_counter() - began)


async def _open(socket_dir: str) -> Opening:
    target = ConnectionTarget(socket_dir, MANY, "postgres", Auth.NONE, tls=Tls("prefer"))
    session = make_session(target, None, None, _unheard)
    folder = Path(tempfile.mkdtemp(prefix="lakebase-bench-"))
    try:
        await session.open()
        before = resident(os.getpid())
        first = _Watched(session, folder)
        await first.library.open()
        memory = resident(os.getpid()) - before
        assert first.library.catalogue.relation(_TARGET, "public") is not None
        again = _Watched(session, folder)
        await again.library.open()
        return Opening(first.names_s, first.ready_s, again.names_s, memory)
    finally:
        await session.aclose()
        shutil.rmtree(folder, ignore_errors=True)


class _Watched:
    """A library, and the seconds until it had names and until it was ready."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.names_s = self.ready_s = 0.0
        self._began = time.perf_counter()
        identity = Identity("many", "local", MANY)
        self.library = Library(session.ask, identity, folder, self._changed)

    def _changed(self) -> None:
        now = time.perf_counter() - self._began
        if self.library.catalogue.relations and not self.names_s:
            self.names_s = now
        if self.library.state is LibraryState.READY:
            self.ready_s = now
        assert self.library.state is not LibraryState.FAILED, self.library.failure


def _unheard(_event: SessionEvent) -> None:
    """Nobody watches this session."""


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(_open(sys.argv[1])))))
