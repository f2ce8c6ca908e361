"""Questions as a session asks them, on a connection that is the test's."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from lakebase_tui.catalog.questions import Row
from lakebase_tui.session.metadata import MetadataConnection
from lakebase_tui.session.questions import ask

Connection = psycopg.AsyncConnection[Any]


class Asking:
    """Asks, and counts."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.questions = 0
        self._metadata = MetadataConnection(self._connect)

    async def _connect(self) -> Connection:
        return self.connection

    async def __call__(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        self.questions += 1
        return await ask(self._metadata, sql, values)

    async def one(self, sql: str) -> str | None:
        """The only value of an answer."""
        return (await self(sql))[0][0]


@asynccontextmanager
async def asking(dsn: str) -> AsyncIterator[Asking]:
    """Log in as the session does, without prepared statements."""
    connection = await psycopg.AsyncConnection.connect(dsn, autocommit=True, prepare_threshold=None)
    async with connection:
        yield Asking(connection)
