"""Values of all types under all settings: what is kept, copied, written and drawn is what psql prints."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.query.copying import bare_value
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.formats.csv_format import CsvFormat, CsvOptions
from tests.integration.query.helpers import PlainSource, outcomes, run_all
from tests.support.exact_values import BY_NUL, all_settings, cells_of, prepared, psql_bytes, psql_of
from tests.support.format_truth import written
from tests.support.postgres_server import PostgresServer
from tests.support.value_table import SETUP, expressions

DATABASE = "exact_values"
SETTINGS = all_settings()


@pytest.fixture(scope="module")
def dsn(server: PostgresServer) -> str:
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(f"create database {DATABASE}")
    with psycopg.connect(server.dsn(DATABASE), autocommit=True) as connection:
        connection.execute(SETUP)
    return server.dsn(DATABASE)


@pytest.fixture(scope="module")
def psql(server: PostgresServer) -> Path:
    found = psql_of(server)
    if found is None:
        pytest.skip("no psql")
    return found


@pytest.fixture
async def executor(dsn: str) -> AsyncIterator[Executor]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        yield Executor(PlainSource(connection))


def script(settings: list[str]) -> str:
    return ";\n".join([prepared(expressions()), *(f"{each};\nexecute everything" for each in settings)]) + ";"


async def test_cells(executor: Executor, psql: Path, dsn: str) -> None:
    import time

    t = time.time()
    values = expressions()
    truth = cells_of(psql_bytes(psql, dsn, script(SETTINGS), *BY_NUL), len(values))
    csv = psql_bytes(psql, dsn, script(SETTINGS), "--csv", "-t")
    print("psql", time.time() - t)
    t = time.time()
    await run_all(executor, prepared(values))
    ours_csv = []
    for settings, expected in zip(SETTINGS, truth, strict=True):
        events = await run_all(executor, settings, "execute everything")
        store = executor.stores[1]
        for i, (v, a, b) in enumerate(zip(values, store.row(0), expected)):
            assert a == b, (v, settings)
            assert bare_value(store, 0, i) == (b or "")
        ours_csv.append(
            written(CsvFormat(CsvOptions(as_psql=True, header=False)), store.columns, store.rows(0, 1))
        )
    print("ours", time.time() - t, len(csv))
    assert "".join(ours_csv).encode("utf-8", "surrogateescape") == csv
