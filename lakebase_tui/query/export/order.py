"""What is exported, how and where to, and what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from lakebase_tui.query.export.compression import Compression
from lakebase_tui.query.export.target import Target
from lakebase_tui.query.formats.csv_format import CsvOptions
from lakebase_tui.query.formats.insert_format import UNNAMED_TABLE
from lakebase_tui.query.formats.registry import FORMATS
from lakebase_tui.query.result_store import StoreState


class Scope(Enum):
    """Which rows."""

    SELECTION = "selection"
    ROWS = "rows"
    """Those that were read and are kept here."""
    SERVER = "server"
    """All: the statement runs again, and its rows go into the file as they come."""


@dataclass(frozen=True, slots=True)
class ExportKind:
    """A kind of file that can be chosen."""

    name: str
    """For settings; of a text format, its name in `FORMATS`."""
    label: str
    suffix: str
    is_text: bool = True
    """Whether it can be compressed as a whole; the others are packed in their own way."""
    typed: bool = False
    """Whether its columns have types of their own."""


def _text(name: str) -> ExportKind:
    return ExportKind(name, FORMATS[name].label, FORMATS[name].suffix)


_KINDS = (
    *(_text(name) for name in ("csv", "tsv", "json", "jsonl", "markdown", "html", "insert")),
    ExportKind("parquet", "Parquet", ".parquet", is_text=False, typed=True),
    ExportKind("arrow", "Arrow", ".arrow", is_text=False, typed=True),
    ExportKind("xlsx", "Excel", ".xlsx", is_text=False),
)
KINDS: Mapping[str, ExportKind] = {kind.name: kind for kind in _KINDS}
"""By name, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """One export as it was chosen."""

    target: Target
    kind: str = "csv"
    """One of `KINDS`."""
    scope: Scope = Scope.ROWS
    csv: CsvOptions = field(default_factory=CsvOptions)
    """For CSV; its `header` counts for TSV, too."""
    table: tuple[str, ...] = UNNAMED_TABLE
    """What INSERT statements insert into."""
    compression: Compression | None = None
    """None: as the end of the file's name says."""
    typed: bool = True
    """Parquet and Arrow: whether columns get the types that hold the server's exactly; else all are text."""
    note: str = ""
    """Why the rows are not the whole result; empty if they are. Written where the format has room for it."""


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is."""

    rows: int
    bytes: int
    """Written to the file; some rows are still on their way there."""
    total_rows: int | None
    """None: nobody knows."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that is done: the file is in its place."""

    path: Path
    rows: int
    bytes: int
    """Size of the file."""
    seconds: float
    note: str = ""
    """Why the rows are not the whole result; empty if they are."""


Report = Callable[[ExportProgress], None]
"""Is told now and then how far it is."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A rectangle of a result."""

    rows: range
    columns: Sequence[int]
    """Positions of the columns."""


def note_on(state: StoreState, rows: int) -> str:
    """Why the rows that are kept here are not the whole result; empty if they are."""
    count = f"the first {rows:,} rows" if rows != 1 else "the first row"
    match state:
        case StoreState.COMPLETE:
            return ""
        case StoreState.STREAMING | StoreState.PAUSED:
            return f"These are {count}: more were still on the server."
        case StoreState.TRUNCATED:
            return f"These are {count}: the rest was left on the server."
        case StoreState.CANCELLED:
            return f"These are {count}: the statement was cancelled."
        case StoreState.FAILED:
            return f"These are {count}: the statement failed, or its connection was lost."
