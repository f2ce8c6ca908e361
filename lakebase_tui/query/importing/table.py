"""The table that a file goes into, as the catalogue knows it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib import resources

from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import OutcomeKind, QueryEvent, StatementFinished
from lakebase_tui.query.importing.failures import ImportFailedError
from lakebase_tui.query.rows import Row
from lakebase_tui.query.streams import RowSink, Streams
from lakebase_tui.sql.literals import quote_literal
from lakebase_tui.sql.visible import visible

Execute = Callable[[Sequence[str], Streams], AsyncGenerator[QueryEvent]]
"""`Executor.run` of the session."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column that COPY can fill."""

    name: str
    type_name: str
    required: bool
    """Whether it takes no NULL and has no default."""


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table and its columns, in their order; generated ones left out."""

    schema: str
    name: str
    columns: tuple[TableColumn, ...]


class _Kept:
    def __init__(self) -> None:
        self.rows: list[Row] = []

    async def take(self, rows: Sequence[Row]) -> None:
        self.rows += rows


async def find_table(name: str, execute: Execute) -> TargetTable:
    """Ask the catalogue for a table.

    Args:
        name: As it would stand in SQL: `sales.orders`, `"Order"`.
        execute: Runs a statement of ours.

    Raises:
        ImportFailedError: There is none, or nobody can be asked.
    """
    template = resources.files(__package__).joinpath("table_columns.sql").read_text("utf-8")
    kept = _Kept()

    def sink(_index: int, _columns: Sequence[Column]) -> RowSink:
        return kept

    failure = ""
    async with aclosing(
        execute([template.replace("{table}", quote_literal(name))], Streams(rows=sink))
    ) as run:
        async for event in run:
            if isinstance(event, StatementFinished) and event.outcome.kind is not OutcomeKind.DONE:
                error = event.outcome.error
                failure = error.message if error is not None else event.outcome.kind.value
    if failure:
        raise ImportFailedError(f"The table cannot be looked up: {visible(failure)}.")
    if not kept.rows:
        raise ImportFailedError(f"There is no table {visible(name)}.", "Make it first, or correct its name.")
    columns = tuple(
        TableColumn(row[2] or "", row[3] or "", row[4] == "t") for row in kept.rows if row[2] is not None
    )
    return TargetTable(kept.rows[0][0] or "", kept.rows[0][1] or "", columns)
