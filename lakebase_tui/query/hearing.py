"""Notices and notifications of a connection as bytes, while a statement runs on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import PGnotify
from psycopg.pq.abc import PGresult


@contextmanager
def hearing(
    connection: "psycopg.AsyncConnection[Any]",
    on_notice: Callable[[PGresult], None],
    on_notification: Callable[[PGnotify], None],
) -> Iterator[None]:
    """Hear what psycopg itself would decode, and could not in every encoding.

    Args:
        connection: Its own notice handlers hear notices too, its notification handlers nothing.
        on_notice: Called with each; the result is gone when it returns.
        on_notification: Called with each.
    """
    pgconn = connection.pgconn
    before, notified = pgconn.notice_handler, pgconn.notify_handler

    def heard(result: PGresult) -> None:
        on_notice(result)
        if before is not None:
            with suppress(psycopg.NotSupportedError):
                before(result)

    pgconn.notice_handler, pgconn.notify_handler = heard, on_notification
    try:
        yield
    finally:
        pgconn.notice_handler, pgconn.notify_handler = before, notified
