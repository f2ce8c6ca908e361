"""A compute that is disabled or deleted while a session is open: the next statement says so at once."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.common.types.fieldmask import FieldMask
from databricks.sdk.service import postgres as pg

from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.models import Compute, ComputeHosts, ComputeState
from lakebase_tui.query.events import Outcome, OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.session.credentials import PasswordProvider
from lakebase_tui.session.events import SessionState, StateChanged
from lakebase_tui.session.failures import FailureKind, SessionFailure, words_for
from lakebase_tui.session.login import login
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, ConnectionTarget, Tls
from tests.integration.query.helpers import outcome
from tests.support.local_lakebase import LocalLakebase
from tests.support.sessions import Told, control_plane_of, target_on

SHOP = "projects/shop"
BRANCH = f"{SHOP}/branches/t-gone"
COMPUTE = f"{BRANCH}/endpoints/primary"


class Api:
    """Changes a branch of our own; each call returns when all is done."""

    def __init__(self, postgres: Any) -> None:  # untyped: every field of the SDK's classes is optional
        self.postgres = postgres

    async def disable(self, disabled: bool) -> None:
        wanted = pg.Endpoint(
            spec=pg.EndpointSpec(pg.EndpointType.ENDPOINT_TYPE_READ_WRITE, disabled=disabled)
        )
        mask: Any = FieldMask  # untyped in the SDK
        paths = mask(["spec.disabled"])
        await asyncio.to_thread(lambda: self.postgres.update_endpoint(COMPUTE, wanted, paths).wait())

    async def delete(self) -> None:
        """The branch, and its compute with it."""
        await asyncio.to_thread(lambda: self.postgres.delete_branch(BRANCH).wait())


@pytest.fixture
def api(local_lakebase: LocalLakebase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Api]:
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))
    host, token = local_lakebase.databricks_host, local_lakebase.databricks_token
    postgres = WorkspaceClient(host=host, token=token).postgres
    spec = pg.BranchSpec(source_branch=f"{SHOP}/branches/production", no_expiry=True)
    postgres.create_branch(SHOP, pg.Branch(spec=spec), "t-gone").wait()
    yield Api(postgres)
    postgres.delete_branch(BRANCH, purge=True).wait()


@asynccontextmanager
async def opened(lakebase: LocalLakebase) -> AsyncIterator[tuple[Session, Told, DatabricksControlPlane]]:
    control_plane, told = control_plane_of(lakebase), Told()
    target = await target_on(control_plane, lakebase, compute=COMPUTE)
    session = make_session(target, None, control_plane, told)
    try:
        await session.open()
        yield session, told, control_plane
    finally:
        await session.aclose()
        await control_plane.aclose()


def explained(told: Told, kind: FailureKind) -> "asyncio.Task[object]":
    """Waits until the lost session says why."""
    why = words_for(kind).sentence
    return asyncio.ensure_future(
        told.next(
            lambda event: (
                isinstance(event, StateChanged) and (event.state, event.detail) == (SessionState.LOST, why)
            )
        )
    )


async def test_disabled_and_enabled_again(local_lakebase: LocalLakebase, api: Api) -> None:
    async with opened(local_lakebase) as (session, told, _):
        executor = Executor(session)
        telling = explained(told, FailureKind.DISABLED)
        await api.disable(True)
        await telling
        refused = await outcome(executor, "select 1")
        assert (refused.kind, kind_of(refused)) == (OutcomeKind.FAILED, FailureKind.DISABLED)
        assert refused.error is not None
        assert "Enable it" in refused.error.next_step
        await api.disable(False)
        assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_deleted_with_its_branch_in_a_transaction(local_lakebase: LocalLakebase, api: Api) -> None:
    async with opened(local_lakebase) as (session, told, control_plane):
        executor = Executor(session)
        await outcome(executor, "begin")
        telling = explained(told, FailureKind.NO_SUCH_COMPUTE)
        await api.delete()
        session.inquire_soon()  # the first question may have come before the end of the deletion
        await telling
        lost, gone = await outcome(executor, "select 1"), await outcome(executor, "select 1")
        assert lost.kind is OutcomeKind.ROLLED_BACK
        assert kind_of(lost) is FailureKind.LOST_IN_TRANSACTION
        assert kind_of(gone) is FailureKind.NO_SUCH_COMPUTE
        assert gone.error is not None
        assert "Choose another compute" in gone.error.next_step
        # A host that answers nothing would be waited for, were it not for the control plane.
        session.target = replace(session.target, port=nobody_there().port)
        assert kind_of(await outcome(executor, "select 1")) is FailureKind.NO_SUCH_COMPUTE
        # And no token can be made for it.
        another = make_session(session.target, None, control_plane, Told())
        with pytest.raises(SessionFailure) as caught:
            await another.open()
        assert caught.value.kind is FailureKind.NO_SUCH_COMPUTE
        await another.aclose()


def kind_of(ended: Outcome) -> FailureKind | None:
    return ended.error.kind if ended.error is not None else None


def nobody_there() -> ConnectionTarget:
    """A compute at a port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return ConnectionTarget(
        "localhost", "d", "r", Auth.PASSWORD, port=port, tls=Tls("disable"), compute=COMPUTE
    )


async def test_a_compute_that_is_disabled_during_the_wait() -> None:
    states = iter([ComputeState.ACTIVE, ComputeState.IDLE])
    waits: list[SessionFailure] = []

    async def look() -> Compute:
        state = next(states, None)
        return Compute(COMPUTE, "primary", BRANCH, state=state or ComputeState.IDLE, disabled=state is None)

    with pytest.raises(SessionFailure) as caught:
        await login(nobody_there, PasswordProvider(None), look, deadline_s=60, on_wait=waits.append)
    assert caught.value.kind is FailureKind.DISABLED
    assert {failure.kind for failure in waits} == {FailureKind.UNREACHABLE}


@pytest.mark.parametrize("host", [None, "ep-new.database.localhost"], ids=["no host yet", "restarting"])
async def test_a_compute_that_is_being_made_is_named(host: str | None) -> None:
    """At once where there is nothing yet to connect to; where a host is known, after the wait."""

    async def look() -> Compute:
        return Compute(COMPUTE, "primary", BRANCH, state=ComputeState.INIT, hosts=ComputeHosts(host))

    waits: list[SessionFailure] = []
    deadline_s = 0.5 if host else 600.0
    with pytest.raises(SessionFailure) as caught:
        await login(nobody_there, PasswordProvider(None), look, deadline_s=deadline_s, on_wait=waits.append)
    assert caught.value.kind is FailureKind.STARTING
    assert bool(waits) == (host is not None)
