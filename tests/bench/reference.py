"""What others need for the same rows with nothing else to do: psycopg, our store without a screen, psql."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import adapt
from psycopg.types.string import TextLoader

from lakebase_tui.query.events import RowsArrived
from lakebase_tui.query.executor import Executor
from tests.bench.data import DATABASE
from tests.integration.query.helpers import PlainSource
from tests.support.postgres_server import PostgresServer

_CHUNK_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """Seconds until the first rows and until all were there."""

    first_s: float
    all_s: float
    rows: int


def read_with_psycopg(server: PostgresServer, sql: str) -> Reading:
    """Psycopg streams the rows as text, and drops them; in a process of its own."""
    return _elsewhere("psycopg", server, sql)


def read_into_store(server: PostgresServer, sql: str) -> Reading:
    """Our executor reads the rows into its store; in a process of its own."""
    return _elsewhere("store", server, sql)


def copy_with_psql(socket_dir: Path, sql: str, path: Path) -> float | None:
    r"""Seconds that psql's `\copy` to a CSV file takes, start included; None without psql."""
    psql = shutil.which("psql")
    if psql is None:
        return None
    began = time.perf_counter()
    command = rf"\copy ({sql}) to '{path}' csv header"
    where = ("-h", str(socket_dir), "-U", "postgres", "-d", DATABASE)
    subprocess.run([psql, "-X", "-q", *where, "-c", command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _elsewhere(how: str, server: PostgresServer, sql: str) -> Reading:
    command = [sys.executable, "-m", "tests.bench.reference", how, server.dsn(DATABASE), sql]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Reading(**json.loads(done.stdout))


async def _psycopg(dsn: str, sql: str) -> Reading:
    text_only = adapt.AdaptersMap(None)
    text_only.register_loader(0, TextLoader)  # psycopg's own fall-back for types that have no loader
    rows, first_s = 0, 0.0
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        cursor: psycopg.AsyncCursor[Any] = connection.cursor()
        # A cursor copies its connection's adapters, with loaders for all types: take them away.
        cursor._adapters = text_only
        began = time.perf_counter()
        async for row in cursor.stream(sql, size=_CHUNK_ROWS):
            if not rows:
                first_s = time.perf_counter() - began
                assert all(value is None or isinstance(value, str) for value in row)
            rows += 1
        return Reading(first_s, time.perf_counter() - began, rows)


async def _store(dsn: str, sql: str) -> Reading:
    first_s = 0.0
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        executor = Executor(PlainSource(connection), page_rows=None)
        began = time.perf_counter()
        async for event in executor.run([sql]):
            if isinstance(event, RowsArrived) and not first_s:
                first_s = time.perf_counter() - began
        all_s = time.perf_counter() - began
        return Reading(first_s, all_s, len(executor.stores[0]))


def main() -> None:
    """Read in this process and print what it took."""
    how, dsn, sql = sys.argv[1:]
    reading = asyncio.run({"psycopg": _psycopg, "store": _store}[how](dsn, sql))
    print(json.dumps({"first_s": reading.first_s, "all_s": reading.all_s, "rows": reading.rows}))


if __name__ == "__main__":
    main()
