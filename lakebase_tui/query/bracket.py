"""What is sent around a statement, for the user's sake: a BEGIN, a savepoint, the number of a transaction."""

import psycopg
from psycopg import pq

from lakebase_tui.query.statement_facts import ends_transaction
from lakebase_tui.query.stream import Wire, WireAbortedError
from lakebase_tui.query.transaction_options import TransactionOptions, begins_by_itself, moves_savepoints
from lakebase_tui.session.failures import FailureKind, SessionFailure, failure_of

_SAVEPOINT = b"lakebase_tui_savepoint"
_FIRST_WITH_NUMBER = 130_000
"""The server version that knows `pg_current_xact_id_if_assigned`."""


class Bracket:
    """Opens before a statement is sent, and closes behind it.

    Args:
        wire: The connection, idle.
        sql: The statement between.
        options: What the user chose.
    """

    def __init__(self, wire: Wire, sql: str, options: TransactionOptions) -> None:
        self._wire = wire
        self._sql = sql
        self._options = options
        self._guarded = False
        self.number: int | None = None
        """Of the transaction that the statement is to commit, where it has one."""

    async def open(self, server_version: int) -> None:
        """Send what comes before.

        Args:
            server_version: As libpq counts: 170004.

        Raises:
            SessionFailure: Not sent: the server refused, or the connection is gone.
        """
        status = self._wire.transaction_status
        if status == pq.TransactionStatus.IDLE and self._options.manual and not begins_by_itself(self._sql):
            await self._must(b"begin")
        elif status == pq.TransactionStatus.INTRANS:
            # What ends the transaction ends the savepoint too: psql sets it all the same, we need not.
            if self._options.savepoints and not moves_savepoints(self._sql):
                await self._must(b"savepoint " + _SAVEPOINT)
                self._guarded = True
            if ends_transaction(self._sql) and server_version >= _FIRST_WITH_NUMBER:
                self.number = await self._ask_number()

    async def close(self) -> bool:
        """Undo a statement that failed, or forget the savepoint. Returns whether it was undone.

        Raises:
            psycopg.OperationalError: The connection is gone, and the transaction with it.
            WireAbortedError: It was dropped.
        """
        if not self._guarded or self._wire.lost:
            return False
        if self._wire.transaction_status == pq.TransactionStatus.INERROR:
            answer = await self._wire.ask(b"rollback to savepoint " + _SAVEPOINT)
            return answer is not None and answer.status == pq.ExecStatus.COMMAND_OK
        if self._wire.transaction_status == pq.TransactionStatus.INTRANS:
            await self._wire.ask(b"release savepoint " + _SAVEPOINT)
        return False

    async def _must(self, command: bytes) -> None:
        try:
            answer = await self._wire.ask(command)
        except (psycopg.OperationalError, WireAbortedError) as error:
            raise self._lost() from error
        if self._wire.lost or answer is None:
            raise self._lost()
        if answer.status == pq.ExecStatus.FATAL_ERROR:
            said = (answer.error_field(pq.DiagnosticField.MESSAGE_PRIMARY) or b"").decode("utf-8", "replace")
            name = command.split()[0].decode().upper()
            raise failure_of(FailureKind.NOT_SENT, name, said)

    async def _ask_number(self) -> int | None:
        """The transaction's number, asked before COMMIT: its fate can be asked when no answer comes."""
        try:
            answer = await self._wire.ask(b"select pg_catalog.pg_current_xact_id_if_assigned()::text")
        except (psycopg.OperationalError, WireAbortedError) as error:
            raise self._lost() from error
        if self._wire.lost or answer is None:
            raise self._lost()
        # Refused: it can still be committed, only not be followed.
        value = answer.get_value(0, 0) if answer.status == pq.ExecStatus.TUPLES_OK else None
        return int(value) if value is not None else None

    def _lost(self) -> SessionFailure:
        self._wire.close()
        ends = ends_transaction(self._sql)
        return failure_of(FailureKind.LOST_BEFORE_COMMIT if ends else FailureKind.LOST_UNSENT)
