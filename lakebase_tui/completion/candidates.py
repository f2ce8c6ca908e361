"""What completion offers: candidates, and the part of the text that each of them would replace."""

from dataclasses import dataclass
from enum import Enum


class CandidateKind(Enum):
    """What a candidate is; the value is its name in words."""

    COLUMN = "column"
    COLUMNS = "columns"
    """Several at once: what a `*` stands for, the list of an INSERT."""
    TABLE = "table"
    VIEW = "view"
    SEQUENCE = "sequence"
    SOURCE = "in this statement"
    """A table's alias, a CTE or a subquery of the same statement."""
    SCHEMA = "schema"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    ARGUMENT = "argument"
    KEYWORD = "keyword"
    JOIN = "join"
    CONDITION = "condition"
    ALIAS = "alias"
    TYPE = "type"
    VALUE = "value"
    SETTING = "setting"
    ROLE = "role"
    DATABASE = "database"
    EXTENSION = "extension"
    SNIPPET = "snippet"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could stand at the cursor."""

    insert: str
    """What takes the place of the text from `Completions.start` to `Completions.end`."""
    label: str
    """What the list shows. Neither this nor `detail` has been made visible."""
    kind: CandidateKind
    detail: str = ""
    """What is to be known of it: a type, a signature, where it is."""
    cursor_offset: int | None = None
    """Where the cursor goes, in characters from the beginning of `insert`; None: behind it."""

    @property
    def cursor(self) -> int:
        """Where the cursor goes, in characters from the beginning of `insert`."""
        return len(self.insert) if self.cursor_offset is None else self.cursor_offset


@dataclass(frozen=True, slots=True)
class Completions:
    """All candidates for one place of a text, the best first."""

    start: int
    """Offset into the text of the first character that a candidate replaces."""
    end: int
    """Offset behind the last one; `start` where nothing is replaced."""
    candidates: tuple[Candidate, ...] = ()
