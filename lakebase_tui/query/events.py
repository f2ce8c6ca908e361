"""What happens while statements run, in order, as the executor yields it."""

from dataclasses import dataclass, field
from enum import Enum

from lakebase_tui.query.columns import Column
from lakebase_tui.session.failure_kinds import FailureKind


class OutcomeKind(Enum):
    """How a statement ended."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled back"
    """The connection was lost in a transaction, before COMMIT was sent."""
    UNKNOWN = "outcome unknown"
    """The connection was lost after the statement was sent."""
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class ServerError:
    """An error or notice as the server said it; every field may be empty."""

    message: str
    severity: str = "ERROR"
    sqlstate: str = ""
    detail: str = ""
    hint: str = ""
    position: int | None = None
    """Character offset from 0 in the statement's own text."""
    context: str = ""
    next_step: str = ""
    """Our own advice, where we have any."""
    kind: FailureKind | None = None
    """What it means; None for a notice, and for a request that could not be understood."""
    text: str = ""
    """All of an error as libpq lays it out for psql, line ends included; empty for notices and our own."""
    fields: tuple[tuple[str, str], ...] = ()
    """What else the server named: schema, table, column, type, constraint, place in its source."""

    @property
    def changed_nothing(self) -> bool:
        """Whether the statement was lost with its connection, and only read."""
        return self.kind is FailureKind.LOST_READING

    @property
    def meaning(self) -> str:
        """The kind in a word or two; empty where it says nothing."""
        return "" if self.kind in (None, FailureKind.OTHER) else self.kind.value


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one statement ended. Times in seconds."""

    kind: OutcomeKind
    command_tag: str = ""
    """`INSERT 0 3`, `SELECT 5`; empty when it did not get that far."""
    row_count: int | None = None
    """Rows returned or touched; None where the server does not say."""
    elapsed_s: float = 0.0
    first_row_s: float | None = None
    error: ServerError | None = None
    complete: bool = True
    """False: rows were left behind (limit, cancel, loss)."""


@dataclass(frozen=True, slots=True)
class StatementStarted:
    """Statement number `index` (from 0) of this run was sent."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class ColumnsKnown:
    """The statement returns rows: here are its columns. Its store is `Executor.stores[index]`.

    A rewrite rule can make one statement answer with several results: then this comes again, with the
    next `part`, and a new store takes the former one's place in `stores` (all are in `Executor.result_sets`).
    """

    index: int
    columns: tuple[Column, ...]
    part: int = 0


@dataclass(frozen=True, slots=True)
class RowsArrived:
    """The store now holds `total` rows."""

    index: int
    total: int


@dataclass(frozen=True, slots=True)
class ResultEnded:
    """One result of the statement is whole: a statement's text, or a rule, can have several."""

    index: int
    command_tag: str
    row_count: int | None
    part: int | None
    """As in `ColumnsKnown`; None for a result without columns."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The page is full; more rows wait on the server until `fetch_more` or the lease's end.

    In an explicit transaction the lease is infinite: what would end the stream would end the transaction.
    """

    index: int
    total: int
    lease_s: float


@dataclass(frozen=True, slots=True)
class NoticeArrived:
    """A NOTICE, WARNING or the like."""

    index: int
    notice: ServerError


@dataclass(frozen=True, slots=True)
class StatementFinished:
    """The statement ended; nothing more comes for this index."""

    index: int
    outcome: Outcome = field(default_factory=lambda: Outcome(OutcomeKind.DONE))


@dataclass(frozen=True, slots=True)
class StatementUndone:
    """The transaction of a statement that had ended well was lost after it; `outcome` is now the truth."""

    index: int
    outcome: Outcome


QueryEvent = (
    StatementStarted
    | ColumnsKnown
    | RowsArrived
    | ResultEnded
    | Paused
    | NoticeArrived
    | StatementFinished
    | StatementUndone
)
