"""The parts of a value as lazy nodes: each knows where it begins; its members are found as asked for."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

Key = str | int | None
"""A member's name or position; None for the value as a whole."""

STEPS = 256
"""Tokens that one `Members.scan` reads at most: well under a millisecond of work."""

_MEMBERS = 1_000
"""Members after which one `Members.scan` ends at the latest, but for those of its last step."""


class NodeKind(Enum):
    """What a node is, as far as folding and colour go."""

    OBJECT = "object"
    ARRAY = "array"
    RECORD = "record"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    BROKEN = "broken"
    """Text that does not fit the notation: all that is left from there on."""

    @property
    def holds_members(self) -> bool:
        """Whether such a node can be unfolded."""
        return self in (NodeKind.OBJECT, NodeKind.ARRAY, NodeKind.RECORD)


class Node(Protocol):
    """One part of a value; cheap to make, as it is made anew whenever it is drawn."""

    @property
    def key(self) -> Key:
        """Its name or position among its siblings."""
        ...

    @property
    def kind(self) -> NodeKind:
        """What it is."""
        ...

    @property
    def text(self) -> str:
        """The text that it is written in, which may be the whole value's."""
        ...

    @property
    def start(self) -> int:
        """Where in `text` it begins."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether it is of a kind that holds members, and holds none."""
        ...

    def head(self, limit: int) -> str:
        """How it begins, as written, in at most `limit` characters."""
        ...

    def value(self) -> str | None:
        """What a person would copy: text without quotes and escapes, the rest as written; NULL is None.

        Raises:
            UnfinishedError: Where it ends has not been read yet.
        """
        ...

    def members(self) -> "Members":
        """What is inside; nothing is read before `Members.scan`."""
        ...


class UnfinishedError(Exception):
    """Not enough of the text has been read yet."""


class Members:
    """The members of one node, found in order by `scan`, which does a bounded piece of work a call.

    Args:
        text: What they are written in.
        position: Where the first one may begin.
    """

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        """Everything before it has been read."""
        self.starts = array("I")
        """Where each member begins: at its name if it has one."""
        self.complete = False
        """Whether all members have been found."""
        self.broken = False
        """Whether the text stopped making sense."""
        self.has_rest = False
        """Whether the last member is what could not be read."""

    def __len__(self) -> int:
        return len(self.starts)

    def scan(self) -> None:
        """Read on for a bounded piece of text."""
        enough = len(self.starts) + _MEMBERS
        for _ in range(STEPS):
            if self.complete or len(self.starts) > enough:
                return
            self.step()

    def step(self) -> None:
        """Read one token."""
        raise NotImplementedError

    def node(self, index: int) -> Node:
        """The member at a position from 0."""
        raise NotImplementedError

    def covers(self, offset: int) -> bool:
        """Whether it is known which member an offset in the text belongs to."""
        return self.complete or self.position > offset

    def index_of(self, offset: int) -> int:
        """The member that an offset belongs to; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def stop(self, index: int) -> int | None:
        """Where what stands between a member's start and the next one's ends; None while not known."""
        if index + 1 < len(self.starts):
            return self.starts[index + 1]
        return self.position if self.complete else None

    def give_up(self, position: int, *, anew: bool) -> None:
        """Take the rest of the text as it is.

        Args:
            position: From where it makes no sense.
            anew: The rest is a member of its own, rather than part of the last.
        """
        if anew:
            self.starts.append(position)
        self.has_rest = anew
        self.broken = self.complete = True
        self.position = len(self.text)


class Leaf:
    """A node without members whose text is its own, apart from the text around it.

    Args:
        key: Its name or position.
        kind: What it is.
        value: Its text; None is NULL.
    """

    __slots__ = ("_value", "key", "kind", "start")

    def __init__(self, key: Key, kind: NodeKind, value: str | None) -> None:
        self.key = key
        self.kind = NodeKind.NULL if value is None else kind
        self.start = 0
        self._value = value

    @property
    def text(self) -> str:
        """Its own text."""
        return self._value or ""

    @property
    def is_empty(self) -> bool:
        """It is of no kind that holds members."""
        return False

    def head(self, limit: int) -> str:
        """How it begins; NULL as the word."""
        return "NULL" if self._value is None else self._value[:limit]

    def value(self) -> str | None:
        """The text itself."""
        return self._value

    def members(self) -> Members:
        """None."""
        return NoMembers("", 0)


class NoMembers(Members):
    """Nothing inside."""

    def step(self) -> None:
        """There is nothing to find."""
        self.complete = True


def scanned(members: Members) -> Sequence[Node]:
    """All members of a node at once, for short texts."""
    while not members.complete:
        members.scan()
    return [members.node(index) for index in range(len(members))]
