"""One local Lakebase for all integration tests, and its faults."""

from collections.abc import Iterator

import pytest

from tests.support.local_lakebase import FaultDoor, LocalLakebase, running


@pytest.fixture(scope="session")
def local_lakebase() -> Iterator[LocalLakebase]:
    """A running local Lakebase; shared, so make branches of your own before you write."""
    with running("--min-ttl", "1") as lakebase:
        yield lakebase


@pytest.fixture
def faults(local_lakebase: LocalLakebase) -> Iterator[FaultDoor]:
    """The fault door of the shared local Lakebase; everything is off again after the test."""
    door = FaultDoor(local_lakebase)
    yield door
    door.reset()
