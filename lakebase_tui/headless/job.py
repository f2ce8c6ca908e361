"""What a run without a screen is asked to do: values only, loaded with the command line."""

from dataclasses import dataclass, field
from enum import Enum

STDIN = "-"
"""The name that stands for standard input in `-f`."""


@dataclass(frozen=True, slots=True)
class Command:
    """`-c`: sent to the server as one message."""

    sql: str


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """`-f`: read statement by statement."""

    path: str
    """`-` is standard input."""

    @property
    def name(self) -> str:
        """What it is called where an error is told, as psql does."""
        return "<stdin>" if self.path == STDIN else self.path


Action = Command | ScriptFile


class Shape(Enum):
    """How rows are laid out."""

    ALIGNED = "aligned"
    UNALIGNED = "unaligned"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Layout:
    r"""psql's `\pset` settings, as far as there are options for them."""

    shape: Shape = Shape.ALIGNED
    expanded: bool = False
    tuples_only: bool = False
    field_separator: str = "|"
    record_separator: str = "\n"


@dataclass(frozen=True, slots=True)
class Job:
    """One run."""

    actions: tuple[Action, ...]
    layout: Layout = field(default_factory=Layout)
    quiet: bool = False
    """No command tags."""
    output: str | None = None
    """File for what would go to standard output."""
    stop_on_error: bool = False
    """psql's ON_ERROR_STOP."""
    single_transaction: bool = False
    never_ask: bool = False
    """`-w`: no password is asked for, terminal or not."""
    ask_first: bool = False
    """`-W`: a password is asked for before the server wants one."""
