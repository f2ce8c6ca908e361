"""The SDK's objects in our words, with anything missing."""

from datetime import UTC, datetime
from typing import Any

import pytest
from databricks.sdk.service import postgres

from lakebase_tui.control_plane import convert
from lakebase_tui.control_plane.models import (
    AuthMethod,
    Branch,
    BranchState,
    Compute,
    ComputeHosts,
    ComputeKind,
    ComputeState,
    Database,
    Identity,
    Project,
    Role,
)

BRANCH = "projects/shop/branches/dev"
NOW = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)


def test_project() -> None:
    wire = {
        "name": "projects/shop",
        "project_id": "shop",
        "status": {
            "display_name": "Shop",
            "pg_version": 17,
            "owner": "ana@example.com",
            "default_branch": "projects/shop/branches/production",
            "enable_pg_native_login": True,
            "synthetic_storage_size_bytes": "1234",
        },
    }
    assert convert.project(postgres.Project.from_dict(wire)) == Project(
        "projects/shop",
        "shop",
        "Shop",
        pg_version=17,
        owner="ana@example.com",
        default_branch="projects/shop/branches/production",
        native_login=True,
        storage_bytes=1234,
    )


def test_branch() -> None:
    wire = {
        "name": BRANCH,
        "status": {
            "current_state": "READY",
            "is_protected": True,
            "source_branch": "projects/shop/branches/production",
            "source_branch_time": "2026-01-15T10:30:00.5Z",
            "expire_time": "2026-01-20T12:00:00+02:00",
            "logical_size_bytes": "33",
        },
    }
    assert convert.branch(postgres.Branch.from_dict(wire)) == Branch(
        BRANCH,
        "dev",
        "projects/shop",
        state=BranchState.READY,
        is_protected=True,
        source_branch="projects/shop/branches/production",
        source_time=datetime(2026, 1, 15, 10, 30, 0, 500_000, tzinfo=UTC),
        expire_time=datetime(2026, 1, 20, 10, 0, tzinfo=UTC),
        logical_size_bytes=33,
    )


def test_compute() -> None:
    wire = {
        "name": f"{BRANCH}/endpoints/primary",
        "parent": BRANCH,
        "status": {
            "endpoint_type": "ENDPOINT_TYPE_READ_WRITE",
            "current_state": "IDLE",
            "disabled": True,
            "autoscaling_limit_min_cu": 0.5,
            "autoscaling_limit_max_cu": 2,
            "suspend_timeout_duration": "300s",
            "hosts": {"host": "ep-1.database.com:5432", "read_write_pooled_host": "ep-1-pooler.database.com"},
        },
    }
    assert convert.compute(postgres.Endpoint.from_dict(wire)) == Compute(
        f"{BRANCH}/endpoints/primary",
        "primary",
        BRANCH,
        kind=ComputeKind.READ_WRITE,
        state=ComputeState.IDLE,
        disabled=True,
        min_cu=0.5,
        max_cu=2,
        suspend_timeout_s=300.0,
        hosts=ComputeHosts("ep-1.database.com", read_write_pooled_host="ep-1-pooler.database.com"),
    )


def test_database_and_role_go_by_their_postgres_names() -> None:
    wire: dict[str, Any] = {
        "name": f"{BRANCH}/databases/db-1",
        "status": {"postgres_database": "app db", "role": "r"},
    }
    assert convert.database(postgres.Database.from_dict(wire)) == Database(
        wire["name"], "db-1", "app db", owner_role="r"
    )
    wire = {
        "name": f"{BRANCH}/roles/rol-1",
        "role_id": "rol-1",
        "status": {
            "postgres_role": "ana@example.com",
            "identity_type": "USER",
            "auth_method": "LAKEBASE_OAUTH_V1",
            "membership_roles": ["DATABRICKS_SUPERUSER"],
        },
    }
    assert convert.role(postgres.Role.from_dict(wire)) == Role(
        wire["name"], "rol-1", "ana@example.com", AuthMethod.OAUTH, Identity.USER, is_superuser=True
    )


