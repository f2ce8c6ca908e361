"""A Lakebase target without the picker."""

import pytest

from lakebase_tui.control_plane.failures import ControlPlaneFailure, FailureKind
from lakebase_tui.headless.lakebase import find_target
from lakebase_tui.session.offers import Preselect, Refused
from lakebase_tui.session.target import Auth, NetworkOverride
from tests.support.fake_control_plane import DEV, ME, METRICS, PRODUCTION, FakeControlPlane, shop

NETWORK = NetworkOverride(port=6000)


async def test_the_only_project_needs_no_name() -> None:
    plane = shop()
    plane.projects_ = plane.projects_[1:]
    target = await find_target(plane, Preselect(), NETWORK)
    assert (target.branch, target.role, target.auth, target.port) == (METRICS, ME, Auth.OAUTH, 6000)
    assert target.compute == f"{METRICS}/endpoints/primary"
    assert target.database == "databricks_postgres"


async def test_ids_of_project_and_branch_are_asked_for_directly() -> None:
    plane = shop()
    target = await find_target(plane, Preselect(project="shop", branch="dev-ana"), NETWORK)
    assert target.branch == DEV
    assert plane.asked["projects"] == plane.asked["branches"] == 0


async def test_a_name_that_is_no_id_is_looked_for_in_the_lists() -> None:
    plane = shop()
    missing = ControlPlaneFailure(FailureKind.NOT_FOUND, "There is no such project.")
    plane.failing = {"project": missing, "branch": missing}
    target = await find_target(plane, Preselect(project="shop", branch="production"), NETWORK)
    assert target.branch == PRODUCTION
    with pytest.raises(Refused, match="no branch nope") as refused:
        await find_target(plane, Preselect(project="shop", branch="nope"), NETWORK)
    assert "production, dev-ana" in refused.value.next_step


async def test_another_failure_is_told_as_it_is() -> None:
    plane = shop()
    plane.failing = {"branch": ControlPlaneFailure(FailureKind.PERMISSION, "You may not see it.")}
    with pytest.raises(ControlPlaneFailure, match="may not see"):
        await find_target(plane, Preselect(project="shop", branch="production"), NETWORK)


async def test_a_database_that_the_control_plane_does_not_know_is_left_to_the_server() -> None:
    target = await find_target(shop(), Preselect(project="shop", database="made_by_sql"), NETWORK)
    assert target.database == "made_by_sql"


@pytest.mark.parametrize(
    ("named", "sentence", "step"),
    [
        (Preselect(), "There are 2 projects here", "--project: shop, telemetry"),
        (Preselect(project="nope"), "no project nope", "shop, telemetry"),
        (Preselect(project="shop", compute="nope"), "no compute nope", "replica, primary, spare"),
        (Preselect(project="shop", role="nope"), "no role nope", "app"),
        (Preselect(project="shop", compute="x", role="y"), "no compute x and no role y", ""),
        (Preselect(project="shop", compute="spare"), "spare is disabled", "another compute"),
        (Preselect(project="shop", role="auditors"), "auditors cannot log in", "another role"),
        (Preselect(project="shop", branch="dev-ana-2"), "has no compute", "Add one"),
    ],
)
async def test_what_must_be_named_or_is_not_there(named: Preselect, sentence: str, step: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        await find_target(shop(), named, NETWORK)
    assert step in refused.value.next_step


async def test_no_project_at_all() -> None:
    with pytest.raises(Refused, match="no project here"):
        await find_target(FakeControlPlane(), Preselect(), NETWORK)
