"""What the executor needs of a session, and no more."""

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import psycopg

from lakebase_tui.session.transaction_fate import TransactionFate


class ConnectionSource(Protocol):
    """One user's connection, kept alive by somebody else."""

    def acquire(
        self, sql: str, *, continuing: bool = False
    ) -> "AbstractAsyncContextManager[psycopg.AsyncConnection[Any]]":
        """Hold the connection while one statement runs.

        `continuing`: statements of the same script ran on it before, so it must still be the same.

        Yields a live connection in autocommit mode, reconnected first if it was found dead.

        Raises:
            LakebaseTuiError: There is no connection to be had. Nothing was sent.
        """
        ...

    def note_sent(self) -> None:
        """From here on the statement may have reached the server."""
        ...

    async def cancel(self) -> None:
        """Ask the server to cancel what runs.

        Raises:
            LakebaseTuiError: The request could not be delivered.
        """
        ...

    def in_transaction(self) -> bool:
        """Whether the user has a transaction open, failed or not."""
        ...

    async def transaction_fate(self, xid: int) -> TransactionFate:
        """What became of a transaction whose COMMIT got no answer. Does not raise."""
        ...
