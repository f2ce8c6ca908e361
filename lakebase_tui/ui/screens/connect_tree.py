"""Projects and branches as nodes of the tree: their words and tones."""

from collections.abc import Mapping
from datetime import datetime

from lakebase_tui.control_plane.models import Branch, BranchState, Compute, ComputeKind, Project
from lakebase_tui.sql.visible import visible
from lakebase_tui.ui.formatting import size
from lakebase_tui.ui.screens.connect_loading import Load
from lakebase_tui.ui.screens.connect_model import PickerModel
from lakebase_tui.ui.screens.connect_rows import compute_state, failure_notice, left, loading_notice
from lakebase_tui.ui.widgets.branch_tree import BranchNode, ProjectNode
from lakebase_tui.ui.widgets.filter_list import Cell, plain


def tree_nodes(model: PickerModel, now: datetime) -> tuple[list[ProjectNode], Cell]:
    """The tree as far as it is known, and what to say where it is empty."""
    states: dict[str, list[Compute]] = {}
    for answer in model.branches.values():
        for branch in answer.value or []:
            if (found := model.computes_of(branch.name)) is not None:
                states[branch.name] = found
    nodes = [project_node(p, model.branches.get(p.name), states, now) for p in model.projects.value or []]
    if model.projects.failure is not None:
        return nodes, (("✕ ", "bad"), ("no projects", ""), ("  r retry", "mark"))
    if model.projects.value is None:
        return nodes, loading_notice("asking for projects")
    return nodes, plain("no projects in this workspace", "dim")


def project_node(
    project: Project,
    branches: Load[list[Branch]] | None,
    computes: Mapping[str, list[Compute]],
    now: datetime,
) -> ProjectNode:
    """A project of the tree, with its branches as far as they are known."""
    version = f"PG {project.pg_version}" if project.pg_version else ""
    storage = size(project.storage_bytes) if project.storage_bytes else ""
    title = visible(project.display_name or project.project_id)
    known = branches.value if branches is not None else None
    nodes = None
    if known is not None:
        nodes = tuple(_branch_node(branch, project, computes.get(branch.name), now) for branch in known)
    notice = loading_notice("branches")
    if branches is not None and branches.failure is not None:
        notice = failure_notice(branches.failure)
    elif nodes == ():
        notice = plain("no branches · n makes one", "dim")
    cells = (plain(f"{version}  {storage}".strip(), "dim"),)
    return ProjectNode(project.name, title, cells, nodes, notice, search=visible(project.project_id))


def _branch_node(
    branch: Branch, project: Project, computes: list[Compute] | None, now: datetime
) -> BranchNode:
    is_default = branch.is_default or branch.name == project.default_branch
    badges: list[tuple[str, str]] = []
    if branch.state not in (BranchState.READY, BranchState.UNKNOWN):
        badges.append((branch.state.value, "dim"))
    if is_default:
        badges.append(("default", "dim"))
    if branch.is_protected:
        badges.append(("protected", "warn"))
    if branch.expire_time is not None:
        remaining = (branch.expire_time - now).total_seconds()
        soon = "warn" if remaining < 86_400 else ""
        badges.append((f"expires in {left(remaining)}", soon) if remaining > 0 else ("expired", "bad"))
    elif branch.source_time is not None and not is_default:
        badges.append((f"as of {branch.source_time:%Y-%m-%d}", "dim"))
    cell: list[tuple[str, str]] = []
    for badge in badges:
        cell += [(" · ", "dim"), badge] if cell else [badge]
    gone = branch.state in (BranchState.ARCHIVED, BranchState.DELETED)
    return BranchNode(
        branch.name,
        visible(branch.branch_id),
        (tuple(cell), _main_state(computes)),
        branch.source_branch,
        "dim" if gone else "",
    )


def _main_state(computes: list[Compute] | None) -> Cell:
    if not computes:
        return ()
    main = next((c for c in computes if c.kind is ComputeKind.READ_WRITE), computes[0])
    return compute_state(main)
