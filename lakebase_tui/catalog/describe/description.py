"""What there is to say of one object. Values only: neither I/O nor drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lakebase_tui.catalog.object_ref import ObjectRef


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so: `Owner`, `app`."""

    name: str
    value: str
    target: ObjectRef | None = None
    """The object that the value names, if it can be described too."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a section's table, as many cells as that has columns."""

    cells: tuple[str, ...]
    target: ObjectRef | None = None
    """The object that the row is about, if it can be described too."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands beneath it: a table, a text, or why there is neither."""

    title: str
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    text: str = ""
    is_sql: bool = False
    """Whether the text is SQL (or a routine's body), to be coloured as such."""
    problem: str = ""
    """Why the server did not say."""


@dataclass(frozen=True, slots=True)
class Description:
    """All that is known of one object; definitions are as SQL writes them with an empty search_path."""

    ref: ObjectRef
    """The object as it was found: with its oid, and the kind that it is."""
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """`table sales.orders`, `trigger stamp of sales.orders`."""
        words = f"{self.ref.kind.value} {self.ref.quoted}"
        return f"{words} of {self.ref.owner.quoted}" if self.ref.owner is not None else words


def table(title: str, columns: Sequence[str], lines: Iterable[Line]) -> Section | None:
    """Make a section of a table, without the columns in which nothing is said; None without rows."""
    made = tuple(lines)
    if not made:
        return None
    kept = [at for at in range(len(columns)) if any(line.cells[at] for line in made)]
    return Section(
        title,
        tuple(columns[at] for at in kept),
        tuple(Line(tuple(line.cells[at] for at in kept), line.target) for line in made),
    )


def facts_of(*pairs: tuple[str, str | None] | Fact) -> tuple[Fact, ...]:
    """Keep the facts that say something."""
    facts = (pair if isinstance(pair, Fact) else Fact(pair[0], pair[1] or "") for pair in pairs)
    return tuple(fact for fact in facts if fact.value)


def sections_of(*sections: Section | None) -> tuple[Section, ...]:
    """Keep the sections that there are."""
    return tuple(section for section in sections if section is not None)
