"""Questions beside the user's session: an answer, or a reason that one can act on."""

import asyncio

import psycopg
import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.opening import make_session
from tests.integration.catalog.asking import Asking
from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.postgres_server import PostgresServer
from tests.support.sessions import Told, control_plane_of, target_on


async def test_a_connection_that_ended_meanwhile_is_replaced(
    local_lakebase: LocalLakebase, faults: FaultDoor
) -> None:
    control_plane = control_plane_of(local_lakebase)
    session = make_session(await target_on(control_plane, local_lakebase), None, control_plane, Told())
    await session.open()
    backend = "select pg_backend_pid()"
    [(before,)] = await session.ask(backend)
    await asyncio.to_thread(faults.post, kill="SIGTERM", pid=int(before or 0))
    [(after,)] = await session.ask(backend)
    assert after != before
    await session.aclose()
    await control_plane.aclose()


async def test_who_meets_a_lock_reads_what_to_do(server: PostgresServer) -> None:
    async with (
        await psycopg.AsyncConnection.connect(server.dsn()) as holder,
        await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as other,
    ):
        await holder.execute("lock table pg_catalog.pg_language")
        await other.execute("set lock_timeout = '20ms'")
        with pytest.raises(LakebaseTuiError, match="lock timeout") as raised:
            await Asking(other)("select lanname from pg_catalog.pg_language")
        assert "commit or roll back" in raised.value.next_step
        await holder.rollback()
