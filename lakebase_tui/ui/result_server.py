"""What results ask of the session that they came from."""

from collections.abc import Callable, Sequence

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.column_facts import ColumnCatalogue, ColumnFacts
from lakebase_tui.query.columns import Column
from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.server_sort import ranks_sql
from lakebase_tui.session.session import Session


class ResultServer:
    """One session and its executor, as results see them.

    Args:
        session: The user's.
        executor: Runs statements on it.
        statement: The text of a statement of the run on show; None where there is none.
    """

    def __init__(self, session: Session, executor: Executor, statement: Callable[[int], str | None]) -> None:
        self.statement = statement
        self.door = Door(executor, session.in_transaction)
        """For statements of ours on the user's connection."""
        self._session = session
        self._executor = executor
        self._catalogue = ColumnCatalogue(session.ask)

    @property
    def read_only(self) -> bool:
        """Whether the server takes no writes."""
        return self._session.read_only

    async def cancel(self) -> None:
        """Cancel what runs."""
        await self._executor.cancel()

    async def facts(self, columns: Sequence[Column]) -> Sequence[ColumnFacts]:
        """What the catalogue knows of columns.

        Raises:
            LakebaseTuiError: It could not be asked.
        """
        return await self._catalogue.facts(columns)

    def schema_changed(self) -> None:
        """What is known of columns may be wrong by now."""
        self._catalogue.forget()

    async def ranks(self, values: Sequence[str], column: Column, collation: str) -> Sequence[int]:
        """See `ServerOrder`.

        Raises:
            LakebaseTuiError: The server did not answer, or has no order for the type.
        """
        [facts] = await self.facts([Column(column.name, column.type_oid, column.type_name, column.kind)])
        answer = await self._session.ask(ranks_sql(facts.type_name, collation), [list(values)])
        if len(answer) != len(values):
            raise LakebaseTuiError("The server did not rank all values.", "Sort on the server instead.")
        return [int(rank or 0) for (rank,) in answer]
