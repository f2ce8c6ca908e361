"""What the server answered about nodes that were unfolded, and what it has not been asked yet."""

from lakebase_tui.catalog.catalogue import Relation
from lakebase_tui.catalog.tree.nodes import Key, Node, NodeKind, Part, relation_key
from lakebase_tui.catalog.tree.questions import OF_GROUP, Answer, Facts, Question, Size, Wanted

_UNKNOWN = Size()


def wanted_by(node: Node) -> Wanted | None:
    """What a node needs from the server when it is unfolded; None where the catalogue has it all."""
    if node.kind is NodeKind.SCHEMA:
        return Wanted(node.key, Question.SIZES, (node.schema,))
    if node.relation is None:
        return None
    place = (node.relation.schema, node.relation.name)
    if node.kind.is_relation:
        return Wanted(node.key, Question.FACTS, place)
    question = OF_GROUP.get(node.group) if node.group is not None else None
    return Wanted(node.key, question, place) if question is not None else None


class Answers:
    """Keeps answers by node. An old answer is shown until a new one is there."""

    def __init__(self) -> None:
        self._answers: dict[Key, Answer] = {}
        self._failures: dict[Key, str] = {}
        self._old: set[Key] = set()

    def lacks(self, wanted: Wanted) -> bool:
        """Whether the server is to be asked."""
        if wanted.key in self._failures:
            return False
        return wanted.key not in self._answers or wanted.key in self._old

    def take(self, answer: Answer) -> None:
        """Keep what the server said."""
        key = answer.wanted.key
        self._answers[key] = answer
        self._old.discard(key)
        self._failures.pop(key, None)

    def fail(self, wanted: Wanted, sentence: str) -> None:
        """Keep why the server could not be asked; nobody asks again by himself."""
        self._failures[wanted.key] = sentence

    def forget_failure(self, key: Key) -> bool:
        """Ask once more; tells whether there was a failure."""
        return self._failures.pop(key, None) is not None

    def outdate(self) -> None:
        """Have everything asked again that is asked for at all: the schema may be another now."""
        self._old = set(self._answers)
        self._failures.clear()

    def failure(self, key: Key) -> str | None:
        """Why the server did not answer."""
        return self._failures.get(key)

    def parts(self, group: Node) -> tuple[Part, ...] | None:
        """The members of a group below a relation; None: not known."""
        answer = self._answers.get(group.key)
        return answer.parts if answer is not None else None

    def facts(self, relation: Relation) -> Facts | None:
        """What is known of a relation beyond the catalogue."""
        answer = self._answers.get(relation_key(relation))
        return answer.facts if answer is not None else None

    def size(self, relation: Relation) -> Size:
        """How large a table is; of unknown size where nobody asked."""
        answer = self._answers.get(("schema", relation.schema))
        return answer.sizes.get(relation.name, _UNKNOWN) if answer is not None else _UNKNOWN
