"""A plain server, a connection to it and an executor."""

import errno
import os
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest

from lakebase_tui.query.executor import Executor
from tests.integration.query.helpers import Connection, PlainSource
from tests.support.postgres_server import PostgresServer


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
