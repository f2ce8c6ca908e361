"""A plain server, a connection to it and an executor."""

from collections.abc import AsyncIterator

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
