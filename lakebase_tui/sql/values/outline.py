"""Which nodes of a tree are unfolded, and which line each of them is on; nothing folded is ever read."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lakebase_tui.sql.values.json_text import JsonNode
from lakebase_tui.sql.values.nodes import Node
from lakebase_tui.sql.values.paths import Step


class Branch:
    """An unfolded node, and the unfolded ones among its members.

    Args:
        node: The node.
        parent: The branch that it is a member of; None for the root.
        index: Which member it is.
    """

    __slots__ = (
        "_before",
        "branches",
        "depth",
        "index",
        "known",
        "lines",
        "members",
        "node",
        "opened",
        "parent",
    )

    def __init__(self, node: Node, parent: "Branch | None", index: int) -> None:
        self.node = node
        self.members = node.members()
        self.parent = parent
        self.index = index
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.known = 0
        """Members that have a line by now."""
        self.lines = 0
        """Lines beneath this one."""
        self.opened: list[int] = []
        """The members that are unfolded, in order."""
        self.branches: dict[int, Branch] = {}
        self._before: list[int] | None = None

    def before(self) -> list[int]:
        """For each unfolded member, how many lines are beneath those before it; and the sum at the end."""
        if self._before is None:
            total, sums = 0, [0]
            for index in self.opened:
                total += self.branches[index].lines
                sums.append(total)
            self._before = sums
        return self._before

    def grow(self, lines: int) -> None:
        """Count lines that came or went beneath, here and above."""
        self.lines += lines
        branch = self.parent
        while branch is not None:
            branch.lines += lines
            branch._before = None
            branch = branch.parent

    def add(self, child: "Branch") -> None:
        """A member was unfolded."""
        self.opened.insert(bisect_left(self.opened, child.index), child.index)
        self.branches[child.index] = child
        self._before = None

    def remove(self, child: "Branch") -> None:
        """A member was folded."""
        child.grow(-child.lines)
        self.opened.remove(child.index)
        del self.branches[child.index]
        self._before = None


@dataclass(frozen=True, slots=True)
class Place:
    """A line that stays the same while lines come and go: a member of a branch, or the root (no branch)."""

    branch: Branch | None
    index: int


@dataclass(frozen=True, slots=True)
class Line:
    """What is on one line; `branch` is the node's own where it is unfolded."""

    place: Place
    node: Node
    branch: Branch | None
    depth: int


