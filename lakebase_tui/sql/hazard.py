"""One thing that a statement destroys."""

from dataclasses import dataclass
from enum import Enum


class HazardKind(Enum):
    """What is destroyed."""

    UPDATE_ALL = "update all"
    """Every row of a table is changed."""
    DELETE_ALL = "delete all"
    """Every row of a table is deleted."""
    MERGE_ALL = "merge all"
    """Rows are changed or deleted by a MERGE without any condition."""
    TRUNCATE = "truncate"
    """Tables are emptied."""
    DROP = "drop"
    """Objects are dropped."""
    ALTER_DROP = "alter drop"
    """Part of an object is dropped: a column, a constraint, a default."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing that a statement destroys, or may."""

    kind: HazardKind
    verb: str
    """What it does, in SQL's own words: `DELETE without WHERE`, `DROP TABLE`, `ALTER TABLE DROP COLUMN`."""
    start: int
    """Where the part that does it begins in the statement, in characters."""
    end: int
    """Where that part ends."""
    names: tuple[str, ...] = ()
    """What it is done to, as written: tables, schemas, roles, functions with their arguments."""
    relations: tuple[str, ...] = ()
    """Those of `names` that hold rows, so that these can be estimated."""
    part: str = ""
    """Of an ALTER: what is dropped from the object, as written, where it has a name."""
    cascades: bool = False
    """Whether what depends on it goes, too."""
    understood: bool = True
    """False where the grammar did not take the statement, and its words were all there was to go by."""
