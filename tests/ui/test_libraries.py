"""Catalogues that sessions share: asked for at a login and no more often; nothing stays off behind them."""

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from lakebase_tui.catalog.library import LibraryState
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, ConnectionTarget
from lakebase_tui.ui.libraries import Libraries
from tests.support.desk import desk
from tests.support.postgres_server import PostgresServer


class SlowSession:
    """A session whose questions are never answered."""

    target = ConnectionTarget("localhost", "shop", "ana", Auth.NONE)
    connected = True

    async def ask_beside(self, sql: str, values: object = ()) -> list[tuple[str | None, ...]]:
        await asyncio.Event().wait()
        return []


@pytest.fixture
def collecting() -> Iterator[None]:
    """The search for garbage is on, before and after."""
    gc.enable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collecting")
async def test_the_search_for_garbage_goes_on_when_a_reading_is_given_up() -> None:
    reading = asyncio.Event()
    libraries = Libraries(None, lambda library: reading.set())
    session = cast(Session, SlowSession())
    libraries.refresh(session)
    await asyncio.wait_for(reading.wait(), 20)
    assert libraries.of(session).state is LibraryState.READING
    assert not gc.isenabled()
    await libraries.end(session)
    assert gc.isenabled()


async def test_what_cannot_be_read_is_not_asked_for_after_each_statement(
    server: PostgresServer, tmp_path: Path
) -> None:
    async with desk(server, tmp_path, schema=True) as at:
        library = at.workspace.schema.desk._library
        assert library is not None
        await at.until_true(lambda: library.state is LibraryState.READY)
        told: list[LibraryState] = []
        library.state, library.failure = LibraryState.FAILED, "It takes too long."
        at.app._services.libraries._on_change = lambda each: told.append(each.state)
        for number in range(3):
            await at.read(f"select {number}")
        await at.settle()
        assert told == []
