"""A plain server, a connection to it and an executor."""

import errno
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.query.executor import Executor
from tests.integration.query.helpers import Connection, PlainSource
from tests.support.exact_values import psql_of
from tests.support.postgres_server import PostgresServer
from tests.support.value_table import SETUP


@pytest.fixture
async def other(server: PostgresServer) -> AsyncIterator[Connection]:
    """A second connection, to look at the first from outside."""
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        yield connection


@pytest.fixture
async def source(server: PostgresServer) -> AsyncIterator[PlainSource]:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        yield PlainSource(connection)


@pytest.fixture
def connection(source: PlainSource) -> Connection:
    return source.connection


@pytest.fixture
def executor(source: PlainSource) -> Executor:
    return Executor(source)


@pytest.fixture(scope="session")
def value_dsn(server: PostgresServer) -> str:
    """A database with what the table of values needs."""
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("create database exact_values")
    with psycopg.connect(server.dsn("exact_values"), autocommit=True) as connection:
        connection.execute(SETUP)
    return server.dsn("exact_values")


@pytest.fixture(scope="session")
def value_psql(server: PostgresServer) -> Path:
    """The psql beside the server, else the one on the path."""
    found = psql_of(server)
    if found is None:
        pytest.skip("no psql here; what it once printed is compared all the same")
    return found


@pytest.fixture
async def value_executor(value_dsn: str) -> AsyncIterator[Executor]:
    async with await psycopg.AsyncConnection.connect(value_dsn, autocommit=True) as connection:
        await connection.execute("set client_min_messages = error")
        yield Executor(PlainSource(connection))


@pytest.fixture
def full_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make the disk full for exports after so many bytes, in the middle of a write."""

    def fill(room: int) -> None:
        left = room
        write = os.write

        def limited(descriptor: int, data: bytes) -> int:
            nonlocal left
            if left <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            part = data[:left]
            left -= len(part)
            return write(descriptor, part)

        monkeypatch.setattr("lakebase_tui.query.export.target.os.write", limited)

    return fill
