"""What became of a transaction whose COMMIT got no answer: the server remembers it by its number."""

import asyncio
from enum import Enum

import psycopg

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.metadata import MetadataConnection

_TRIES = 5
_PAUSE_S = 0.5


class TransactionFate(Enum):
    """What `pg_xact_status` says."""

    COMMITTED = "committed"
    ABORTED = "aborted"
    UNKNOWN = "unknown"


async def ask_fate(metadata: MetadataConnection, xid: int) -> TransactionFate:
    """Ask the server, and again while the old backend still works on it. Never raises for a failure to ask.

    Args:
        metadata: Where to ask.
        xid: The transaction's full number (xid8).
    """
    for attempt in range(_TRIES):
        if attempt:
            await asyncio.sleep(_PAUSE_S)
        try:
            async with metadata.acquire() as connection:
                cursor = await connection.execute(
                    "select pg_catalog.pg_xact_status(%s::text::xid8)", [str(xid)]
                )
                row = await cursor.fetchone()
        except (LakebaseTuiError, psycopg.Error, TimeoutError):
            return TransactionFate.UNKNOWN
        status = row[0] if row else None
        if status == "committed":
            return TransactionFate.COMMITTED
        if status == "aborted":
            return TransactionFate.ABORTED
        if status is None:
            return TransactionFate.UNKNOWN
    return TransactionFate.UNKNOWN