def test_values_that_nobody_knows_are_unknown_and_never_a_guess() -> None:
    compute = postgres.Endpoint.from_dict({"status": {"current_state": "WARMING", "endpoint_type": "NEW"}})
    assert convert.compute(compute).state is ComputeState.UNKNOWN
    assert convert.compute(compute).kind is ComputeKind.UNKNOWN
    branch = postgres.Branch.from_dict({"status": {"current_state": "MOVING"}})
    assert convert.branch(branch).state is BranchState.UNKNOWN
    role = convert.role(
        postgres.Role.from_dict(
            {"status": {"auth_method": "PASSKEY", "identity_type": "IDENTITY_TYPE_UNSPECIFIED"}}
        )
    )
    assert (role.auth_method, role.identity) == (AuthMethod.UNKNOWN, Identity.NONE)


def test_every_state_of_the_sdk_has_one_of_ours() -> None:
    for state in postgres.BranchStatusState:
        assert (
            convert.branch(postgres.Branch(status=postgres.BranchStatus(current_state=state))).state
            is not BranchState.UNKNOWN
        )
    for compute_state in postgres.EndpointStatusState:
        found = postgres.Endpoint(status=postgres.EndpointStatus(current_state=compute_state))
        assert convert.compute(found).state is not ComputeState.UNKNOWN
    for method in postgres.RoleAuthMethod:
        role = postgres.Role(status=postgres.RoleRoleStatus(auth_method=method))
        assert convert.role(role).auth_method is not AuthMethod.UNKNOWN


@pytest.mark.parametrize("status", [{}, {"status": {}}, {"status": None}])
def test_nothing_but_a_name_is_enough(status: dict[str, Any]) -> None:
    name = f"{BRANCH}/endpoints/e"
    wire = {"name": name, **status}
    assert convert.compute(postgres.Endpoint.from_dict(wire)) == Compute(name, "e", BRANCH)
    assert convert.branch(postgres.Branch.from_dict({"name": BRANCH, **status})).project == "projects/shop"
    assert convert.project(postgres.Project.from_dict({"name": "projects/p", **status})).display_name == "p"
    assert convert.database(postgres.Database.from_dict(wire)).postgres_database == ""
    assert convert.role(postgres.Role.from_dict(wire)).postgres_role == ""


@pytest.mark.parametrize(
    ("answer", "life"),
    [
        ({"expire_time": "2030-05-01T11:00:00Z", "Date": "Wed, 01 May 2030 10:00:00 GMT"}, 3600.0),
        (
            {"expire_time": "2030-05-01T11:00:00.123456789Z", "Date": "Wed, 01 May 2030 11:00:00 GMT"},
            0.123456,
        ),
        ({"expire_time": "2026-01-15T10:05:00Z"}, 300.0),
        ({"expire_time": "2026-01-15T10:05:00Z", "Date": "yesterday"}, 300.0),
        ({"expire_time": "2026-01-15T09:00:00Z"}, 0.0),
        ({}, convert.SHORTEST_LIFE_S),
    ],
)
def test_a_credential_lives_by_the_clock_of_the_answer(answer: dict[str, str], life: float) -> None:
    made = convert.credential({"token": "eyJ.a.b", **answer}, NOW)
    assert made.lifetime_s == pytest.approx(life)
    assert made.secret.reveal() == "eyJ.a.b"
    assert "eyJ" not in repr(made)


@pytest.mark.parametrize("answer", [{}, {"token": ""}, {"token": 3}, {"token": "t", "expire_time": "soon"}])
def test_a_credential_without_sense_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        convert.credential(answer, NOW)


def test_durations_are_written_out() -> None:
    assert [convert.duration(s) for s in (300, 2_592_000.0, 0.5)] == ["300s", "2592000s", "0.5s"]
