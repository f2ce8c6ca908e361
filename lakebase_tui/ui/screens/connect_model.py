"""What the connect screen knows and what is chosen; no widgets, no questions asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lakebase_tui.config.state import Recent
from lakebase_tui.control_plane.models import Branch, Compute, Database, Project, Role, Workspace
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.offers import (
    Choice,
    PasswordWay,
    Preselect,
    Refused,
    Wishes,
    default_branch,
    default_compute,
    default_database,
    default_project,
    default_role,
    missing_wishes,
)
from lakebase_tui.ui.screens.connect_loading import Load, Offers

_REFRESH = "Press r to ask again."


def project_of(name: str) -> str:
    """The project's resource name in the name of anything below it."""
    return "/".join(name.split("/")[:2])


@dataclass(slots=True)
class PickerModel:
    """Answers so far, by resource name, and the choice that follows from them."""

    workspace: Load[Workspace] = field(default_factory=Load)
    projects: Load[list[Project]] = field(default_factory=Load)
    branches: dict[str, Load[list[Branch]]] = field(default_factory=dict)
    offers: dict[str, Offers] = field(default_factory=dict)
    computes: dict[str, list[Compute]] = field(default_factory=dict)
    """Computes of branches that were only looked at, for their state in the tree."""
    project_name: str | None = None
    branch_name: str | None = None
    own: Wishes = field(default_factory=Wishes)
    """What the user chose here; it goes along to other branches."""
    asked: Wishes = field(default_factory=Wishes)
    """What a recent target or the command line asks of this branch."""

    @property
    def user_name(self) -> str:
        """Who we are; empty until it is known."""
        return self.workspace.value.user_name if self.workspace.value is not None else ""

    @property
    def project(self) -> Project | None:
        """The project of the branch that is chosen."""
        return self.find_project(self.project_name)

    @property
    def branch(self) -> Branch | None:
        """The branch that is chosen, once it is known."""
        if self.project_name is None:
            return None
        known = self.branches.get(self.project_name, Load()).value or []
        return next((branch for branch in known if branch.name == self.branch_name), None)

    @property
    def offer(self) -> Offers:
        """What the chosen branch offers."""
        return self.offers.get(self.branch_name or "", Offers())

    @property
    def wishes(self) -> Wishes:
        """The user's own wishes, before what was asked for."""
        own, asked = self.own, self.asked
        return Wishes(
            own.compute or asked.compute,
            own.database or asked.database,
            own.role or asked.role,
            own.password_way,
        )

    def find_project(self, name: str | None) -> Project | None:
        """A project by resource name."""
        return next((p for p in self.projects.value or [] if p.name == name), None)

    def compute(self) -> Compute | None:
        """The compute that is chosen."""
        return default_compute(self.offer.computes.value or [], self.wishes.compute)

    def database(self) -> Database | None:
        """The database that is chosen."""
        return default_database(self.offer.databases.value or [], self.wishes.database)

    def role(self) -> Role | None:
        """The role that is chosen; none before it is known who we are."""
        if self.workspace.pending:
            return None
        return default_role(self.offer.roles.value or [], self.user_name, self.wishes.role)

    def set_part(self, branch: str, part: str, answer: Load[list[Any]]) -> None:
        """Take in one part of a branch's offer: computes, databases or roles."""
        self.offers[branch] = replace(self.offers.get(branch, Offers()), **{part: answer})

    def forget_failures(self) -> bool:
        """Put everything that failed back to not asked. False if nothing had."""
        offer = self.offer
        failures = (self.workspace.failure, self.projects.failure, offer.failed)
        failed = [name for name, answer in self.branches.items() if answer.failure is not None]
        self.workspace = self.workspace.unless_failed()
        self.projects = self.projects.unless_failed()
        for name in failed:
            del self.branches[name]
        if self.branch_name is not None:
            self.offers[self.branch_name] = Offers(
                offer.computes.unless_failed(), offer.databases.unless_failed(), offer.roles.unless_failed()
            )
        return bool(failed) or any(failure is not None for failure in failures)

    def begin_with(self, recents: Sequence[Recent], named: Preselect) -> Recent | None:
        """Choose the first project, and what is asked of its branch.

        Returns:
            The recent target that it follows, if it does.

        Raises:
            Refused: The project that was named is not there; the first one is chosen instead.
        """
        projects = self.projects.value or []
        self.project_name = projects[0].name if projects else None
        project = default_project(projects, named, recents)
        self.project_name = project.name if project is not None else None
        self.asked = Wishes(named.compute, named.database, named.role)
        if named != Preselect():
            return None
        return next((r for r in recents if project_of(r.branch) == self.project_name), None)

    def default_branch(self, named: Preselect) -> Branch | None:
        """The branch of the chosen project to begin with; None while they are not known.

        Raises:
            Refused: The branch that was named is not there.
        """
        if self.project is None:
            return None
        wanted = named.branch
        if wanted is None and named.compute is not None and named.compute.startswith("projects/"):
            wanted = "/".join(named.compute.split("/")[:4])
        return default_branch(self.project, self.branches.get(self.project.name, Load()).value or [], wanted)

    def computes_of(self, branch: str) -> list[Compute] | None:
        """The computes of a branch as last seen, None where nobody has looked."""
        offer = self.offers.get(branch)
        return (offer.computes.value if offer is not None else None) or self.computes.get(branch)

    def choose(self, branch: str, asked: Wishes) -> None:
        """Choose a branch by resource name."""
        self.project_name, self.branch_name, self.asked = project_of(branch), branch, asked

    def wish(self, group: str, key: str) -> None:
        """The user chose a row of a group; databases and roles are kept by their Postgres names."""
        offer = self.offer
        if group == "compute":
            self.own = replace(self.own, compute=_short(key))
        elif group == "database":
            name = next((d.postgres_database for d in offer.databases.value or [] if d.name == key), None)
            self.own = replace(self.own, database=name)
        elif group == "role":
            name = next((r.postgres_role for r in offer.roles.value or [] if r.name == key), None)
            self.own = replace(self.own, role=name)
        elif group == "auth" and key in {way.value for way in PasswordWay}:
            self.own = replace(self.own, password_way=PasswordWay(key))

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited without which nothing can be opened."""
        failed = self.projects.failure or self.workspace.failure
        if failed is not None:
            return False
        if self.workspace.pending or self.projects.pending:
            return True
        if self.branch_name is None:
            return any(load.pending for load in self.branches.values())
        branches = self.branches.get(self.project_name or "", Load())
        return branches.pending or (self.offer.pending and self.offer.failed is None)

    def chosen(self) -> Choice:
        """The complete choice.

        Raises:
            LakebaseTuiError: Something is missing: with its sentence and next step.
        """
        self._raise_failures()
        project, branch = self.project, self.branch
        if project is None:
            raise Refused(
                "There is no project here.", "Make one in Databricks, or choose another workspace with w."
            )
        if branch is None:
            raise Refused(f"The project {project.project_id} has no such branch.", _REFRESH)
        name = branch.branch_id
        compute, database, role = self.compute(), self.database(), self.role()
        if compute is None:
            step = "Add a compute to it in Databricks and press r, or pick another branch."
            raise Refused(f"The branch {name} has no compute to connect to.", step)
        if database is None:
            raise Refused(f"The branch {name} has no database.", _REFRESH)
        if role is None:
            raise Refused(
                f"The branch {name} has no role to log in as.", "Add a role in Databricks and press r."
            )
        return Choice(project, branch, compute, database, role, self.wishes.password_way or PasswordWay.TYPED)

    def missing(self) -> list[str]:
        """What was asked for and is not there, in words, unless the user chose something else since."""
        offer, asked, own = self.offer, self.asked, self.own
        if offer.pending or offer.failed is not None:
            return []
        open_wishes = Wishes(
            None if own.compute else asked.compute,
            None if own.database else asked.database,
            None if own.role else asked.role,
        )
        return missing_wishes(
            open_wishes, offer.computes.value or [], offer.databases.value or [], offer.roles.value or []
        )

    def _raise_failures(self) -> None:
        branches = self.branches.get(self.project_name or "", Load())
        failures: tuple[LakebaseTuiError | None, ...] = (
            self.projects.failure,
            self.workspace.failure,
            branches.failure,
            self.offer.failed,
        )
        for failure in failures:
            if failure is not None:
                raise failure


def recents_here(recents: list[Recent], workspace: Load[Workspace]) -> list[Recent]:
    """The recent targets of a workspace; none before it is known."""
    host = workspace.value.host.rstrip("/") if workspace.value is not None else None
    return [recent for recent in recents if recent.workspace.rstrip("/") == host]


def _short(name: str) -> str:
    return name.rpartition("/")[2]
