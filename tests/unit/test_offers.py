"""What the picker chooses by itself, and what it refuses."""

from dataclasses import replace

import pytest

from lakebase_tui.control_plane.models import BranchState, ComputeHosts, ComputeState, Role
from lakebase_tui.session.offers import (
    Choice,
    Preselect,
    Refused,
    Wishes,
    check,
    default_branch,
    default_compute,
    default_database,
    default_project,
    default_role,
    missing_wishes,
    recent_of,
    target_of,
)
from lakebase_tui.session.target import NetworkOverride
from lakebase_tui.ui.widgets.branch_tree import BranchNode, lineage
from lakebase_tui.ui.widgets.filter_list import Row, column_widths, fitted, plain, text_of
from tests.support.fake_control_plane import DEV, ME, PRODUCTION, SHOP, shop

PLANE = shop()
COMPUTES, DATABASES = PLANE.computes_[PRODUCTION], PLANE.databases_[PRODUCTION]
ROLES, BRANCHES = PLANE.roles_[PRODUCTION], PLANE.branches_[SHOP]
PROJECT = PLANE.projects_[0]


def choice() -> Choice:
    return Choice(PROJECT, BRANCHES[0], COMPUTES[1], DATABASES[1], ROLES[2])


def test_the_writing_compute_that_takes_connections() -> None:
    best = default_compute(COMPUTES, None)
    assert best is not None
    assert best.endpoint_id == "primary"
    disabled = [replace(c, disabled=c.endpoint_id == "primary") for c in COMPUTES]
    other = default_compute(disabled, None)
    assert other is not None
    assert other.endpoint_id == "replica"
    assert default_compute([], None) is None


def test_a_compute_by_id_or_by_resource_name() -> None:
    for wanted in ("replica", f"{PRODUCTION}/endpoints/replica"):
        assert default_compute(COMPUTES, wanted) is COMPUTES[0]
    assert default_compute(COMPUTES, "nope") is COMPUTES[1]


def test_databases_go_by_their_postgres_names() -> None:
    assert default_database(DATABASES, None) is DATABASES[1]
    assert default_database(DATABASES, "analytics") is DATABASES[0]
    assert default_database(DATABASES[:1], None) is DATABASES[0]
    assert default_database([], None) is None


def test_the_caller_s_own_role_then_a_group_then_a_password() -> None:
    assert default_role(ROLES, ME, None) is ROLES[2]
    assert default_role(ROLES, "someone@else", None) is ROLES[4]
    assert default_role(ROLES[:2], "someone@else", None) is ROLES[1]
    assert default_role(ROLES[:1], ME, None) is ROLES[0]
    assert default_role(ROLES, ME, "app") is ROLES[1]


def test_branches_and_projects() -> None:
    assert default_branch(PROJECT, BRANCHES, None) is BRANCHES[0]
    assert default_branch(PROJECT, BRANCHES, "dev-ana") is BRANCHES[1]
    assert default_branch(replace(PROJECT, default_branch=None), BRANCHES[1:], None) is BRANCHES[1]
    assert default_branch(PROJECT, [], None) is None
    with pytest.raises(Refused, match="no branch nope"):
        default_branch(PROJECT, BRANCHES, "nope")
    assert default_project(PLANE.projects_, Preselect(branch=DEV), ()) is PROJECT
    assert default_project([], Preselect(), ()) is None
    with pytest.raises(Refused, match="no project nope"):
        default_project(PLANE.projects_, Preselect(project="nope"), ())


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (replace(choice(), branch=replace(BRANCHES[0], state=BranchState.DELETED)), "is deleted"),
        (replace(choice(), compute=replace(COMPUTES[1], disabled=True)), "is disabled"),
        (replace(choice(), compute=replace(COMPUTES[1], state=ComputeState.INIT)), "still being made"),
        (replace(choice(), compute=replace(COMPUTES[1], hosts=ComputeHosts())), "no host yet"),
        (replace(choice(), role=ROLES[0]), "cannot log in"),
        (replace(choice(), role=ROLES[1], project=replace(PROJECT, native_login=False)), "password"),
    ],
)
def test_refusals_have_a_next_step(fault: Choice, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        check(fault)
    assert refused.value.next_step


@pytest.mark.parametrize("role", ROLES[1:])
def test_roles_that_may_try(role: Role) -> None:
    check(replace(choice(), role=role))


def test_a_target_and_what_is_remembered_of_it() -> None:
    target = target_of(choice(), NetworkOverride(port=6000, hostaddr="127.0.0.1", root_cert="ca.pem"))
    assert (target.port, target.hostaddr, target.tls.root_cert) == (6000, "127.0.0.1", "ca.pem")
    assert (target.label, target.compute_id) == ("shop/production", "primary")
    recent = recent_of(target, "https://w", 5.0)
    assert recent is not None
    assert (recent.branch, recent.database, recent.role) == (PRODUCTION, "databricks_postgres", ME)


def test_wishes_that_a_branch_cannot_fulfil() -> None:
    wishes = Wishes(compute="primary", database="nope", role="app")
    assert missing_wishes(wishes, COMPUTES, DATABASES, ROLES) == ["database nope"]


def test_lineage_draws_children_and_survives_circles() -> None:
    nodes = [
        BranchNode(k, k, source=s)
        for k, s in (("a", None), ("b", "a"), ("c", "b"), ("d", "a"), ("x", "gone"))
    ]
    assert [(n.key, lines) for n, lines in lineage(nodes)] == [
        ("a", ""), ("b", "├ "), ("c", "│ └ "), ("d", "└ "), ("x", ""),
    ]  # fmt: skip
    circle = [BranchNode("a", "a", source="b"), BranchNode("b", "b", source="a")]
    assert sorted(node.key for node, _ in lineage(circle)) == ["a", "b"]


def test_columns_fit_and_cut_with_an_ellipsis() -> None:
    rows = [Row("a", plain("a" * 30), (plain("x" * 10),)), Row("b", plain("b"), (plain("y"),))]
    assert column_widths(rows, 60) == [30, 10]
    assert sum(column_widths(rows, 40)) + 2 == 40
    assert text_of(tuple(fitted(plain("abcdef"), 4))) == "abc…"
    assert text_of(tuple(fitted(plain("日本語"), 4))) == "日 …"
