"""A project from its making to its purge, through every kind of resource, with the real SDK."""

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient, errors
from databricks.sdk.common.types import fieldmask
from databricks.sdk.service import postgres as pg
from google.protobuf.duration_pb2 import Duration

from tests.support.local_lakebase import LocalLakebase

PROJECT = "projects/lifecycle"
BRANCH = f"{PROJECT}/branches/production"
DAY = Duration(seconds=86400)

mask: Any = fieldmask.FieldMask  # untyped in the SDK


@pytest.fixture
def api(local_lakebase: LocalLakebase, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """`w.postgres`, untyped: every field of the SDK's classes is optional, and ours are there."""
    monkeypatch.setenv("DATABRICKS_CONFIG_FILE", str(tmp_path / "none"))
    host, token = local_lakebase.databricks_host, local_lakebase.databricks_token
    return WorkspaceClient(host=host, token=token).postgres


@pytest.fixture
def project(api: Any) -> Any:
    spec = pg.ProjectSpec(display_name="Before")
    yield api.create_project(pg.Project(spec=spec), "lifecycle").wait()
    api.delete_project(PROJECT, purge=True).wait()


def test_a_project_is_changed_deleted_and_brought_back(api: Any, project: Any) -> None:
    assert project.status.display_name == "Before"
    spec = pg.ProjectSpec(display_name="After", enable_pg_native_login=True)
    fields = ["spec.display_name", "spec.enable_pg_native_login"]
    changed = api.update_project(PROJECT, pg.Project(spec=spec), mask(fields)).wait()
    assert (changed.status.display_name, changed.status.enable_pg_native_login) == ("After", True)
    api.delete_project(PROJECT).wait()
    assert PROJECT not in [each.name for each in api.list_projects()]
    api.undelete_project(PROJECT).wait()
    assert api.get_project(PROJECT).status.display_name == "After"


def test_protection_and_read_only_computes(api: Any, project: Any) -> None:
    def protect(on: bool) -> None:
        spec = pg.BranchSpec(is_protected=on)
        api.update_branch(BRANCH, pg.Branch(spec=spec), mask(["spec.is_protected"])).wait()

    kind = pg.EndpointType.ENDPOINT_TYPE_READ_ONLY
    replica = pg.Endpoint(spec=pg.EndpointSpec(endpoint_type=kind))
    made = api.create_endpoint(BRANCH, replica, "reader").wait()
    assert made.status.endpoint_type is kind
    protect(True)
    with pytest.raises(errors.BadRequest, match="protected"):
        api.delete_endpoint(made.name)
    protect(False)
    api.delete_endpoint(made.name).wait()
    assert [each.endpoint_id for each in api.list_endpoints(BRANCH)] == ["primary"]


def test_roles_and_databases_change_and_go(api: Any, project: Any) -> None:
    role = pg.RoleRoleSpec(postgres_role="bob@example.com", identity_type=pg.RoleIdentityType.USER)
    name = api.create_role(BRANCH, pg.Role(spec=role), role_id="bob").wait().name
    change = pg.RoleRoleSpec(attributes=pg.RoleAttributes(createdb=True))
    api.update_role(name, pg.Role(spec=change), mask(["spec.attributes.createdb"])).wait()
    assert api.get_role(name).status.attributes.createdb is True
    database = pg.DatabaseDatabaseSpec(role=name, postgres_database="ledger")
    made = api.create_database(BRANCH, pg.Database(spec=database), database_id="ledger-1").wait()
    renamed = pg.DatabaseDatabaseSpec(role=name, postgres_database="books")
    api.update_database(made.name, pg.Database(spec=renamed), mask(["spec.postgres_database"])).wait()
    assert api.get_database(made.name).status.postgres_database == "books"
    api.delete_database(made.name).wait()
    api.delete_role(name).wait()
    assert name not in [each.name for each in api.list_roles(BRANCH)]


def test_a_branch_from_a_snapshot(api: Any, project: Any) -> None:
    spec = pg.SnapshotSpec(source_branch=BRANCH, ttl=DAY)
    snapshot = api.create_snapshot(PROJECT, pg.Snapshot(spec=spec), "before").wait()
    assert api.get_snapshot(snapshot.name).status.source_branch == BRANCH
    restored = pg.BranchSpec(source_snapshot=snapshot.name, ttl=DAY)
    branch = api.create_branch(PROJECT, pg.Branch(spec=restored), "restored").wait()
    assert branch.status.source_snapshot == snapshot.name
