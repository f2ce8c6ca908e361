"""However many objects there are, the event loop gets its turns while they are read."""

import asyncio
import time

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.go_to import Matcher
from lakebase_tui.catalog.objects import Schema
from lakebase_tui.catalog.reading import read_catalogue
from tests.unit.catalog.fake_server import FakeServer

TABLES = 20_000


async def turns_while(work: "asyncio.Task[None]") -> int:
    turns = 0
    while not work.done():
        await asyncio.sleep(0)
        turns += 1
    await work
    return turns


async def test_reading_gives_way_all_the_time() -> None:
    server = FakeServer(TABLES)
    began = time.process_time()

    async def read() -> None:
        catalogue = await read_catalogue(server)
        assert len(catalogue.relations) == TABLES + 2

    turns = await turns_while(asyncio.create_task(read()))
    took = time.process_time() - began
    # Each slice is 4 ms by the clock; far fewer turns mean that some were much longer.
    assert turns > took / 0.010


async def test_getting_ready_to_go_anywhere_gives_way_all_the_time() -> None:
    catalogue = await read_catalogue(FakeServer(TABLES))
    matcher = Matcher(catalogue)
    began = time.process_time()
    turns = await turns_while(asyncio.create_task(matcher.prepare()))
    took = time.process_time() - began
    assert turns > took / 0.010
    assert matcher.match("t19999")[0].name == "t19999"


async def test_equal_columns_are_one_object() -> None:
    catalogue = await read_catalogue(FakeServer(50))
    ids = {id(each.columns[0]) for each in catalogue.relations}
    assert len(ids) == 1
    names = {id(each.schema) for each in catalogue.relations if each.schema == "public"}
    assert len(names) == 1
    assert catalogue.schemas[0] == Schema("pg_catalog", internal=True)
    assert isinstance(catalogue, Catalogue)
