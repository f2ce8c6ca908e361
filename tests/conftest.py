"""A plain PostgreSQL server for every test that needs nothing of Lakebase."""

from collections.abc import Iterator

import pytest

from tests.support.postgres_server import PostgresServer, bin_dir, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    if bin_dir() is None:
        pytest.skip("no PostgreSQL binaries")
    with running_server() as running:
        yield running
