"""Errors of a real server mean what the table says, where it goes by their text too."""

import pytest

from lakebase_tui.query.executor import Executor
from lakebase_tui.session.failures import FailureKind
from tests.integration.query.helpers import Connection, PlainSource, outcome

ERRORS = [
    ("set lock_timeout = 50; begin", "lock table held", "55P03", FailureKind.LOCKED, "SET lock_timeout"),
    ("", "begin; lock table held nowait", "55P03", FailureKind.LOCKED, "or try again"),
    ("", "select * from nope", "42P01", FailureKind.NAME_NOT_FOUND, "search_path"),
    ("", "select * from public.nope", "42P01", FailureKind.NAME_NOT_FOUND, ""),
    ("", "select nope.id", "42P01", FailureKind.NAME_NOT_FOUND, ""),
    ("set search_path = ''", "create table t ()", "3F000", FailureKind.NAME_NOT_FOUND, "SET search_path"),
    ("", "execute nope", "26000", FailureKind.NAME_NOT_FOUND, "PREPARE it again"),
    ("set role pg_monitor", "select * from held", "42501", FailureKind.NOT_PERMITTED, "GRANT"),
    ("begin read only", "create table t ()", "25006", FailureKind.READ_ONLY, "read-write compute"),
    ("begin", "vacuum held", "25001", FailureKind.TRANSACTION_STATE, "End the transaction"),
    ("begin; select 1/0", "select 1", "25P02", FailureKind.FAILED_TRANSACTION, "ROLLBACK"),
    ("", "selec 1", "42601", FailureKind.NOT_ACCEPTED, ""),
    ("", r"\dt sales.*", "42601", FailureKind.NOT_ACCEPTED, "Here F4 shows the schema"),
    ("", r"select 1 \gx", "42601", FailureKind.NOT_ACCEPTED, "are psql's"),
]


@pytest.mark.parametrize(
    ("before", "sql", "sqlstate", "kind", "step"), ERRORS, ids=[row[1] for row in ERRORS]
)
async def test_what_the_server_says_is_understood(
    source: PlainSource, other: Connection, before: str, sql: str, sqlstate: str, kind: FailureKind, step: str
) -> None:
    await other.execute("create table held (id int)")
    try:
        if kind is FailureKind.LOCKED:
            await other.execute("begin")
            await other.execute("lock table held")
        executor = Executor(source)
        statements = [*filter(None, before.split("; ")), *sql.split("; ")]
        for statement in statements:
            done = await outcome(executor, statement)
        assert done.error is not None
        assert (done.error.sqlstate, done.error.kind) == (sqlstate, kind)
        assert (step in done.error.next_step) if step else done.error.next_step == ""
    finally:
        await source.connection.close()
        await other.execute("rollback")
        await other.execute("drop table held")
