"""One local Lakebase for all integration tests, and its faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.local_lakebase import FaultDoor, LocalLakebase, running
from tests.support.program import command, environment
from tests.support.raw_api import RawApi
from tests.support.sessions import PRODUCTION
from tests.support.terminal import Terminal


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


@pytest.fixture
def terminal(local_lakebase: LocalLakebase, faults: FaultDoor, tmp_path: Path) -> Iterator[Terminal]:
    """The app in the picker, with tokens that live eight seconds."""
    faults.post(settings={"min_ttl_s": 1})
    argv = command(local_lakebase, "--token-ttl", "8")
    with Terminal(argv, environment(local_lakebase, tmp_path)) as opened:
        yield opened


@pytest.fixture
def password(local_lakebase: LocalLakebase) -> str:
    """The native password of role `app`."""
    api = RawApi(local_lakebase)
    roles = api.get(f"{PRODUCTION}/roles")["roles"]
    [name] = [role["name"] for role in roles if role["status"]["postgres_role"] == "app"]
    reply = api.ask("POST", f"{name}/password", {})
    return str(reply.body["password"])
