import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from lakebase_tui.local.backend import BackendError, ComputeSpec
from lakebase_tui.session.failures import RETRYABLE, classify_connect_error
from tests.integration.local.conftest import ANA, PRIMARY, PRODUCTION, PROJECT, World

BIG = "select repeat('x', 1000) from generate_series(1, 200000)"


@asynccontextmanager
async def session(world: World, *args: Any, **kwargs: Any) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    connection = await world.connect(*args, **kwargs)
    try:
        yield connection
    finally:
        await connection.close()


async def one(connection: psycopg.AsyncConnection[Any], query: str) -> Any:
    row = await (await connection.execute(query)).fetchone()
    return None if row is None else row[0]


async def refused(world: World, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(psycopg.OperationalError) as caught:
        await world.connect(*args, **kwargs)
    return str(caught.value)


async def until_asleep(world: World, compute: str = PRIMARY) -> None:
    while world.lake.compute_status(compute).state != "IDLE":  # noqa: ASYNC110  another task puts it to sleep
        await asyncio.sleep(0.01)


async def read_all(rows: AsyncIterator[Any]) -> int:
    return sum([1 async for _ in rows])


async def test_a_token_opens_a_verified_session_on_the_demo_data(world: World) -> None:
    async with session(world) as connection:
        assert await one(connection, "select current_user") == ANA
        assert await one(connection, "select count(*) from sales.orders") == 48000


@pytest.mark.parametrize("negotiation", ["postgres", "direct"])
async def test_tls_may_be_asked_for_or_begun_directly(world: World, negotiation: str) -> None:
    async with session(world, sslnegotiation=negotiation) as connection:
        assert await one(connection, "select 1") == 1


async def test_a_wrong_host_name_is_the_clients_to_refuse(world: World) -> None:
    assert "does not match host name" in await refused(world, host="elsewhere.example.com")


@pytest.mark.parametrize(
    ("changes", "severity", "text"),
    [
        ({"sslmode": "disable"}, "ERROR", "connection is insecure"),
        ({"host": "127.0.0.1"}, "ERROR", "Endpoint ID is not specified"),
        ({"host": "ep-none.database.localhost"}, "ERROR", "Endpoint ID is not specified"),
        ({"password": "dapi0123"}, "ERROR", "Provided authentication token is not a valid JWT encoding"),
        ({"user": "ghost"}, "FATAL", 'role "ghost" does not exist'),
        ({"user": "reporting_reader"}, "FATAL", 'role "reporting_reader" is not permitted to log in'),
        ({"user": "cloud_admin"}, "FATAL", "no role security label was configured in postgres for role"),
        ({"dbname": "nowhere"}, "FATAL", 'database "nowhere" does not exist'),
    ],
)
async def test_refusals_use_the_services_words(
    world: World, changes: dict[str, str], severity: str, text: str
) -> None:
    said = await refused(world, **changes)
    assert f"failed: {severity}:  " in said
    assert text in said


async def test_a_token_is_for_one_user_and_one_compute(world: World) -> None:
    tokens = world.lake.tokens
    other = tokens.mint("bob@example.com", PRIMARY, 60)[0]
    assert "token's identity did not match" in await refused(world, password=other)
    elsewhere = tokens.mint(ANA, f"{PRODUCTION}/endpoints/other", 60)[0]
    assert "password authentication failed for user 'ana@" in await refused(world, password=elsewhere)
    workspace = tokens.mint(ANA, None, 60)[0]
    assert "password authentication failed" in await refused(world, password=workspace)


async def test_a_session_outlives_its_token_but_no_new_one_opens(world: World) -> None:
    token = world.lake.tokens.mint(ANA, PRIMARY, 60)[0]
    async with session(world, password=token) as connection:
        await world.lake.apply_fault({"skew_s": 120})
        assert await one(connection, "select 1") == 1
        assert "JWT token has expired (exp=" in await refused(world, password=token)
        async with session(world) as fresh:
            assert await one(fresh, "select 2") == 2


async def test_a_revoked_token_is_refused(world: World) -> None:
    token, claims = world.lake.tokens.mint(ANA, PRIMARY, 60)
    await world.lake.apply_fault({"revoke": claims["jti"]})
    assert "password authentication failed" in await refused(world, password=token)
    assert (await world.lake.apply_fault({"revoke": "all"}))["revoked"] == 0
    async with session(world) as connection:
        assert await one(connection, "select 1") == 1


async def test_members_log_in_as_their_group_with_tokens_of_their_own(world: World) -> None:
    async with session(
        world, user="analysts", password=world.lake.tokens.mint(ANA, PRIMARY, 60)[0]
    ) as connection:
        assert await one(connection, "select current_user") == "analysts"


async def test_native_passwords_only_where_the_project_allows_them(world: World) -> None:
    password = world.lake.reveal_password(PRODUCTION, "app")
    assert "not a valid JWT" in await refused(world, user="app", password=password)
    await world.lake.set_native_login(PROJECT, True)
    async with session(world, user="app", password=password) as connection:
        assert await one(connection, "select current_user") == "app"
    assert "password authentication failed for user 'app'" in await refused(world, user="app", password="no")


async def test_a_role_made_with_plain_sql_has_no_label(world: World) -> None:
    async with session(world) as connection:
        await connection.execute("create role bob login")
    said = await refused(world, user="bob")
    assert 'no role security label was configured in postgres for role "bob"' in said


async def test_disabled_and_deleted_computes_say_so(world: World) -> None:
    arguments = world.arguments()
    await world.lake.update_compute(PRIMARY, disabled=True)
    assert "endpoint is disabled" in await refused(world)
    assert world.lake.compute_status(PRIMARY).state == "IDLE"
    await world.lake.delete_compute(PRIMARY)
    with pytest.raises(psycopg.OperationalError, match="endpoint cannot be found"):
        await psycopg.AsyncConnection.connect(**arguments)


async def test_connecting_wakes_and_the_delay_is_waited_for(world: World) -> None:
    world.lake.settings.wake_delay_s = 0.3
    assert world.lake.compute_status(PRIMARY).state == "IDLE"
    begun = time.monotonic()
    opening = asyncio.ensure_future(world.connect())
    while not world.lake.compute_status(PRIMARY).waking:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert world.lake.compute_status(PRIMARY).state == "IDLE"
    connection = await opening
    assert time.monotonic() - begun >= 0.3
    assert world.lake.compute_status(PRIMARY).state == "ACTIVE"
    await connection.close()


async def test_a_wake_that_fails_is_told_and_the_next_may_succeed(world: World) -> None:
    await world.lake.apply_fault({"settings": {"wake_failure": "no capacity"}})
    assert "Couldn't connect to compute node: no capacity" in await refused(world)
    await world.lake.apply_fault({"reset": True})
    async with session(world) as connection:
        assert await one(connection, "select 1") == 1


async def test_cancel_reaches_the_server(world: World) -> None:
    async with session(world) as connection:
        running = asyncio.ensure_future(connection.execute("select pg_sleep(60)"))
        await asyncio.sleep(0.1)
        await connection.cancel_safe(timeout=10)
        with pytest.raises(errors.QueryCanceled):
            await running
        assert await one(connection, "select 1") == 1
    stats = (await world.lake.apply_fault({"stats": True}))["stats"][PRIMARY]
    assert stats["cancels"] == 1


async def test_suspending_ends_sessions_with_57p01_and_the_next_login_wakes(world: World) -> None:
    async with session(world) as connection:
        running = asyncio.ensure_future(connection.execute("select pg_sleep(60)"))
        await asyncio.sleep(0.1)
        assert (await world.lake.apply_fault({"suspend": True, "compute": PRIMARY}))["suspended"] == 1
        with pytest.raises(errors.AdminShutdown):
            await running
        assert world.lake.compute_status(PRIMARY).state == "IDLE"
    async with session(world) as connection:
        assert await one(connection, "select 1") == 1


async def test_a_killed_backend_says_57p01_between_two_messages(world: World) -> None:
    async with session(world) as connection, session(world) as neighbour:
        cursor = connection.cursor()
        # Slow rows: a backend that is blocked on a full socket ends without a word.
        rows = cursor.stream("select g, pg_sleep(0.002) from generate_series(1, 5000) g")
        await anext(rows)
        done = await world.lake.apply_fault({"kill": "SIGTERM", "pid": connection.info.backend_pid})
        assert done == {"killed": 1}
        with pytest.raises(errors.AdminShutdown):
            await read_all(rows)
        assert await one(neighbour, "select 1") == 1


async def test_a_crash_takes_the_neighbours_and_the_server_comes_back(world: World) -> None:
    async with session(world) as connection, session(world) as neighbour:
        await world.lake.apply_fault({"kill": "SIGKILL", "pid": connection.info.backend_pid})
        with pytest.raises(psycopg.OperationalError):
            await neighbour.execute("select pg_sleep(60)")
    for _ in range(100):
        try:
            async with session(world) as again:
                assert await one(again, "select count(*) from inventory.suppliers") == 6
                return
        except psycopg.OperationalError as error:
            assert classify_connect_error(str(error)).kind in RETRYABLE  # noqa: PT017
            await asyncio.sleep(0.05)
    pytest.fail("the server did not come back")


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_cut_after_so_many_bytes_happens_as_often_as_asked(world: World, how: str) -> None:
    async with session(world) as connection:
        await world.lake.apply_fault({"wire": {f"{how}_after": 5000, "times": 1}})
        rows = connection.cursor().stream(BIG)
        with pytest.raises(psycopg.OperationalError):
            await read_all(rows)
    async with session(world) as connection:
        assert await one(connection, "select count(*) from (" + BIG + ") x") == 200000


async def test_a_stall_keeps_the_socket_and_sends_nothing(world: World) -> None:
    connection = await world.connect()
    await world.lake.apply_fault({"wire": {"stall_after": 0}})
    waiting = asyncio.ensure_future(connection.execute("select 1"))
    done, _ = await asyncio.wait((waiting,), timeout=0.3)
    assert not done
    await world.lake.apply_fault({"cut": "reset"})
    with pytest.raises(psycopg.OperationalError):
        await waiting
    await connection.close()


async def test_open_connections_can_be_cut_now(world: World) -> None:
    async with session(world) as connection:
        assert (await world.lake.apply_fault({"cut": "reset"}))["cut"] == 1
        with pytest.raises(psycopg.OperationalError):
            await connection.execute("select 1")


async def test_latency_is_added_each_way_and_order_is_kept(world: World) -> None:
    async with session(world) as connection:
        await world.lake.apply_fault({"wire": {"latency_s": 0.05}})
        begun = time.monotonic()
        assert await one(connection, "select 1") == 1
        assert time.monotonic() - begun >= 0.1
        cursor = await connection.execute("select n from generate_series(1, 20000) n")
        await world.lake.apply_fault({"wire": {}})
        assert [row[0] for row in await cursor.fetchall()] == list(range(1, 20001))
        assert await one(connection, "select 3") == 3


async def test_bandwidth_is_limited_towards_the_client(world: World) -> None:
    async with session(world) as connection:
        await world.lake.apply_fault({"wire": {"bytes_per_s": 100_000}})
        begun = time.monotonic()
        assert len(await one(connection, "select repeat('x', 40000)")) == 40000
        assert time.monotonic() - begun >= 0.3


async def test_logins_can_be_refused_with_any_words(world: World) -> None:
    await world.lake.apply_fault(
        {"wire": {"refuse": {"message": "too many of you", "sqlstate": "53300"}, "times": 1}}
    )
    assert "FATAL:  too many of you" in await refused(world)
    await world.lake.apply_fault({"wire": {"refuse": "ip_not_allowed", "times": 1}})
    assert "This IP address 127.0.0.1 is not allowed to connect" in await refused(world)
    async with session(world) as connection:
        assert await one(connection, "select 1") == 1


async def test_an_idle_session_ends_with_57p05(world: World) -> None:
    world.lake.settings.idle_limit_s = 0.2
    async with session(world) as connection:
        # psycopg sees the server's goodbye only with the next statement, and then without its code.
        notice = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_reader(connection.fileno(), lambda: notice.set_result(None))
        await asyncio.wait_for(notice, 10)
        asyncio.get_running_loop().remove_reader(connection.fileno())
        with pytest.raises(psycopg.OperationalError, match=r"idle-session timeout|closed the connection"):
            await connection.execute("select 1")


async def test_a_session_ends_at_the_end_of_its_life_whatever_it_does(world: World) -> None:
    async with session(world) as connection:
        running = asyncio.ensure_future(connection.execute("select pg_sleep(60)"))
        await asyncio.sleep(0.1)
        await world.lake.apply_fault({"settings": {"max_life_s": 0.2}})
        with pytest.raises(errors.AdminShutdown):
            await running


async def test_a_compute_falls_asleep_although_an_idle_session_is_open(world: World) -> None:
    async with session(world) as connection:
        await world.lake.update_compute(PRIMARY, suspend_timeout_s=0.03)
        await until_asleep(world)
        with pytest.raises(psycopg.OperationalError):
            await connection.execute("select 1")


async def test_a_running_statement_or_an_open_transaction_keeps_it_awake(world: World) -> None:
    async with session(world) as connection:
        await world.lake.update_compute(PRIMARY, suspend_timeout_s=0.1)
        await connection.execute("select pg_sleep(0.6)")
        await connection.execute("begin")
        await asyncio.sleep(0.5)
        assert await one(connection, "select 1") == 1
        await connection.execute("commit")
        await until_asleep(world)


async def test_falling_asleep_never_hits_a_login(world: World) -> None:
    await world.lake.update_compute(PRIMARY, suspend_timeout_s=0.03)
    for turn in range(25):
        # Around the timeout, so that wakes and suspensions meet.
        await asyncio.sleep(0.02 + 0.001 * turn)
        async with session(world) as connection:
            assert await one(connection, "select 1") == 1
    assert (await world.lake.apply_fault({"stats": True}))["stats"][PRIMARY]["wakes"] > 1


async def test_a_replica_is_a_standby_that_follows(world: World) -> None:
    replica = f"{PRODUCTION}/endpoints/replica"
    await world.lake.create_compute(ComputeSpec(replica, PRODUCTION, read_only=True))
    async with session(world) as writer, session(world, compute=replica) as reader:
        assert await one(reader, "select pg_is_in_recovery()") is True
        with pytest.raises(errors.ReadOnlySqlTransaction):
            await reader.execute("create table t ()")
        await writer.execute("insert into ops.empty values (1, 'seen')")
        while await one(reader, "select nothing from ops.empty") != "seen":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await world.lake.suspend(PRIMARY)
    await world.lake.suspend(replica)
    async with session(world, compute=replica) as reader:
        assert await one(reader, "select nothing from ops.empty") == "seen"
        assert world.lake.compute_status(PRIMARY).state == "IDLE"


async def test_a_client_that_does_not_read_holds_the_server_back(world: World) -> None:
    async with session(world) as connection:
        rows = connection.cursor().stream(BIG)
        await anext(rows)
        await asyncio.sleep(0.5)
        down = (await world.lake.apply_fault({"stats": True}))["stats"][PRIMARY]["bytes_down"]
        assert down < 100_000_000
        await connection.cancel_safe()
        with pytest.raises(errors.QueryCanceled):
            await read_all(rows)


async def test_copy_pipeline_and_notify_pass_through(world: World) -> None:
    async with session(world) as connection:
        async with connection.cursor().copy("copy ops.empty from stdin") as copy:
            for number in range(5000):
                await copy.write_row((number, "x" * 50))
        async with connection.cursor().copy("copy ops.empty to stdout") as copy:
            assert sum([1 async for _ in copy.rows()]) == 5000
        async with connection.pipeline():
            cursors = [await connection.execute("select %s::int", (n,)) for n in range(200)]
        assert [await cursor.fetchone() for cursor in cursors] == [(n,) for n in range(200)]
        await connection.execute("listen news")
        await connection.execute("notify news, 'hello'")
        async for notify in connection.notifies(timeout=10, stop_after=1):
            assert notify.payload == "hello"


@pytest.mark.parametrize(
    "fault",
    [
        {"nonsense": 1},
        {"wire": {"reset_after": 1, "close_after": 1}},
        {"wire": {"refuse": "because"}},
        {"wire": {"latency_s": "slow"}},
        {"settings": {"max_life_s": "x"}},
        {"compute": "projects/none", "stats": True},
    ],
)
async def test_faults_that_make_no_sense_are_refused(world: World, fault: dict[str, Any]) -> None:
    with pytest.raises(BackendError):
        await world.lake.apply_fault(fault)
