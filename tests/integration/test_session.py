"""A session outlives tokens, sleeping computes and killed backends, and never sends a thing twice."""

import asyncio
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import certifi
import psycopg
import pytest

from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.models import Credential
from lakebase_tui.session.events import (
    CredentialChanged,
    Reconnected,
    SessionState,
    StateChanged,
    TransactionChanged,
    TransactionState,
)
from lakebase_tui.session.failures import FailureKind, SessionFailure
from lakebase_tui.session.opening import make_session
from lakebase_tui.session.session import Session
from lakebase_tui.session.target import Auth, Tls
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.sessions import PRODUCTION, Told, control_plane_of, target_on

PRIMARY = f"{PRODUCTION}/endpoints/primary"


class CountingControlPlane(DatabricksControlPlane):
    """The real client, which also counts the credentials it made."""

    minted = 0

    async def mint_credential(self, compute: str, *, ttl_s: float | None = None) -> Credential:
        self.minted += 1
        return await super().mint_credential(compute, ttl_s=ttl_s)


@asynccontextmanager
async def opened(
    lakebase: LocalLakebase, *, ttl_s: float | None = None, compute: str = PRIMARY
) -> AsyncIterator[tuple[Session, Told, CountingControlPlane]]:
    plain = control_plane_of(lakebase)
    control_plane = CountingControlPlane(plain._source)
    await plain.aclose()
    told = Told()
    target = await target_on(control_plane, lakebase, compute=compute)
    session = make_session(target, None, control_plane, told, token_ttl_s=ttl_s)
    try:
        await session.open()
        yield session, told, control_plane
    finally:
        await session.aclose()
        await control_plane.aclose()


async def value(session: Session, sql: str) -> object:
    async with session.acquire(sql) as connection:
        cursor = await connection.execute(sql.encode())
        row = await cursor.fetchone() if cursor.description else None
        return row[0] if row else None


async def lose(told: Told, faults: FaultDoor, **fault: object) -> None:
    """Break the idle connection, and wait until the session has noticed."""
    lost = asyncio.ensure_future(
        told.next(lambda event: isinstance(event, StateChanged) and event.state is SessionState.LOST)
    )
    await asyncio.sleep(0)  # lets it listen before the fault
    await asyncio.to_thread(faults.post, fault, compute=PRIMARY)
    await lost


async def test_a_token_login_over_verified_tls(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase) as (session, told, _):
        assert await value(session, "select current_user") == local_lakebase.user_name
        states = [event.state for event in told.of(StateChanged) if isinstance(event, StateChanged)]
        assert states[0] is SessionState.CONNECTING
        assert states[-1] is SessionState.READY
        assert not session.read_only
        last = told.of(CredentialChanged)[-1]
        assert isinstance(last, CredentialChanged)
        assert last.expires_at is not None


async def test_the_replica_says_that_it_is_read_only(local_lakebase: LocalLakebase) -> None:
    async with opened(local_lakebase, compute=f"{PRODUCTION}/endpoints/replica") as (session, _, _):
        assert session.read_only
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await value(session, "create table nope (id int)")


async def test_a_live_connection_outlives_its_token(local_lakebase: LocalLakebase, faults: FaultDoor) -> None:
    async with opened(local_lakebase) as (session, told, control_plane):
        before = await value(session, "select pg_backend_pid()")
        faults.post(skew_s=7200)
        assert await value(session, "select pg_backend_pid()") == before
        assert control_plane.minted == 1
        assert told.of(Reconnected) == []


async def test_a_refused_cached_token_is_replaced_once(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, control_plane):
        faults.post(revoke="all")
        await lose(told, faults, kill="SIGTERM")
        assert await value(session, "select 1") == 1
        assert control_plane.minted == 2


async def test_a_refused_fresh_token_is_an_error_after_two_logins(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, control_plane):
        await lose(told, faults, kill="SIGTERM")
        refused = faults.post(stats=True)["stats"][PRIMARY]["refused"]
        faults.post(wire={"refuse": "token_expired"}, compute=PRIMARY)
        with pytest.raises(SessionFailure) as caught:
            await value(session, "select 1")
        assert caught.value.kind is FailureKind.TOKEN_REFUSED
        assert control_plane.minted == 2
        assert faults.post(stats=True)["stats"][PRIMARY]["refused"] - refused == 2
        faults.reset()
        assert await value(session, "select 'again'") == "again"


