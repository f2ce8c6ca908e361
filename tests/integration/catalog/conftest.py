"""A server of each version that this machine has; the tests' own one counts as its version's."""

from collections.abc import Iterator

import pytest

from tests.support import postgres_server
from tests.support.postgres_server import PostgresServer
from tests.support.postgres_versions import FOLDERS, VERSIONS, binaries, server_of


@pytest.fixture(scope="session", params=VERSIONS)
def each_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """A server of one version after the other."""
    found = binaries().get(request.param)
    if found is None:
        pytest.skip(f"no PostgreSQL {request.param} here; {FOLDERS} can say where it is")
    if found == postgres_server.bin_dir():
        yield request.getfixturevalue("server")
        return
    with server_of(request.param) as server:
        yield server
