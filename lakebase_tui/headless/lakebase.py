"""A Lakebase target without the picker: its defaults where there is one best answer, a sentence where not."""

import asyncio
from collections.abc import Sequence

from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.failures import ControlPlaneFailure, FailureKind
from lakebase_tui.control_plane.models import Branch, Compute, Database, Project, Role, Workspace
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
    target_of,
)
from lakebase_tui.session.target import ConnectionTarget, NetworkOverride

_MOST_NAMES = 10
_UNKNOWN = (FailureKind.NOT_FOUND, FailureKind.INVALID)


async def find_target(
    control_plane: ControlPlane, named: Preselect, network: NetworkOverride
) -> ConnectionTarget:
    """The target that the command line means.

    Recent targets count for nothing here: what a script does must not depend on what somebody opened last.

    Args:
        control_plane: Who is asked.
        named: What the command line said.
        network: What it overrides.

    Raises:
        Refused: Something must be named, is not there, or takes no connections.
        ControlPlaneFailure: There was no answer.
    """
    workspace = asyncio.ensure_future(control_plane.workspace())
    try:
        project, branch = await _branch(control_plane, named)
        computes, databases, roles = await asyncio.gather(
            control_plane.computes(branch.name),
            control_plane.databases(branch.name),
            control_plane.roles(branch.name),
        )
        me = await workspace
    finally:
        workspace.cancel()
    chosen = _choice(project, branch, (computes, databases, roles), named, me)
    check(chosen)
    return target_of(chosen, network)


async def _branch(control_plane: ControlPlane, named: Preselect) -> tuple[Project, Branch]:
    """Project and branch: by their names where both are ids, else from the lists."""
    if named.project is not None and named.branch is not None:
        name = f"projects/{named.project}"
        try:
            return await asyncio.gather(
                control_plane.project(name), control_plane.branch(f"{name}/branches/{named.branch}")
            )
        except ControlPlaneFailure as failure:
            if failure.kind not in _UNKNOWN:  # it may be a display name; if not, the lists say what there is
                raise
    projects = await control_plane.projects()
    project = _project(projects, named)
    branches = await control_plane.branches(project.name)
    try:
        branch = default_branch(project, branches, named.branch)
    except Refused as refused:
        raise Refused(refused.sentence, _there_are([b.branch_id for b in branches])) from None
    if branch is None:
        raise Refused(f"The project {project.project_id} has no branch.", "Make one in Databricks.")
    return project, branch


def _project(projects: Sequence[Project], named: Preselect) -> Project:
    ids = [project.project_id for project in projects]
    if named.project is None and len(projects) > 1:
        raise Refused(f"There are {len(projects)} projects here.", f"Name one with --project: {_names(ids)}.")
    try:
        project = default_project(projects, named, ())
    except Refused as refused:
        raise Refused(refused.sentence, _there_are(ids)) from None
    if project is None:
        raise Refused("There is no project here.", "Make one in Databricks, or name another --profile.")
    return project


def _choice(
    project: Project,
    branch: Branch,
    offers: tuple[Sequence[Compute], Sequence[Database], Sequence[Role]],
    named: Preselect,
    me: Workspace,
) -> Choice:
    computes, databases, roles = offers
    wishes = Wishes(named.compute, None, named.role)
    if missing := missing_wishes(wishes, computes, databases, roles):
        listed = [c.endpoint_id for c in computes] if named.compute else [r.postgres_role for r in roles]
        there = _there_are(listed) if len(missing) == 1 else ""
        raise Refused(f"The branch {branch.branch_id} has no {' and no '.join(missing)}.", there)
    compute, role = default_compute(computes, named.compute), default_role(roles, me.user_name, named.role)
    if compute is None:
        raise Refused(
            f"The branch {branch.branch_id} has no compute to connect to.", "Add one in Databricks."
        )
    if role is None:
        raise Refused(f"The branch {branch.branch_id} has no role to log in as.", "Add one in Databricks.")
    database = _database(databases, named.database, branch)
    return Choice(project, branch, compute, database, role)


def _database(databases: Sequence[Database], wanted: str | None, branch: Branch) -> Database:
    found = default_database(databases, wanted)
    if wanted is not None and (found is None or not _is(found, wanted)):
        # Made by SQL perhaps, which the control plane need not know: the server decides.
        return Database(f"{branch.name}/databases/{wanted}", wanted, wanted)
    if found is None:
        raise Refused(f"The branch {branch.branch_id} has no database.", "Name one with -d.")
    return found


def _is(database: Database, name: str) -> bool:
    return name in (database.postgres_database, database.name, database.database_id)


def _there_are(ids: Sequence[str]) -> str:
    return f"There are: {_names(ids)}." if ids else ""


def _names(ids: Sequence[str]) -> str:
    more = len(ids) - _MOST_NAMES
    return ", ".join(ids[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
