"""What the rules look at, and what they say: which kinds of things could stand at the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Final

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.objects import RelationKind
from lakebase_tui.completion.scope.sources import ScopeReader, Source
from lakebase_tui.completion.scope.visibility import Visible, visible_from
from lakebase_tui.completion.syntax.frames import Frame, Role, frames_at
from lakebase_tui.completion.syntax.outline import Outline
from lakebase_tui.completion.syntax.queries import Arm, Clause, Query
from lakebase_tui.completion.syntax.reading import Reading


class Want(Enum):
    """A kind of thing that could stand there."""

    COLUMNS = auto()
    """Of all that can be seen, or of `Place.target` alone."""
    FUNCTIONS = auto()
    RELATIONS = auto()
    TABLE_FUNCTIONS = auto()
    """Functions in a FROM."""
    TRIGGER_FUNCTIONS = auto()
    PROCEDURES = auto()
    ROUTINES = auto()
    """Functions and procedures, to name rather than to call."""
    SCHEMAS = auto()
    """To go on with a dot."""
    SCHEMA_NAMES = auto()
    """By themselves."""
    JOINS = auto()
    """Tables that foreign keys lead to, with the condition."""
    CONDITIONS = auto()
    """What a JOIN could be ON."""
    ALIAS = auto()
    SOURCE_NAMES = auto()
    """Aliases and tables of the statement, by themselves."""
    COMMON_COLUMNS = auto()
    """That a joined table shares with those before it."""
    COLUMN_LIST = auto()
    """All columns of an INSERT's table."""
    VALUES = auto()
    """`values (` behind the columns of an INSERT."""
    LABELS = auto()
    """Values of `Place.types`."""
    ARGUMENTS = auto()
    """Names of the arguments of `Place.call`."""
    TYPES = auto()
    ROLES = auto()
    SETTINGS = auto()
    SETTING_VALUES = auto()
    DATABASES = auto()
    EXTENSIONS = auto()
    WORDS = auto()
    """`Place.words`, in an opened quote."""
    SNIPPETS = auto()
    CASE = auto()
    """The snippet of a CASE."""


TABLES: Final = frozenset(
    (
        RelationKind.TABLE,
        RelationKind.PARTITIONED_TABLE,
        RelationKind.VIEW,
        RelationKind.MATERIALIZED_VIEW,
        RelationKind.FOREIGN_TABLE,
    )
)
"""What one can select from."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the rules say of a place."""

    wants: tuple[Want, ...] = ()
    keywords: tuple[str, ...] = ()
    """Words and phrases that can follow, the likelier ones first."""
    first: tuple[str, ...] = ()
    """Words that are likelier than any name."""
    target: Source | None = None
    """Whose columns alone are meant."""
    taken: frozenset[str] = frozenset()
    """Columns that stand there already."""
    kinds: frozenset[RelationKind] = TABLES
    """Of relations that are meant."""
    types: tuple[str, ...] = ()
    """Types of the value that is expected."""
    setting: str = ""
    """Whose value is meant."""
    call: tuple[str, ...] = ()
    """Name of the function whose arguments these are."""
    words: tuple[str, ...] = ()
    """What a function takes in quotes."""
    opening: str = ""
    """What has to stand before a condition or a list."""
    naming: str = ""
    """Table or function that an alias would be for."""


@dataclass(frozen=True)
class Site:
    """The surroundings of the cursor."""

    reading: Reading
    """What is being typed."""
    outline: Outline
    """The rest of the statement."""
    catalogue: Catalogue
    """What is in the database."""
    path: Sequence[str]
    """Schemas that are searched, `pg_catalog` too."""
    query_start: int | None
    """Where the statement's query begins; None where it has none."""
    head: str = ""
    """Verb of the query's first arm where it is not written there; `declare` for a list of variables."""
    words: tuple[str, ...] = ()
    """What else can begin a statement here."""

    @property
    def gap(self) -> int:
        """Index of the first lexeme behind the cursor."""
        return self.reading.gap

    @cached_property
    def frames(self) -> list[Frame]:
        """The statement and the parentheses around the cursor, from the outside."""
        return frames_at(self.outline, self.gap, self.query_start, self.head)

    @cached_property
    def scopes(self) -> ScopeReader:
        """Finds columns."""
        return ScopeReader(self.outline, self.catalogue, self.path)

    @cached_property
    def visible(self) -> Visible:
        """What can be named here."""
        return visible_from(self.outline, self.frames, self.gap, self.scopes)

    @property
    def frame(self) -> Frame:
        """The innermost parenthesis."""
        return self.frames[-1]

    def around(self) -> tuple[Query, Arm, Clause, int] | None:
        """The innermost query, its arm and clause, and the index in it where the cursor is."""
        at = self.gap
        for frame in reversed(self.frames):
            if frame.query is not None:
                arm = frame.query.arm_at(at)
                clause = arm.clause_at(at) if arm else None
                return (frame.query, arm, clause, at) if arm and clause else None
            at = frame.open
        return None

    def target(self) -> Source | None:
        """The table that the innermost query writes to."""
        around = self.around()
        if around is None or around[1].clause("target") is None:
            return None
        return self.scopes.sources(around[1], {})[0]

    def role(self) -> Role:
        """What the innermost parenthesis is for."""
        return self.frame.role
