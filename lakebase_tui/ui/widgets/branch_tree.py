"""Projects and their branches as a tree that draws lineage."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from lakebase_tui.ui.widgets.filter_list import Cell, FilterList, Row

OPEN, CLOSED = "▾", "▸"


@dataclass(frozen=True, slots=True)
class BranchNode:
    """A branch; `source` is the key of the branch that it was made from."""

    key: str
    title: str
    cells: tuple[Cell, ...] = ()
    source: str | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ProjectNode:
    """A project; `branches` is None until they are known, and `notice` stands in for them."""

    key: str
    title: str
    cells: tuple[Cell, ...] = ()
    branches: tuple[BranchNode, ...] | None = None
    notice: Cell = ()
    search: str = ""


def lineage(branches: Sequence[BranchNode]) -> Iterator[tuple[BranchNode, str]]:
    """Branches below their sources, each with the lines drawn before its name.

    A branch whose source is not among them is a root, and so is one that is its own ancestor.
    """
    keys = {branch.key for branch in branches}
    children: dict[str | None, list[BranchNode]] = {}
    for branch in branches:
        source = branch.source if branch.source in keys and branch.source != branch.key else None
        children.setdefault(source, []).append(branch)
    drawn: set[str] = set()
    # An explicit stack: a lineage may be deeper than Python's.
    stack = [(branch, "", "") for branch in reversed(children.get(None, []))]
    while stack or len(drawn) < len(keys):
        if not stack:
            stack.append((next(branch for branch in branches if branch.key not in drawn), "", ""))
        branch, before, below = stack.pop()
        if branch.key in drawn:
            continue
        drawn.add(branch.key)
        yield branch, before
        heirs = children.get(branch.key, [])
        for index, heir in reversed(list(enumerate(heirs))):
            last = index == len(heirs) - 1
            stack.append((heir, below + ("└ " if last else "├ "), below + ("  " if last else "│ ")))


def tree_rows(projects: Sequence[ProjectNode], unfolded: set[str]) -> list[Row]:
    """The rows of a tree, folded as asked; branches of folded projects are left out."""
    rows: list[Row] = []
    for project in projects:
        is_open = project.key in unfolded
        title = ((f"{OPEN if is_open else CLOSED} ", "dim"), (project.title, "strong"))
        rows.append(Row(project.key, title, project.cells, search=f"{project.title} {project.search}"))
        if not is_open:
            continue
        if not project.branches:
            rows.append(Row(f"{project.key}#notice", (("  ", ""), *project.notice), search=project.title))
        for branch, lines in lineage(project.branches or ()):
            title = ((f"  {lines}", "dim"), (branch.title, branch.tone))
            rows.append(Row(branch.key, title, branch.cells, search=f"{project.title} {branch.title}"))
    return rows


class BranchTree(FilterList):
    """Projects that unfold to branches. Left and right fold; the owner brings branches when asked."""

    BINDINGS = [
        Binding("right", "unfold", "Unfold", show=False, id="tree.unfold"),
        Binding("left", "fold", "Fold", show=False, id="tree.fold"),
        Binding("space", "turn", "Fold or unfold", show=False, id="tree.toggle"),
    ]

    class Unfolded(Message):
        """A project was unfolded whose branches are not known yet."""

        def __init__(self, sender: "BranchTree", key: str) -> None:
            super().__init__()
            self.tree = sender
            self.key = key

        @property
        def control(self) -> "BranchTree":
            """The tree."""
            return self.tree

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._projects: Mapping[str, ProjectNode] = {}
        self._unfolded: set[str] = set()

    def show_projects(
        self, projects: Sequence[ProjectNode], *, key: str | None = None, notice: Cell = ()
    ) -> None:
        """Replace the tree; what is unfolded stays so."""
        self._projects = {project.key: project for project in projects}
        self.show(self._tree_rows(), key=key, notice=notice)

    def unfold(self, key: str) -> None:
        """Open a project, and ask for its branches if they are not known."""
        project = self._projects.get(key)
        if project is None or key in self._unfolded:
            return
        self._unfolded.add(key)
        self.show_projects(tuple(self._projects.values()))
        if project.branches is None:
            self.post_message(self.Unfolded(self, key))

    def action_unfold(self) -> None:
        """Open the project under the cursor."""
        if self.cursor_key is not None:
            self.unfold(self.cursor_key)

    def action_fold(self) -> None:
        """Close the project of the row under the cursor, and go to it."""
        key = self._project_of(self.cursor_key)
        if key is None:
            return
        moved = key != self.cursor_key
        self._unfolded.discard(key)
        self.show_projects(tuple(self._projects.values()), key=key)
        if moved:
            self.post_message(self.CursorMoved(self, key))

    def action_turn(self) -> None:
        """Open or close the project under the cursor."""
        if self.cursor_key in self._unfolded:
            self.action_fold()
        else:
            self.action_unfold()

    def clicked(self, row: Row, x: int) -> None:
        """A click on the triangle folds or unfolds."""
        if row.key in self._projects and x < 2:
            self.action_turn()

    def matching(self, rows: Sequence[Row], needle: str) -> Sequence[Row]:
        """Rows that match, each below the project that it belongs to."""
        kept: list[Row] = []
        parent: Row | None = None
        for row in rows:
            if row.key in self._projects:
                parent = row
            if not row.matches(needle):
                continue
            if parent is not None and parent is not row:
                kept.append(parent)
            kept.append(row)
            parent = None
        return kept

    def watch_needle(self) -> None:
        """While a filter stands, branches of folded projects are looked through as well."""
        self._rows = tuple(self._tree_rows())
        super().watch_needle()

    def _tree_rows(self) -> list[Row]:
        projects = tuple(self._projects.values())
        known = {project.key for project in projects if project.branches} if self.needle else set()
        return tree_rows(projects, self._unfolded | known)

    def _project_of(self, key: str | None) -> str | None:
        if key is None or key in self._projects:
            return key
        return next(
            (
                project.key
                for project in self._projects.values()
                if key.startswith(f"{project.key}#")
                or any(branch.key == key for branch in project.branches or ())
            ),
            None,
        )
