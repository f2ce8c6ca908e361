"""Asking the control plane on behalf of the connect screen; every answer goes into the model."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from lakebase_tui.control_plane.api import ControlPlane
from lakebase_tui.control_plane.models import Compute
from lakebase_tui.ui.screens.connect_loading import Load, Offers, each, load
from lakebase_tui.ui.screens.connect_model import PickerModel

LOOKED_AT = 24
"""Of how many branches of a project the computes are asked for, to show whether they sleep."""
_AT_ONCE = 3


class Inquiry:
    """Questions in flight.

    Args:
        control_plane: Who is asked.
        model: Where the answers go.
        run: Starts a coroutine, in place of the one of the same group that still runs.
        arrived: Called after every answer.
    """

    def __init__(
        self,
        control_plane: ControlPlane,
        model: PickerModel,
        run: Callable[[Coroutine[Any, Any, None], str], None],
        arrived: Callable[[], None],
    ) -> None:
        self.control_plane = control_plane
        self._model = model
        self._run = run
        self._arrived = arrived

    def begin(self) -> None:
        """Ask what needs no choice and is not known: who we are, and which projects there are."""
        if self._model.workspace.pending:
            self._run(self._bring_workspace(), "workspace")
        if self._model.projects.pending:
            self._run(self._bring_projects(), "projects")

    def branches(self, project: str) -> None:
        """Ask for the branches of a project, unless they are known or asked for."""
        if project not in self._model.branches:
            self._model.branches[project] = Load()
            self._run(self._bring_branches(project), f"branches {project}")

    def offers(self, branch: str) -> None:
        """Ask for what is not known of a branch, each part by itself; other branches' questions end."""
        offer = self._model.offers.setdefault(branch, Offers())
        plane = self.control_plane
        parts: tuple[tuple[str, bool, Callable[[str], Awaitable[list[Any]]]], ...] = (
            ("computes", offer.computes.pending, plane.computes),
            ("databases", offer.databases.pending, plane.databases),
            ("roles", offer.roles.pending, plane.roles),
        )
        for part, pending, ask in parts:
            if pending:
                self._run(self._bring_part(branch, part, ask), f"offer {part}")

    def again(self) -> None:
        """Ask again for what failed, or for everything if nothing did."""
        model = self._model
        if not model.forget_failures():
            model.projects = Load()
            model.offers.clear()
            model.computes.clear()
            model.branches.clear()
        self.begin()
        if model.project_name is not None:
            self.branches(model.project_name)
        if model.branch_name is not None:
            self.offers(model.branch_name)

    async def _bring_workspace(self) -> None:
        self._model.workspace = await load(self.control_plane.workspace())
        self._arrived()

    async def _bring_projects(self) -> None:
        self._model.projects = await load(self.control_plane.projects())
        self._arrived()

    async def _bring_branches(self, project: str) -> None:
        answer = await load(self.control_plane.branches(project))
        self._model.branches[project] = answer
        self._arrived()
        names = [branch.name for branch in answer.value or [] if branch.name != self._model.branch_name]
        await each(self.control_plane.computes, names[:LOOKED_AT], self._looked_at, at_once=_AT_ONCE)

    def _looked_at(self, branch: str, answer: Load[list[Compute]]) -> None:
        # A failure here is no news: it shows when the branch itself is chosen.
        if answer.value is not None:
            self._model.computes[branch] = answer.value
            self._arrived()

    async def _bring_part(self, branch: str, part: str, ask: Callable[[str], Awaitable[list[Any]]]) -> None:
        self._model.set_part(branch, part, await load(ask(branch)))
        self._arrived()