class Outline:
    """The lines of a tree: the root first, and beneath each unfolded node its members.

    Lines are found in time that depends on what is unfolded, never on the size of the value.

    Args:
        root: The whole value.
    """

    def __init__(self, root: Node) -> None:
        self.root = root
        self._trunk: Branch | None = None
        self._unread: dict[int, Branch] = {}

    @property
    def lines(self) -> int:
        """How many lines there are by now."""
        return 1 + (self._trunk.lines if self._trunk is not None else 0)

    @property
    def complete(self) -> bool:
        """Whether all members of unfolded nodes have been found."""
        return not self._unread

    # -- folding ------------------------------------------------------------------------------------

    def unfold(self, place: Place) -> Branch | None:
        """Show the members of a node, as many as one step of reading finds; None if it has none."""
        branch = self.branch_at(place)
        if branch is not None:
            return branch
        node = self.node_at(place)
        if not node.kind.holds_members or node.is_empty:
            return None
        branch = Branch(node, place.branch, place.index)
        if place.branch is None:
            self._trunk = branch
        else:
            place.branch.add(branch)
        self._unread[id(branch)] = branch
        self.read(branch)
        return branch

    def fold(self, place: Place) -> None:
        """Hide the members of a node."""
        branch = self.branch_at(place)
        if branch is None:
            return
        if branch.parent is not None:
            branch.parent.remove(branch)
        else:
            self._trunk = None
        stack = [branch]
        while stack:
            gone = stack.pop()
            self._unread.pop(id(gone), None)
            stack.extend(gone.branches.values())

    def unfold_below(self, place: Place, limit: int) -> Iterator[None]:
        """Unfold a node and all beneath it, level by level, until there are `limit` lines more.

        Yields:
            Nothing, after each bounded piece of work.
        """
        stop = self.lines + limit
        level = [place]
        while level:
            deeper: list[Place] = []
            for each in level:
                branch = self.unfold(each)
                while branch is not None and branch.known < limit and not branch.members.complete:
                    self.read(branch)
                    yield
                for index in range(branch.known if branch is not None else 0):
                    deeper.append(Place(branch, index))
                    if index % 256 == 255:
                        yield
                yield
                if self.lines >= stop:
                    return
            level = deeper

    def read(self, branch: Branch) -> None:
        """Find more members of an unfolded node: a bounded piece of work."""
        members = branch.members
        members.scan()
        found = len(members) - branch.known
        if found:
            branch.known += found
            branch.grow(found)
        if members.complete:
            self._unread.pop(id(branch), None)

    def read_on(self) -> None:
        """Find more members of whichever node is not complete: a bounded piece of work."""
        branch = next(iter(self._unread.values()), None)
        if branch is not None:
            self.read(branch)

    def reveal(self, offset: int) -> Iterator[Place]:
        """Unfold what hides an offset of the root's text.

        Yields:
            The closest place so far, after each bounded piece of work; the last one is where it stands.
        """
        place = Place(None, 0)
        while True:
            branch = self.unfold(place)
            if branch is None or branch.node.text is not self.root.text:
                break
            while not branch.members.covers(offset):
                self.read(branch)
                yield place
            index = branch.members.index_of(offset)
            if index < 0:
                break
            place = Place(branch, index)
            node = self.node_at(place)
            if node.text is not self.root.text or offset <= node.start:
                break
            yield place
        yield place

    # -- lines --------------------------------------------------------------------------------------

    def node_at(self, place: Place) -> Node:
        """The node of a place."""
        return self.root if place.branch is None else place.branch.members.node(place.index)

    def branch_at(self, place: Place) -> Branch | None:
        """The branch of a place's node; None where it is folded."""
        return self._trunk if place.branch is None else place.branch.branches.get(place.index)

    def place_at(self, line: int) -> Place:
        """What stands on a line, which must be one that is there."""
        place, branch, rest = Place(None, 0), self._trunk, line
        while rest and branch is not None:
            rest -= 1
            before = branch.before()
            # The last unfolded member whose own line is not below the wanted one.
            number = bisect_right(range(len(branch.opened)), rest, key=_lines_of(branch.opened, before)) - 1
            if number < 0:
                return Place(branch, rest)
            index = branch.opened[number]
            below = rest - index - before[number]
            child = branch.branches[index]
            if below > child.lines:
                return Place(branch, index + below - child.lines)
            place, branch, rest = Place(branch, index), child, below
        return place

    def depth_of(self, place: Place) -> int:
        """How many steps a place is below the root."""
        return place.branch.depth + 1 if place.branch is not None else 0

    def line_of(self, place: Place) -> int:
        """Which line a place is on."""
        line, branch, index = 0, place.branch, place.index
        while branch is not None:
            line += 1 + index + branch.before()[bisect_left(branch.opened, index)]
            index, branch = branch.index, branch.parent
        return line

    def slice(self, start: int, stop: int) -> list[Line]:
        """The lines from `start` up to `stop`, as far as there are any."""
        found: list[Line] = []
        if start >= min(stop, self.lines):
            return found
        place: Place | None = self.place_at(start)
        while place is not None and len(found) < stop - start:
            own = self.branch_at(place)
            found.append(Line(place, self.node_at(place), own, self.depth_of(place)))
            place = self._after(place, own)
        return found

    def steps(self, place: Place, most: int | None = None) -> list[Step]:
        """The way from the root down to a place, or no more than the last steps of it."""
        steps: list[Step] = []
        branch = place.branch
        node = self.node_at(place)
        while branch is not None and (most is None or len(steps) < most):
            steps.append(Step(branch.node.kind, node.key, isinstance(branch.node, JsonNode)))
            node, branch = branch.node, branch.parent
        return steps[::-1]

    def _after(self, place: Place, own: Branch | None) -> Place | None:
        if own is not None and own.known:
            return Place(own, 0)
        branch, index = place.branch, place.index + 1
        while branch is not None and index >= branch.known:
            index, branch = branch.index + 1, branch.parent
        return Place(branch, index) if branch is not None else None


def _lines_of(opened: Sequence[int], before: Sequence[int]) -> Callable[[int], int]:
    return lambda number: opened[number] + before[number]
