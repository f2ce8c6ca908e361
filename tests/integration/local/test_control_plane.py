"""The local control plane as the real SDK uses it."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from databricks.sdk import WorkspaceClient, errors
from databricks.sdk.common.types import fieldmask
from databricks.sdk.core import Config
from databricks.sdk.service import postgres
from google.protobuf.duration_pb2 import Duration

from tests.support.local_lakebase import FaultDoor, LocalLakebase
from tests.support.raw_api import RawApi

SHOP = "projects/shop"
PRODUCTION = f"{SHOP}/branches/production"
PRIMARY = f"{PRODUCTION}/endpoints/primary"
DEV = f"{SHOP}/branches/dev-ana"

field_mask: Any = fieldmask.FieldMask  # untyped in the SDK
Sdk = Any
"""A `WorkspaceClient`: all its fields are optional to mypy, and what we ask for is there."""


@pytest.fixture
def w(
    local_lakebase: LocalLakebase, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Sdk:
    return client(local_lakebase, monkeypatch, tmp_path_factory, token=local_lakebase.databricks_token)


def client(
    lakebase: LocalLakebase,
    monkeypatch: pytest.MonkeyPatch,
    folders: pytest.TempPathFactory,
    **login: Any,
) -> WorkspaceClient:
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(folders.mktemp("cfg") / "none"))
    config = Config(host=lakebase.databricks_host, retry_timeout_seconds=8, http_timeout_seconds=5, **login)
    return WorkspaceClient(config=config)


@pytest.fixture
def branch(w: Sdk, request: pytest.FixtureRequest) -> Iterator[str]:
    """A branch of our own, gone after the test."""
    branch_id = "t-" + str(abs(hash(request.node.name)))[:8]
    spec = postgres.BranchSpec(source_branch=PRODUCTION, ttl=Duration(seconds=86400))
    made = w.postgres.create_branch(SHOP, postgres.Branch(spec=spec), branch_id).wait()
    yield made.name
    w.postgres.delete_branch(made.name, purge=True)


def login(lakebase: LocalLakebase, w: Sdk, endpoint: str, **who: str) -> "psycopg.Connection[Any]":
    found = w.postgres.get_endpoint(endpoint)
    token = w.postgres.generate_database_credential(endpoint=endpoint).token
    words = {"user": lakebase.user_name, "password": token, **who}
    return psycopg.connect(**lakebase.libpq(found.status.hosts.host, **words), autocommit=True)


def test_what_is_there(w: Sdk) -> None:
    assert {project.name for project in w.postgres.list_projects()} >= {SHOP, "projects/telemetry"}
    branches = {each.branch_id: each.status for each in w.postgres.list_branches(SHOP)}
    assert branches["production"].default
    assert branches["production"].is_protected
    assert branches["dev-ana"].expire_time
    states = {each.endpoint_id: each.status for each in w.postgres.list_endpoints(PRODUCTION)}
    assert states["replica"].endpoint_type is postgres.EndpointType.ENDPOINT_TYPE_READ_ONLY
    methods = {
        each.status.postgres_role: each.status.auth_method for each in w.postgres.list_roles(PRODUCTION)
    }
    assert set(methods.values()) == set(postgres.RoleAuthMethod)


def test_a_service_principal_logs_in_with_its_secret(
    local_lakebase: LocalLakebase, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = {"client_id": local_lakebase.client_id, "client_secret": local_lakebase.client_secret}
    robot = client(local_lakebase, monkeypatch, tmp_path_factory, **secret)
    assert robot.current_user.me().user_name == local_lakebase.client_id
    with login(local_lakebase, robot, PRIMARY, user=local_lakebase.client_id) as connection:
        row = connection.execute("select current_user").fetchone()
    assert row == (local_lakebase.client_id,)


def test_a_branch_is_a_world_of_its_own(local_lakebase: LocalLakebase, w: Sdk, branch: str) -> None:
    with login(local_lakebase, w, f"{branch}/endpoints/primary") as here:
        here.execute("create table only_here (id int)")
        with login(local_lakebase, w, PRIMARY) as there:
            assert there.execute("select to_regclass('only_here')").fetchone() == (None,)


def test_soft_deletion_and_its_undoing(w: Sdk, branch: str) -> None:
    w.postgres.delete_branch(branch).wait()
    assert branch not in [each.name for each in w.postgres.list_branches(SHOP)]
    assert branch in [each.name for each in w.postgres.list_branches(SHOP, show_deleted=True)]
    w.postgres.undelete_branch(branch).wait()
    assert branch in [each.name for each in w.postgres.list_branches(SHOP)]


def test_roles_passwords_and_databases(local_lakebase: LocalLakebase, w: Sdk, branch: str) -> None:
    method = postgres.RoleAuthMethod.PG_PASSWORD_SCRAM_SHA_256
    spec = postgres.RoleRoleSpec(postgres_role="clerk", auth_method=method)
    role = w.postgres.create_role(branch, postgres.Role(spec=spec), role_id="clerk").wait()
    password = w.postgres.reveal_role_password(role.name).password
    database = postgres.DatabaseDatabaseSpec(role=role.name, postgres_database="ledger")
    made = w.postgres.create_database(branch, postgres.Database(spec=database), database_id="ledger-1").wait()
    assert made.status.postgres_database == "ledger"
    who = {"user": "clerk", "password": password, "dbname": "ledger"}
    with login(local_lakebase, w, f"{branch}/endpoints/primary", **who) as connection:
        assert connection.execute("select current_user").fetchone() == ("clerk",)
    w.postgres.delete_database(made.name).wait()
    names = [each.status.postgres_database for each in w.postgres.list_databases(branch)]
    assert "ledger" not in names


def test_suspension_is_changed_by_its_own_mask(w: Sdk, branch: str) -> None:
    endpoint = f"{branch}/endpoints/primary"
    spec = postgres.EndpointSpec(
        endpoint_type=postgres.EndpointType.ENDPOINT_TYPE_READ_WRITE,
        suspend_timeout_duration=Duration(seconds=120),
    )
    change = postgres.Endpoint(spec=spec)
    with pytest.raises(errors.InvalidParameterValue, match="Unknown field path"):
        w.postgres.update_endpoint(endpoint, change, field_mask(["spec.suspend_timeout_duration"]))
    w.postgres.update_endpoint(endpoint, change, field_mask(["spec.suspension"])).wait()
    found = w.postgres.get_endpoint(endpoint)
    assert found.status.suspend_timeout_duration.seconds == 120


def test_snapshots(w: Sdk) -> None:
    spec = postgres.SnapshotSpec(source_branch=PRODUCTION, ttl=Duration(seconds=86400))
    made = w.postgres.create_snapshot(SHOP, postgres.Snapshot(spec=spec), "before").wait()
    assert made.name in [each.name for each in w.postgres.list_snapshots(SHOP)]
    w.postgres.delete_snapshot(made.name).wait()
    assert made.name not in [each.name for each in w.postgres.list_snapshots(SHOP)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("projects/nope", errors.NotFound),
        (f"{SHOP}/branches/nope", errors.NotFound),
        (f"{PRODUCTION}/endpoints/nope", errors.NotFound),
    ],
)
def test_what_is_not_there(w: Sdk, path: str, kind: type[Exception]) -> None:
    level = path.split("/")[-2]
    ask = {
        "projects": w.postgres.get_project,
        "branches": w.postgres.get_branch,
        "endpoints": w.postgres.get_endpoint,
    }[level]
    with pytest.raises(kind, match="id not found"):
        ask(path)


def test_what_is_refused(w: Sdk, local_lakebase: LocalLakebase) -> None:
    no_expiry = postgres.Branch(spec=postgres.BranchSpec(source_branch=PRODUCTION))
    with pytest.raises(errors.BadRequest, match="Expiration must be specified"):
        w.postgres.create_branch(SHOP, no_expiry, "endless")
    with pytest.raises(errors.BadRequest, match="protected"):
        w.postgres.delete_branch(PRODUCTION)
    with pytest.raises(errors.BadRequest, match="read-write endpoint"):
        w.postgres.delete_endpoint(f"{DEV}/endpoints/primary")
    with pytest.raises(errors.AlreadyExists):
        w.postgres.create_project(postgres.Project(), "shop")
    long = Duration(seconds=7200)
    with pytest.raises(errors.InvalidParameterValue):
        w.postgres.generate_database_credential(endpoint=PRIMARY, ttl=long)
    refused = RawApi(local_lakebase, token="dapi-of-somebody").ask("GET", "projects")
    assert (refused.status, refused.body["error_code"]) == (401, "UNAUTHENTICATED")


def test_pages(local_lakebase: LocalLakebase) -> None:
    api = RawApi(local_lakebase)
    names, token = [], ""
    while True:
        page = api.get("projects", page_size="1", **({"page_token": token} if token else {}))
        names += [project["name"] for project in page["projects"]]
        token = page.get("next_page_token", "")
        if not token:
            break
    assert sorted(names) == sorted(project["name"] for project in api.get("projects")["projects"])
    assert len(names) >= 2


def test_faults_of_the_http_side(w: Sdk, local_lakebase: LocalLakebase, faults: FaultDoor) -> None:
    faults.post(http=[{"method": "GET", "path": "projects/shop", "times": 1, "status": 503}])
    assert w.postgres.get_project(SHOP).name == SHOP  # the SDK tries again
    faults.post(http=[{"path": "projects/shop", "status": 500, "message": "broken"}])
    with pytest.raises(errors.InternalError, match="broken"):
        w.postgres.get_project(SHOP)
    faults.reset()
    door = RawApi(local_lakebase).ask("POST", "/_local/faults", {"reset": True})
    assert door.status == 403
