"""The control plane client against the local Lakebase."""

import uuid
from collections.abc import AsyncIterator

import pytest

from lakebase_tui.config.profiles import LoginSource, choose
from lakebase_tui.control_plane.databricks import DatabricksControlPlane
from lakebase_tui.control_plane.failures import ControlPlaneFailure, FailureKind
from lakebase_tui.control_plane.login import Limits
from lakebase_tui.control_plane.models import (
    AuthMethod,
    BranchState,
    ComputeKind,
    ComputeState,
    Identity,
    Project,
    Role,
)
from tests.support.local_lakebase import LocalLakebase


@pytest.fixture
async def plane(local_lakebase: LocalLakebase) -> AsyncIterator[DatabricksControlPlane]:
    environ = {
        "DATABRICKS_HOST": local_lakebase.databricks_host,
        "DATABRICKS_TOKEN": local_lakebase.databricks_token,
    }
    made = DatabricksControlPlane(choose(None, environ))
    yield made
    await made.aclose()


async def project_with_branches(plane: DatabricksControlPlane) -> Project:
    """The project whose data has a protected default branch and a child."""
    for project in await plane.projects():
        if len(await plane.branches(project.name)) > 1:
            return project
    raise AssertionError("no project with several branches")


async def default_roles(plane: DatabricksControlPlane) -> list[Role]:
    project = await project_with_branches(plane)
    assert project.default_branch is not None
    return await plane.roles(project.default_branch)


async def test_walks_from_the_workspace_to_the_roles(
    plane: DatabricksControlPlane, local_lakebase: LocalLakebase
) -> None:
    workspace = await plane.workspace()
    assert (workspace.host, workspace.user_name) == (local_lakebase.databricks_host, local_lakebase.user_name)
    project = await project_with_branches(plane)
    assert await plane.project(project.name) == project
    branches = await plane.branches(project.name)
    [default] = [branch for branch in branches if branch.is_default]
    assert (default.name, default.is_protected) == (project.default_branch, True)
    assert default.state is BranchState.READY
    assert any(branch.source_branch == default.name and branch.expire_time for branch in branches)
    computes = await plane.computes(default.name)
    assert {ComputeKind.READ_WRITE, ComputeKind.READ_ONLY} == {compute.kind for compute in computes}
    assert all(compute.hosts.host and ":" not in compute.hosts.host for compute in computes)
    primary = next(compute for compute in computes if compute.kind is ComputeKind.READ_WRITE)
    assert (await plane.compute(primary.name)).hosts == primary.hosts
    databases = await plane.databases(default.name)
    roles = {role.name: role for role in await plane.roles(default.name)}
    assert "databricks_postgres" in [database.postgres_database for database in databases]
    assert all(database.owner_role in roles for database in databases)


async def test_roles_say_how_they_log_in(
    plane: DatabricksControlPlane, local_lakebase: LocalLakebase
) -> None:
    roles = await default_roles(plane)
    [own] = [role for role in roles if role.postgres_role == local_lakebase.user_name]
    assert (own.auth_method, own.identity) == (AuthMethod.OAUTH, Identity.USER)
    assert {role.auth_method for role in roles} >= {AuthMethod.PASSWORD, AuthMethod.NO_LOGIN}
    password = next(role for role in roles if role.auth_method is AuthMethod.PASSWORD)
    assert (await plane.reveal_password(password.name)).reveal()


async def test_mints_for_as_long_as_asked(plane: DatabricksControlPlane) -> None:
    project = await project_with_branches(plane)
    [*computes] = await plane.computes(f"{project.default_branch}")
    credential = await plane.mint_credential(computes[0].name, ttl_s=600)
    # The answer's Date has whole seconds.
    assert credential.lifetime_s == pytest.approx(600, abs=2)
    assert (await plane.mint_credential(computes[0].name)).lifetime_s == pytest.approx(3600, abs=2)


async def test_makes_a_branch_once(plane: DatabricksControlPlane) -> None:
    project = await project_with_branches(plane)
    branch_id = f"cp-{uuid.uuid4().hex[:8]}"
    made = await plane.create_branch(project.name, branch_id, source=project.default_branch, ttl_s=3600)
    assert (made.branch_id, made.source_branch) == (branch_id, project.default_branch)
    assert made.expire_time is not None
    assert made in await plane.branches(project.name)
    assert [compute.kind for compute in await plane.computes(made.name)] == [ComputeKind.READ_WRITE]
    assert ComputeState.UNKNOWN not in {compute.state for compute in await plane.computes(made.name)}
    with pytest.raises(ControlPlaneFailure) as raised:
        await plane.create_branch(project.name, branch_id, source=None, ttl_s=3600)
    assert raised.value.kind is FailureKind.CONFLICT


async def test_what_is_not_there(plane: DatabricksControlPlane) -> None:
    project = await project_with_branches(plane)
    where = f'project "{project.project_id}"'
    for question, missing in (
        (plane.branches("projects/nothing"), 'project "nothing"'),
        (
            plane.branch(f"{project.name}/branches/nothing"),
            f'branch "nothing" of {where}',
        ),
        (
            plane.mint_credential(f"{project.default_branch}/endpoints/nothing"),
            f'compute "nothing" of branch "production" of {where}',
        ),
    ):
        with pytest.raises(ControlPlaneFailure) as raised:
            await question
        assert raised.value.kind is FailureKind.NOT_FOUND
        assert raised.value.sentence.startswith(f"There is no {missing} in ")


async def test_a_wrong_token_is_refused_at_once(local_lakebase: LocalLakebase) -> None:
    host = local_lakebase.databricks_host
    plane = DatabricksControlPlane(LoginSource(host, "pat", profile="old", values={"token": "dapi-old"}))
    with pytest.raises(ControlPlaneFailure) as raised:
        await plane.projects()
    await plane.aclose()
    assert raised.value.kind is FailureKind.UNAUTHENTICATED
    assert 'profile "old"' in raised.value.sentence


async def test_a_service_principal(local_lakebase: LocalLakebase) -> None:
    values = {"client_id": local_lakebase.client_id, "client_secret": local_lakebase.client_secret}
    source = LoginSource(local_lakebase.databricks_host, "oauth-m2m", profile="robot", values=values)
    plane = DatabricksControlPlane(source, limits=Limits())
    assert (await plane.workspace()).user_name == local_lakebase.client_id
    await plane.aclose()
