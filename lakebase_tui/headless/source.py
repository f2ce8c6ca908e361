"""The session as the executor sees it here: every message belongs to one run, on one connection."""

from contextlib import AbstractAsyncContextManager

from lakebase_tui.session.connect import Connection
from lakebase_tui.session.session import Session
from lakebase_tui.session.transaction_fate import TransactionFate


class RunSource:
    """A connection that is not replaced once something ran on it: what the rest relies on would be lost.

    Args:
        session: Open.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._begun = False

    @property
    def lost(self) -> bool:
        """Whether the connection is gone."""
        return self._session.link is None or not self._session.link.alive()

    def acquire(self, sql: str, *, continuing: bool = False) -> AbstractAsyncContextManager[Connection]:
        """See `ConnectionSource.acquire`."""
        continuing, self._begun = continuing or self._begun, True
        return self._session.acquire(sql, continuing=continuing)

    def note_sent(self) -> None:
        """See `ConnectionSource.note_sent`."""
        self._session.note_sent()

    async def cancel(self) -> None:
        """See `ConnectionSource.cancel`."""
        await self._session.cancel()

    def in_transaction(self) -> bool:
        """See `ConnectionSource.in_transaction`."""
        return self._session.in_transaction()

    async def transaction_fate(self, xid: int) -> TransactionFate:
        """See `ConnectionSource.transaction_fate`."""
        return await self._session.transaction_fate(xid)
