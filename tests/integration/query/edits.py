"""Editing the result of a statement on a real server, as the workspace does it."""

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.edit.editing import Editing
from lakebase_tui.query.edit.identity import identify
from lakebase_tui.query.edit.table import Editable, Refused
from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.transaction_options import TransactionOptions
from tests.integration.query.helpers import Connection, PlainSource, outcome


class Editor:
    """One connection, its executor, and the edits of its last result."""

    def __init__(self, connection: Connection, options: TransactionOptions | None = None) -> None:
        self.connection = connection
        self.source = PlainSource(connection)
        self.executor = Executor(self.source, options=options or TransactionOptions())
        self.door = Door(self.executor, self.source.in_transaction)

    async def run(self, *statements: str) -> None:
        """Statements that must succeed."""
        for sql in statements:
            done = await outcome(self.executor, sql)
            assert done.kind is OutcomeKind.DONE, (sql, done.error)

    async def identify(self, sql: str, *, read_only: bool = False) -> Editable | Refused:
        """Run a statement and ask whether its rows can be edited."""
        await self.run(sql)
        store = self.executor.stores[0]
        return await identify(sql, store.columns, self.door.ask, read_only=read_only)

    async def edit(self, sql: str) -> Editing:
        """Run a statement whose rows can be edited."""
        await self.run(sql)
        store = self.executor.stores[0]
        editable = await identify(sql, store.columns, self.door.ask)
        assert isinstance(editable, Editable), str(editable)
        return Editing(store, editable, self.door)

    async def why_not(self, sql: str) -> str:
        """Run a statement whose rows cannot be edited, and say why."""
        found = await self.identify(sql)
        assert isinstance(found, Refused), sql
        return str(found)

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the database says."""
        return list(await (await self.connection.execute(sql)).fetchall())
