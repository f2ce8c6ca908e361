"""Questions of our own, beside the user's session: answered as the server's own text."""

import asyncio
from collections.abc import Callable, Sequence

import psycopg
from psycopg.pq.abc import PGresult

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.session.failure_kinds import FailureKind
from lakebase_tui.session.failures import failure_of
from lakebase_tui.session.metadata import MetadataConnection

_LOCKED = "A transaction holds a lock on it, perhaps yours: commit or roll back, then try again."
_GRACE_S = 0.3
_AT_ONCE = 1_000
"""Rows that are read without giving the loop a turn."""


async def ask(
    metadata: MetadataConnection,
    sql: str,
    values: Sequence[object] = (),
    *,
    may_connect: Callable[[], bool] = lambda: True,
) -> list[tuple[str | None, ...]]:
    """Ask on the metadata connection, which is opened if need be.

    Args:
        metadata: Where to ask.
        sql: One question; parameters in it are `$1` and so on.
        values: Of the parameters.
        may_connect: Whether it is worth a login now, which wakes a compute that sleeps.

    Raises:
        LakebaseTuiError: There is no connection, the server refused the question, or took too long.
    """
    try:
        if not metadata.is_open and not may_connect():
            raise failure_of(FailureKind.NOT_WOKEN)
        result = await _asked(metadata, sql, values, may_connect)
    except TimeoutError:
        raise failure_of(FailureKind.TIMEOUT) from None
    except psycopg.Error as error:
        next_step = _LOCKED if error.sqlstate == "55P03" else ""
        raise LakebaseTuiError(f"The catalogue could not be read: {error}".strip(), next_step) from error
    if result is None:
        return []
    rows = []
    for row in range(result.ntuples):
        rows.append(tuple(_text(result.get_value(row, column)) for column in range(result.nfields)))
        if row % _AT_ONCE == _AT_ONCE - 1:
            await asyncio.sleep(0)  # keys are served between them
    return rows


async def _asked(
    metadata: MetadataConnection, sql: str, values: Sequence[object], may_connect: Callable[[], bool]
) -> PGresult | None:
    """The answer; a connection that had ended meanwhile is replaced once, for a question changes nothing."""
    was_open = metadata.is_open
    try:
        return await _asked_once(metadata, sql, values)
    except psycopg.OperationalError as error:
        if not (was_open and (error.sqlstate is None or error.sqlstate.startswith("57P"))):
            raise
        # Of a compute that goes to sleep, the session's own goodbye may come a moment later.
        await asyncio.sleep(_GRACE_S)
        if not may_connect():
            raise failure_of(FailureKind.NOT_WOKEN) from error
    return await _asked_once(metadata, sql, values)


async def _asked_once(metadata: MetadataConnection, sql: str, values: Sequence[object]) -> PGresult | None:
    async with metadata.acquire() as connection, psycopg.AsyncRawCursor(connection) as cursor:
        await cursor.execute(sql.encode(), values or None)
        return cursor.pgresult


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")
