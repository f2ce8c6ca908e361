"""The tree of a database: which nodes are unfolded, and the lines that are in sight."""

from collections.abc import Sequence

from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.object_ref import ObjectRef
from lakebase_tui.catalog.objects import DataType, Routine, Schema
from lakebase_tui.catalog.pace import Pace
from lakebase_tui.catalog.tree.answers import Answers, wanted_by
from lakebase_tui.catalog.tree.arrangement import Arrangement, Object
from lakebase_tui.catalog.tree.contents import Contents
from lakebase_tui.catalog.tree.name_filter import NameFilter
from lakebase_tui.catalog.tree.nodes import (
    Group,
    Key,
    Line,
    Node,
    NodeKind,
    column_key,
    group_node,
    notice,
)
from lakebase_tui.catalog.tree.questions import Answer, Facts, Question, Size, Wanted
from lakebase_tui.catalog.tree.references import find

TABLES_OPEN = 1_000
"""Tables that are in sight as soon as their schema is unfolded; where there are more, one looks by name."""
NOTHING_MATCHES = "nothing matches"
_BATCH = 200
"""Objects that are gathered without a look at the time."""


class ObjectTree:
    """Folds and unfolds; says what it lacks, and takes it when it comes.

    While there is a filter, the lines are what matches beneath its ancestors; what is unfolded there is
    folded again with the next needle.
    """

    def __init__(self) -> None:
        self._plan = Arrangement(Catalogue())
        self._answers = Answers()
        self._contents = Contents(self._plan, self._answers, complete=False)
        self._lines: list[Line] = []
        self._unfiltered: list[Line] | None = None
        """The lines without the filter, as long as nothing became of them."""
        self._open: set[Key] = set()
        self._begun = False
        self._needle = ""
        self._names: NameFilter | None = None
        self._open_found: set[Key] = set()
        self._partly: set[Key] = set()
        self._best: int | None = None

    # -- what is shown ------------------------------------------------------------------------------

    @property
    def lines(self) -> Sequence[Line]:
        """The nodes in sight."""
        return self._lines

    @property
    def plan(self) -> Arrangement:
        """How the catalogue is laid out."""
        return self._plan

    @property
    def needle(self) -> str:
        """What is filtered by; empty: nothing."""
        return self._needle

    def is_open(self, node: Node) -> bool:
        """Whether a node is unfolded."""
        return node.key in self._unfolded

    def size(self, relation: Relation) -> Size:
        """Rows and bytes of a table, those of its partitions together; what is newest of what is known."""
        return self._contents.size(relation)

    def facts(self, relation: Relation) -> Facts | None:
        """What the server said of a relation that was unfolded."""
        return self._answers.facts(relation)

    def index_of(self, key: Key, near: int = -1) -> int | None:
        """The line of a node; None: it is not in sight.

        Args:
            key: Of the node.
            near: A line that is likely the one.
        """
        if 0 <= near < len(self._lines) and self._lines[near].node.key == key:
            return near
        return next((at for at, line in enumerate(self._lines) if line.node.key == key), None)

    def parent_of(self, at: int) -> int | None:
        """The line of the node that holds the one at a line."""
        depth = self._lines[at].depth
        return next((above for above in range(at - 1, -1, -1) if self._lines[above].depth < depth), None)

    def show(self, catalogue: Catalogue, path: Sequence[str] = (), *, complete: bool = True) -> None:
        """Replace the catalogue; what is unfolded, answered and filtered by stays so.

        Args:
            catalogue: What is known by now.
            path: The session's schemas in the order of their look-up.
            complete: Whether that is all there is.
        """
        self._plan = Arrangement(catalogue, path)
        self._contents = Contents(self._plan, self._answers, complete=complete)
        self._names = self._unfiltered = None
        if not self._begun and (complete or catalogue.relations):
            self._begin()
        self._rebuild()

    def outdate(self) -> None:
        """What the server answered may be wrong by now: ask again, and show it until then."""
        self._answers.outdate()

    def _begin(self) -> None:
        """Unfold the schema that a reader looks for first."""
        schemas = self._plan.user_schemas
        if schemas:
            self._begun = True
            own = (each for each in schemas if self._plan.groups_in(each.name).keys() - {Group.LAKEBASE})
            first = next(own, schemas[0])
            self._note_open(self._plan.node(first))

    # -- folding ------------------------------------------------------------------------------------

    def unfold(self, at: int) -> bool:
        """Unfold the node at a line; False where there is nothing to unfold."""
        node, depth = self._lines[at]
        if not node.foldable or self.is_open(node):
            return False
        self._note_open(node)
        self._lines[at + 1 : at + 1] = self._below(node, depth + 1)
        return True

    def fold(self, at: int) -> bool:
        """Fold the node at a line; False where it is folded."""
        node = self._lines[at].node
        if not self.is_open(node):
            return False
        self._unfolded.discard(node.key)
        self._partly.discard(node.key)
        del self._lines[at + 1 : self._end(at)]
        return True

    def reveal(self, ref: ObjectRef, column: str = "") -> int | None:
        """Unfold what hides an object, and end the filter.

        Args:
            ref: The object.
            column: One of its columns, to be revealed instead.

        Returns:
            The line; None where there is no such object.
        """
        thing = find(self._plan.catalogue, ref)
        if thing is None:
            return None
        self._end_filter()
        at = self._reveal(self._plan.node(thing))
        if at is None or not column or not isinstance(thing, Relation):
            return at
        self.unfold(at)
        return self.index_of(column_key(thing, column))

    def _reveal(self, node: Node | None) -> int | None:
        if node is None:
            return None
        for each in self._plan.ancestors(node):
            at = self.index_of(each.key)
            if at is None:
                return None
            self.unfold(at)
        return self.index_of(node.key)

    @property
    def _unfolded(self) -> set[Key]:
        return self._open_found if self._needle else self._open

    def _note_open(self, node: Node) -> None:
        self._unfolded.add(node.key)
        if node.kind is not NodeKind.SCHEMA:
            return
        tables = self._plan.groups_in(node.schema).get(Group.TABLES, ())
        if len(tables) <= TABLES_OPEN:
            self._unfolded.add(group_node(Group.TABLES, 0, node.schema).key)

    def _end(self, at: int) -> int:
        depth, lines = self._lines[at].depth, self._lines
        return next((end for end in range(at + 1, len(lines)) if lines[end].depth <= depth), len(lines))

    # -- what is asked ------------------------------------------------------------------------------

    def wanted(self) -> list[Wanted]:
        """What is in sight, unfolded and not known; sizes last."""
        whole = self._unfolded - self._partly
        unfolded = [node for node, _ in self._lines if node.key in whole]
        lacking = [
            wanted
            for node in unfolded
            if (wanted := wanted_by(node)) is not None and self._answers.lacks(wanted)
        ]
        return sorted(lacking, key=lambda each: each.question is Question.SIZES)

    def take(self, answer: Answer) -> None:
        """Show what the server said."""
        self._answers.take(answer)
        self._contents.forget_sizes()
        if answer.wanted.question is not Question.SIZES:
            self._renew(answer.wanted.key)

    def fail(self, wanted: Wanted, sentence: str) -> None:
        """Say why the server did not answer."""
        self._answers.fail(wanted, sentence)
        self._renew(wanted.key)

    def try_again(self, at: int) -> bool:
        """Have the server asked again for what failed at a line; False where nothing did."""
        node = self._lines[at].node
        if node.kind is not NodeKind.NOTICE or not self._answers.forget_failure(node.key[1:]):
            return False
        self._renew(node.key[1:])
        return True

    def _renew(self, key: Key) -> None:
        self._unfiltered = None
        at = None if key in self._partly else self.index_of(key)
        if at is not None and self.is_open(self._lines[at].node):
            node, depth = self._lines[at]
            self._lines[at + 1 : self._end(at)] = self._below(node, depth + 1)

    # -- the filter ---------------------------------------------------------------------------------

    async def prepare_filter(self) -> None:
        """Gather the names without holding the loop; what is filtered by before that is done waits for it."""
        plan, pace, things = self._plan, Pace(), list[Object]()
        for number, thing in enumerate(plan.everything()):
            things.append(thing)
            if number % _BATCH == 0:
                await pace.breathe()
        if self._names is None and plan is self._plan:
            self._names = NameFilter(things)

    def filter(self, needle: str, here: Node | None = None) -> int | None:
        """Show what matches, or everything where the needle is empty.

        Args:
            needle: What is typed of a name.
            here: What stays in sight when everything is shown again.

        Returns:
            The line of the best match, or that of `here`; None where there is none.
        """
        if not needle.strip():
            self._end_filter()
            return self._reveal(self._object_of(here)) if here is not None else None
        if not self._needle:
            self._unfiltered = self._lines
        self._needle = needle.strip()
        self._rebuild()
        return self._best

    def _end_filter(self) -> None:
        if not self._needle:
            return
        self._needle = ""
        self._partly.clear()
        if self._unfiltered is None:
            self._rebuild()
        else:
            self._lines, self._unfiltered = self._unfiltered, None

    def _object_of(self, node: Node) -> Node | None:
        """The object that a node is, or is a part of; None for groups of objects."""
        thing = node.relation or node.thing
        if isinstance(thing, Relation | Routine | DataType):
            return self._plan.node(thing)
        if node.kind in (NodeKind.EXTENSION, NodeKind.ROLE):
            return node
        return self._plan.node(Schema(node.schema)) if node.schema else None

    # -- lines --------------------------------------------------------------------------------------

    def _rebuild(self) -> None:
        self._best = None
        if self._needle:
            self._lines = self._matching()
            return
        self._partly.clear()
        self._lines = []
        for node in self._plan.roots():
            self._lines.append(Line(node, 0))
            if node.key in self._open:
                self._lines += self._below(node, 1)

    def _matching(self) -> list[Line]:
        if self._names is None:
            self._names = NameFilter(self._plan.everything())
        matches = self._names.matches(self._needle)
        lines: list[Line] = []
        above: list[Key] = []
        self._partly.clear()
        for thing in matches.things:
            node = self._plan.node(thing)
            path = [*self._plan.ancestors(node), node]
            same = next((n for n, (old, new) in enumerate(zip(above, path, strict=False)) if old != new.key),
                        min(len(above), len(path)))  # fmt: skip
            lines += [Line(each, depth) for depth, each in enumerate(path[same:], same)]
            above = [each.key for each in path]
            self._partly.update(above[:-1])
            if thing is matches.best:
                self._best = len(lines) - 1
        self._open_found = set(self._partly)
        if matches.total > len(matches.things):
            rest = f"{matches.total - len(matches.things):,} more match: type more"
            lines.append(Line(notice(("rest",), rest), 0))
        return lines or [Line(notice((), NOTHING_MATCHES), 0)]

    def _below(self, node: Node, depth: int) -> list[Line]:
        lines: list[Line] = []
        for child in self._contents.of(node):
            lines.append(Line(child, depth))
            if child.foldable and child.key in self._unfolded:
                lines += self._below(child, depth + 1)
        return lines
