"""What a column says of its values."""

import psycopg

from lakebase_tui.query.executor import Executor
from tests.integration.query.helpers import PlainSource, outcome, run_all
from tests.support.postgres_server import PostgresServer


async def test_types_are_known_by_name_and_made_ones_by_number(server: PostgresServer) -> None:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        executor = Executor(PlainSource(connection))
        await run_all(executor, "create type pg_temp.mood as enum ('happy')")
        await outcome(
            executor, "select 1.5::numeric(10,2), now()::timestamp(3), 'x'::varchar(9), 'happy'::pg_temp.mood"
        )
        names = [column.type_name for column in executor.stores[0].columns]
        assert names[:3] == ["numeric(10,2)", "timestamp(3) without time zone", "character varying(9)"]
        assert names[3].startswith("oid ")
