"""What the server says really happened: how often each statement ran, and what of it is stored."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.session.target import ConnectionTarget
from tests.support.local_lakebase import LocalLakebase

LABELS = ("a", "b", "c", "d")
_LEAVE_S = 15.0
_CLIENTS = "pg_stat_activity where application_name like 'lakebase-tui%%'"
_SETUP = """
create schema if not exists faults;
drop table if exists faults.ledger;
create table faults.ledger (mark text);
create or replace function faults.probe(label text, mark text, seconds float8) returns text
language plpgsql as $body$
begin
  perform nextval(('faults.times_' || label)::regclass);
  insert into faults.ledger values (mark);
  raise notice 'probe % runs', label;
  perform pg_sleep(seconds);
  return mark;
end $body$;
"""


@dataclass(frozen=True, slots=True)
class Count:
    """Of one statement."""

    executed: int
    """How often it ran; a sequence counts it, which no rollback undoes."""
    stored: int
    """How many of its rows are committed."""


class Truth:
    """Asks over connections of its own, with tokens of its own.

    Args:
        lakebase: Where.
        control_plane: Mints.
        target: The compute that is tested.
    """

    def __init__(
        self, lakebase: LocalLakebase, control_plane: DatabricksControlPlane, target: ConnectionTarget
    ) -> None:
        self._lakebase = lakebase
        self._control_plane = control_plane
        self._target = target
        self._others: list[int] = []

    async def set_up(self) -> None:
        """Make the ledger and the function that writes into it."""
        async with self._connection() as connection:
            await connection.execute(_SETUP)
            for label in LABELS:
                await connection.execute(f"create sequence if not exists faults.times_{label}".encode())

    async def tear_down(self) -> None:
        """Leave nothing behind."""
        async with self._connection() as connection:
            await connection.execute("drop schema faults cascade")

    async def begin(self) -> None:
        """Forget what was counted."""
        async with self._connection() as connection:
            # A statement that somebody else left on the server is not ours to wait for.
            cursor = await connection.execute(f"select pid from {_CLIENTS}", [])
            self._others = [row[0] for row in await cursor.fetchall()]
            await connection.execute("truncate faults.ledger")
            for label in LABELS:
                await connection.execute(f"alter sequence faults.times_{label} restart".encode())

    async def counts(self) -> Mapping[str, Count]:
        """How often each statement ran; asked when no backend of the client is left."""
        async with self._connection() as connection:
            await self._client_gone(connection)
            found = {}
            for label in LABELS:
                times = await _value(
                    connection,
                    f"select case when is_called then last_value else 0 end from faults.times_{label}",
                )
                rows = await _value(connection, f"select count(*) from faults.ledger where mark = '{label}'")
                found[label] = Count(times, rows)
            return found

    async def _client_gone(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        async with asyncio.timeout(_LEAVE_S):
            while True:
                cursor = await connection.execute(
                    f"select count(*) from {_CLIENTS} and pid <> all (%s)", [self._others]
                )
                row = await cursor.fetchone()
                if row == (0,):
                    return
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator["psycopg.AsyncConnection[Any]"]:
        credential = await self._control_plane.mint_credential(self._target.compute or "")
        words = self._lakebase.libpq(self._target.host, self._target.role, credential.secret.reveal())
        async with await psycopg.AsyncConnection.connect(autocommit=True, **words) as connection:
            yield connection


async def _value(connection: "psycopg.AsyncConnection[Any]", sql: str) -> int:
    row = await (await connection.execute(sql.encode())).fetchone()
    assert row is not None
    return int(row[0])


def probe(label: str, seconds: float = 0.0) -> str:
    """A statement that leaves its label in the ledger, says so with a notice, and then takes its time."""
    return f"select faults.probe('{label}', '{label}', {seconds})"


HOLD: Sequence[tuple[str, str, str]] = (
    ("set work_mem = '7MB'", "select current_setting('work_mem') = '7MB'", "work_mem"),
    ("set app.tenant = 'seven'", "select current_setting('app.tenant', true) = 'seven'", "app.tenant"),
    (
        "prepare twice (int) as select $1 * 2",
        "select count(*) = 1 from pg_prepared_statements where name = 'twice'",
        "twice",
    ),
    ("listen news", "select count(*) = 1 from pg_listening_channels() c where c = 'news'", "news"),
    (
        "create temp table scratch (id int)",
        "select count(*) = 1 from pg_class where relnamespace = pg_my_temp_schema() and relname = 'scratch'",
        "scratch",
    ),
    (
        "select pg_advisory_lock(4711)",
        "select count(*) = 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
        "advisory lock",
    ),
)
"""What a session is given to hold: how, whether it is there, and the word by which its loss must be named."""
