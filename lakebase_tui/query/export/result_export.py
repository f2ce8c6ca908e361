"""What can be exported of one result, and doing it: all that a dialog needs to know."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lakebase_tui.query.export.exporter import Execute, can_run_again, export_rows, export_statement
from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import Exported, ExportOrder, Report, Scope, Selection, note_on
from lakebase_tui.query.formats.insert_format import UNNAMED_TABLE
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.query.rows import RowSource
from lakebase_tui.query.statement_facts import only_reads
from lakebase_tui.sql.classify import classify


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """What a dialog may offer of a result."""

    name: str
    """What the file may be called, without its suffix."""
    rows: int
    """That are here."""
    note: str = ""
    """Why they are not the whole result; empty if they are."""
    selection: tuple[int, int] | None = None
    """Rows and columns of what is selected; None for nothing."""
    server: bool = False
    """Whether the statement can run again."""
    waiting: bool = False
    """Whether rows still wait on the server; running the statement again lets them go."""
    only_reads: bool = True
    """Whether the statement is known to change nothing, not even by a function that it calls."""
    table: tuple[str, ...] = UNNAMED_TABLE
    """What INSERT statements may insert into."""


@dataclass(frozen=True, slots=True)
class ResultExport:
    """One result that may be exported."""

    source: RowSource
    """Its rows, as they are shown."""
    state: Callable[[], StoreState]
    """Asked when it is needed: rows may still come."""
    sql: str
    """The statement that it came from."""
    execute: Execute | None = None
    """Runs it again; None: there is no connection."""
    selection: Selection | None = None
    name: str = "result"
    table: tuple[str, ...] = UNNAMED_TABLE

    @classmethod
    def of(
        cls,
        source: RowSource,
        state: Callable[[], StoreState],
        sql: str,
        execute: Execute | None = None,
        selection: Selection | None = None,
    ) -> "ResultExport":
        """A result whose file and table are called as the first table that its statement reads."""
        relation = classify(sql).main_relation
        table = (relation,) if relation else UNNAMED_TABLE
        return cls(source, state, sql, execute, selection, relation or "result", table)

    def offer(self) -> ExportOffer:
        """What there is now."""
        state, rows, selection = self.state(), len(self.source), self.selection
        return ExportOffer(
            name=self.name,
            rows=rows,
            note=note_on(state, rows),
            selection=(len(selection.rows), len(selection.columns)) if selection is not None else None,
            server=self.execute is not None and can_run_again(self.sql),
            waiting=state in (StoreState.STREAMING, StoreState.PAUSED),
            only_reads=only_reads(self.sql),
            table=self.table,
        )

    async def run(self, order: ExportOrder, report: Report) -> Exported:
        """Export as it was chosen.

        Raises:
            TargetExistsError: There is a file, and it may not be replaced.
            TargetIsLinkError: It is a symbolic link, and may not be followed.
            ExportError: It cannot be done. Nothing of it is left.
        """
        match order.scope:
            case Scope.SERVER:
                if self.execute is None or not can_run_again(self.sql):
                    raise ExportError("The statement cannot be run again.", "Export the rows that are here.")
                return await export_statement(self.sql, self.execute, replace(order, note=""), report)
            case Scope.ROWS:
                note = note_on(self.state(), len(self.source))
                return await export_rows(self.source, replace(order, note=note), report)
            case Scope.SELECTION:
                return await export_rows(self.source, replace(order, note=""), report, self.selection)
