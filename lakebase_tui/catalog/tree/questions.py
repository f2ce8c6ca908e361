"""What the tree asks the server as it unfolds: one `.sql` file a question."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files

from lakebase_tui.catalog.tree.nodes import Group, Key, Part

Rows = Sequence[Sequence[str | None]]
Ask = Callable[[str, Sequence[object]], Awaitable[Rows]]
"""Asks the server one question with its parameters; the answer is text, None for NULL."""


class Question(Enum):
    """What is asked; the value is the name of its file."""

    SIZES = "sizes"
    """Of the tables of a schema."""
    FACTS = "facts"
    """Of one relation: how many parts of each kind it has, and what its columns are."""
    INDEXES = "indexes"
    CONSTRAINTS = "constraints"
    TRIGGERS = "triggers"
    POLICIES = "policies"
    RULES = "rules"


OF_GROUP = {
    Group.INDEXES: Question.INDEXES,
    Group.CONSTRAINTS: Question.CONSTRAINTS,
    Group.TRIGGERS: Question.TRIGGERS,
    Group.POLICIES: Question.POLICIES,
    Group.RULES: Question.RULES,
}
"""The question whose answer is the members of a group; the groups in their order."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that a node needs and that is not known."""

    key: Key
    """Of the node."""
    question: Question
    values: tuple[str, ...]
    """Of the question's parameters: the schema, and the relation if it is about one."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a table is, as its last VACUUM or ANALYZE left it."""

    rows: float = -1.0
    """Negative: never counted."""
    size: int = -1
    """Bytes with indexes and TOAST; negative: not known."""
    row_security: bool = False
    """Whether policies decide who sees which row."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bulk of the catalogue does not say of a relation."""

    counts: dict[Group, int] = field(default_factory=dict)
    """Parts of each kind; none of those that there are none of."""
    key_columns: frozenset[str] = frozenset()
    """Of the primary key."""
    column_comments: dict[str, str] = field(default_factory=dict)
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; the field that the question is about is filled."""

    wanted: Wanted
    sizes: dict[str, Size] = field(default_factory=dict)
    """By the table's name."""
    facts: Facts = field(default_factory=Facts)
    parts: tuple[Part, ...] = ()


async def answered(ask: Ask, wanted: Wanted) -> Answer:
    """Ask for what is wanted.

    Raises:
        LakebaseTuiError: The server could not be asked, or refused.
    """
    rows = await ask(_sql(wanted.question), wanted.values)
    match wanted.question:
        case Question.SIZES:
            return Answer(wanted, sizes=_sizes(rows))
        case Question.FACTS:
            return Answer(wanted, facts=_facts(rows))
    parts = (Part(name or "", detail or "", tuple((marks or "").split())) for name, detail, marks in rows)
    return Answer(wanted, parts=tuple(parts))


@cache
def _sql(question: Question) -> str:
    path = files("lakebase_tui.catalog.tree").joinpath("queries", f"{question.value}.sql")
    return path.read_text(encoding="utf-8")


def _sizes(rows: Rows) -> dict[str, Size]:
    return {
        name or "": Size(float(tuples or -1), int(size) if size is not None else -1, secured == "t")
        for name, tuples, size, secured in rows
    }


def _facts(rows: Rows) -> Facts:
    counts: dict[Group, int] = {}
    comments: dict[str, str] = {}
    key_columns: set[str] = set()
    owner = ""
    for kind, name, number, text in rows:
        match kind:
            case "owner":
                owner = name or ""
            case "key":
                key_columns.add(name or "")
            case "comment":
                comments[name or ""] = text or ""
            case _ if int(number or 0):
                counts[Group[(name or "").upper()]] = int(number or 0)
    return Facts(counts, frozenset(key_columns), comments, owner)
