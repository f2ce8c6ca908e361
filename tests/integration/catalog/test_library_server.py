"""A library on a real server: kept on disk while the schema stays, read anew when it changes."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.library import Library, LibraryState
from tests.integration.catalog.asking import Asking, asking
from tests.support.postgres_server import PostgresServer

STOCK = Identity("plain", "local", "library_stock")
_MADE = "create table items (id integer primary key, name text); insert into items values (1, 'one')"


@pytest.fixture(scope="module")
def stock(server: PostgresServer) -> str:
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute("create database library_stock")
    with psycopg.connect(server.dsn("library_stock"), autocommit=True) as admin:
        admin.execute(_MADE)
    return server.dsn("library_stock")


@pytest.fixture
async def ask(stock: str) -> AsyncIterator[Asking]:
    async with asking(stock) as asked:
        yield asked


async def opened(ask: Asking, folder: Path) -> Library:
    library = Library(ask, STOCK, folder, lambda: None)
    await library.open()
    assert library.state is LibraryState.READY
    return library


def items(library: Library) -> list[str]:
    found = library.catalogue.relation("items", "public")
    assert found is not None
    return [each.name for each in found.columns]


async def test_ddl_of_ours_shows_after_a_refresh(ask: Asking, tmp_path: Path) -> None:
    library = await opened(ask, tmp_path)
    assert items(library) == ["id", "name"]
    await ask("alter table items add column price numeric(10, 2)")
    await library.refresh()
    assert items(library) == ["id", "name", "price"]
    await ask("alter table items drop column price")
    await library.refresh()
    assert items(library) == ["id", "name"]


async def test_while_the_schema_stays_the_next_time_takes_one_question(ask: Asking, tmp_path: Path) -> None:
    first = await opened(ask, tmp_path)
    await ask("update items set name = 'two'")
    await ask("vacuum (full, analyze) items")
    before = ask.questions
    second = await opened(ask, tmp_path)
    assert ask.questions - before == 1
    assert second.catalogue == first.catalogue


async def test_ddl_of_others_is_seen_the_next_time(stock: str, ask: Asking, tmp_path: Path) -> None:
    await opened(ask, tmp_path)
    async with asking(stock) as other:
        await other("alter table items rename column name to title")
        assert items(await opened(ask, tmp_path)) == ["id", "title"]
        await other("alter table items rename column title to name")
    assert items(await opened(ask, tmp_path)) == ["id", "name"]