async def test_a_dead_idle_connection_is_replaced_and_what_is_gone_is_named(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        for sql in ("set work_mem = '8MB'", "create temp table scratch (id int)", "listen news"):
            await value(session, sql)
        await session.settled()
        before = await value(session, "select pg_backend_pid()")
        await lose(told, faults, kill="SIGTERM")
        assert await value(session, "select pg_backend_pid()") != before
        (event,) = told.of(Reconnected)
        assert isinstance(event, Reconnected)
        assert (event.lost, event.carried) == (("temporary table scratch",), 2)
        assert await value(session, "show work_mem") == "8MB"
        assert await value(session, "select * from pg_listening_channels()") == "news"


async def test_a_statement_that_needs_what_is_gone_is_refused_once(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await value(session, "drop table if exists scratch")
        await value(session, "create table scratch (id int)")
        await value(session, "insert into scratch values (1), (2)")
        await value(session, "create temp table scratch (id int)")
        await session.settled()
        await lose(told, faults, kill="SIGTERM")
        with pytest.raises(SessionFailure) as caught:
            await value(session, "delete from scratch")  # would now meet the table that people share
        assert caught.value.kind is FailureKind.STATE_LOST
        assert "temporary scratch" in caught.value.sentence
        assert await value(session, "select count(*) from scratch") == 2
        await value(session, "drop table scratch")


async def test_what_was_not_read_before_the_loss_is_named_and_stops_the_statement(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await value(session, "set work_mem = '8MB'")
        assert session.link is not None
        faults.post(kill="SIGTERM")  # this call blocks the loop: nothing could be read in between
        select.select([session.link.connection.fileno()], [], [], 20)  # until its goodbye is there
        with pytest.raises(SessionFailure) as caught:
            await value(session, "select 1")
        assert caught.value.kind is FailureKind.STATE_LOST
        (event,) = told.of(Reconnected)
        assert isinstance(event, Reconnected)
        assert event.lost == ("setting work_mem",)
        assert await value(session, "select 1") == 1


async def test_a_script_does_not_go_on_in_another_connection(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await lose(told, faults, kill="SIGTERM")
        with pytest.raises(SessionFailure) as caught:
            async with session.acquire("select 1", continuing=True):
                pass
        assert caught.value.kind is FailureKind.LOST_IN_SCRIPT
        assert await value(session, "select 1") == 1


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_cut_idle_connection_is_noticed_without_sending(
    local_lakebase: LocalLakebase, faults: FaultDoor, how: str
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await lose(told, faults, cut=how)
        assert await value(session, "select 'here'") == "here"


async def test_a_transaction_lost_while_idle_is_told_and_the_statement_not_sent(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await value(session, "begin")
        assert session.in_transaction()
        await lose(told, faults, kill="SIGTERM")
        with pytest.raises(SessionFailure) as caught:
            await value(session, "create table must_not_exist (id int)")
        assert caught.value.kind is FailureKind.LOST_IN_TRANSACTION
        assert await value(session, "select to_regclass('must_not_exist')") is None
        assert [
            event.state for event in told.of(TransactionChanged) if isinstance(event, TransactionChanged)
        ] == [
            TransactionState.OPEN,
            TransactionState.NONE,
        ]


async def test_what_was_lost_is_named_even_when_the_first_try_after_it_fails(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, _):
        await value(session, "set work_mem = '8MB'")
        await value(session, "create temp table scratch (id int)")
        await session.settled()
        await lose(told, faults, kill="SIGTERM")
        refusal = {"message": 'database "gone" does not exist', "sqlstate": "3D000"}
        faults.post(wire={"refuse": refusal}, compute=PRIMARY)
        with pytest.raises(SessionFailure):
            await value(session, "select 1")
        faults.reset()
        await value(session, "select 1")
        (event,) = told.of(Reconnected)
        assert isinstance(event, Reconnected)
        assert (event.lost, event.carried) == (("temporary table scratch",), 1)


async def test_a_suspended_compute_wakes_with_the_next_statement(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    async with opened(local_lakebase) as (session, told, control_plane):
        await lose(told, faults, suspend=True)
        assert (await control_plane.compute(PRIMARY)).state.value == "idle"
        faults.post(settings={"wake_delay_s": 0.5})
        assert await value(session, "select 'awake'") == "awake"
        states = [event.state for event in told.of(StateChanged) if isinstance(event, StateChanged)]
        assert SessionState.WAKING in states
        assert faults.post(stats=True)["stats"][PRIMARY]["wakes"] >= 1


async def test_short_tokens_are_renewed_ahead_and_carry_new_logins(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    faults.post(settings={"min_ttl_s": 1})
    async with opened(local_lakebase, ttl_s=3) as (session, told, control_plane):
        await told.next(lambda event: isinstance(event, CredentialChanged) and not event.renewing)
        assert control_plane.minted == 2
        await lose(told, faults, kill="SIGTERM")
        assert await value(session, "select 'fresh'") == "fresh"


async def test_an_unknown_authority_is_refused_before_the_token_leaves(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    control_plane = control_plane_of(local_lakebase)
    target = await target_on(control_plane, local_lakebase)
    target = replace(target, tls=Tls(root_cert=certifi.where()))
    before = faults.post(stats=True)["stats"][PRIMARY]
    session = make_session(target, None, control_plane, Told())
    with pytest.raises(SessionFailure) as caught:
        await session.open()
    assert caught.value.kind is FailureKind.TLS
    after = faults.post(stats=True)["stats"][PRIMARY]
    assert (after["opened"], after["refused"]) == (before["opened"], before["refused"])
    await session.aclose()
    await control_plane.aclose()


@pytest.mark.parametrize(
    ("role", "auth", "database", "kind"),
    [
        ("archive", Auth.OAUTH, "databricks_postgres", None),
        ("nobody_at_all", Auth.OAUTH, "databricks_postgres", None),
        (None, Auth.OAUTH, "no_such_database", FailureKind.NO_SUCH_DATABASE),
    ],
)
async def test_bad_choices_are_one_sentence_and_a_next_step(
    local_lakebase: LocalLakebase,
    faults: FaultDoor,
    role: str | None,
    auth: Auth,
    database: str,
    kind: FailureKind | None,
) -> None:
    control_plane = control_plane_of(local_lakebase)
    target = await target_on(control_plane, local_lakebase, role=role, auth=auth, database=database)
    session = make_session(target, None, control_plane, Told())
    with pytest.raises(SessionFailure) as caught:
        await session.open()
    assert kind is None or caught.value.kind is kind
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step
    await session.aclose()
    await control_plane.aclose()
