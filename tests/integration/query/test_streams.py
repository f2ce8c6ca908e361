"""Rows that are passed on instead of kept, and COPY in both directions."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.query.columns import Column
from lakebase_tui.query.events import (
    ColumnsKnown,
    OutcomeKind,
    QueryEvent,
    ResultEnded,
    RowsArrived,
    StatementStarted,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.rows import Row
from lakebase_tui.query.streams import Streams
from tests.integration.query.helpers import (
    HUGE,
    Connection,
    PlainSource,
    is_idle,
    outcome,
    outcomes,
    run_all,
    until,
    until_active,
)


class Sink:
    """Keeps what it is given; after `room` pieces it is full."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.rows: list[Row] = []
        self.data = b""
        self.room = room

    async def take(self, rows: Sequence[Row]) -> None:
        self._count()
        self.rows += rows

    def _count(self) -> None:
        self.room -= 1
        if self.room < 0:
            raise LakebaseTuiError("The disk is full.", "Free some space.")


class Bytes(Sink):
    async def take(self, data: bytes) -> None:  # type: ignore[override]  # the other protocol
        self._count()
        self.data += data


def into(sinks: list[Sink], room: int = 1_000_000) -> Streams:
    def make(_index: int, _columns: Sequence[Column]) -> Sink:
        sinks.append(Sink(room))
        return sinks[-1]

    return Streams(rows=make)


def giving(*pieces: bytes | LakebaseTuiError) -> Callable[[int], AsyncIterator[bytes]]:
    async def give(_index: int) -> AsyncIterator[bytes]:
        for piece in pieces:
            if isinstance(piece, LakebaseTuiError):
                raise piece
            yield piece

    return give


async def streamed(executor: Executor, streams: Streams, *sql: str) -> list[QueryEvent]:
    return [event async for event in executor.run(sql, streams)]


async def test_all_results_of_one_text_are_told_apart(executor: Executor) -> None:
    events = await run_all(
        executor, "select 1; create temp table t (); table t; select 2 as a, 3 as a; vacuum"
    )
    ended = [(e.command_tag, e.row_count, e.part) for e in events if isinstance(e, ResultEnded)]
    assert ended == [
        ("SELECT 1", 1, 0),
        ("CREATE TABLE", None, None),
        ("SELECT 0", 0, 1),
        ("SELECT 1", 1, 2),
    ]
    assert [len(store) for store in executor.result_sets[0]] == [1, 0, 1]
    assert executor.result_sets[0][2].row(0) == ("2", "3")
    assert outcomes(events)[0].error is not None, "VACUUM is not for a text of several statements"
    assert (await outcome(executor, "select 4")).kind is OutcomeKind.DONE


async def test_rows_go_to_a_sink_whatever_their_number(source: PlainSource) -> None:
    executor = Executor(source, page_rows=10)
    sinks: list[Sink] = []
    events = await streamed(
        executor, into(sinks), "select generate_series(1, 25000)", "select 'x' where false"
    )
    assert [len(sink.rows) for sink in sinks] == [25_000, 0]
    assert sinks[0].rows[-1] == ("25000",)
    assert [o.row_count for o in outcomes(events)] == [25_000, 0]
    assert executor.stores == {}
    assert max(e.total for e in events if isinstance(e, RowsArrived)) == 25_000


async def test_a_full_sink_stops_the_statement_and_says_why(source: PlainSource, other: Connection) -> None:
    executor = Executor(source)
    sinks: list[Sink] = []
    events = await streamed(executor, into(sinks, room=3), HUGE)
    [done] = outcomes(events)
    assert done.error is not None
    assert done.error.message == "The disk is full."
    assert not done.complete
    assert await is_idle(other, source.connection.info.backend_pid)
    assert (await outcome(executor, "select 1")).complete


async def test_copied_out_data_is_kept_as_lines(executor: Executor) -> None:
    sql = "copy (select i, repeat('ä,', i) from generate_series(1, 3) i) to stdout csv header"
    events = await run_all(executor, sql)
    assert [c.name for e in events if isinstance(e, ColumnsKnown) for c in e.columns] == ["COPY"]
    store = executor.stores[0]
    assert store.rows(0, 9) == [("i,repeat",), ('1,"ä,"',), ('2,"ä,ä,"',), ('3,"ä,ä,ä,"',)]
    [done] = outcomes(events)
    assert (done.command_tag, done.row_count, done.kind) == ("COPY 3", 3, OutcomeKind.DONE)
    assert (await outcome(executor, "select 1")).complete


@pytest.mark.parametrize("how", ["csv", "text", "binary"])
async def test_copied_out_data_goes_to_a_sink_byte_for_byte(executor: Executor, how: str) -> None:
    sink = Bytes()
    sql = f"copy (select i, '\\xff00'::bytea from generate_series(1, 40000) i) to stdout (format {how})"
    [done] = outcomes(await streamed(executor, Streams(copy_out=lambda _: sink), sql))
    assert done.command_tag == "COPY 40000"
    if how == "binary":
        assert sink.data.startswith(b"PGCOPY\n\xff\r\n\0")
        assert sink.data.endswith(b"\xff\xff")
    else:
        assert sink.data.count(b"\n") == 40_000


async def test_a_copy_out_can_be_cancelled(
    executor: Executor, source: PlainSource, other: Connection
) -> None:
    events = executor.run([f"copy ({HUGE}) to stdout"])
    async for event in events:
        if isinstance(event, RowsArrived):
            break
    await executor.cancel()
    rest = [event async for event in events]
    assert [o.kind for o in outcomes(rest)] == [OutcomeKind.CANCELLED]
    assert await is_idle(other, source.connection.info.backend_pid)
    assert (await outcome(executor, "select 1")).complete


async def test_data_is_copied_in(executor: Executor) -> None:
    await run_all(executor, "create temp table t (id int, name text)")
    streams = Streams(copy_in=giving(b"1,Ada\n2,", b"Grace\n", b"3,\n"))
    [done] = outcomes(await streamed(executor, streams, "copy t from stdin csv"))
    assert (done.kind, done.command_tag, done.row_count) == (OutcomeKind.DONE, "COPY 3", 3)
    await run_all(executor, "table t")
    assert executor.stores[0].rows(0, 9) == [("1", "Ada"), ("2", "Grace"), ("3", None)]


async def test_a_bad_line_fails_the_copy_and_names_it(executor: Executor) -> None:
    await run_all(executor, "create temp table t (id int)")
    streams = Streams(copy_in=giving(b"1\n2\n", b"three\n"))
    [failed] = outcomes(await streamed(executor, streams, "copy t from stdin"))
    assert failed.kind is OutcomeKind.FAILED
    assert failed.error is not None
    assert "line 3" in failed.error.context
    await run_all(executor, "select count(*) from t")
    assert executor.stores[0].row(0) == ("0",)


async def test_a_source_that_fails_undoes_the_copy(executor: Executor) -> None:
    await run_all(executor, "create temp table t (id int)")
    streams = Streams(copy_in=giving(b"1\n", LakebaseTuiError("The file ended early.", "")))
    [failed] = outcomes(await streamed(executor, streams, "copy t from stdin"))
    assert failed.kind is OutcomeKind.FAILED
    assert failed.error is not None
    assert "The file ended early." in failed.error.message
    await run_all(executor, "select count(*) from t")
    assert executor.stores[0].row(0) == ("0",)


async def test_a_copy_in_that_waits_for_data_can_be_cancelled(
    executor: Executor, source: PlainSource, other: Connection
) -> None:
    await run_all(executor, "create temp table t (id int)")
    never = asyncio.Event()

    async def waiting(_index: int) -> AsyncIterator[bytes]:
        yield b"1\n"
        await never.wait()

    pid = source.connection.info.backend_pid
    run = asyncio.create_task(streamed(executor, Streams(copy_in=waiting), "copy t from stdin"))
    await until_active(other, pid)
    await executor.cancel()
    [ended] = outcomes(await run)
    assert ended.kind is OutcomeKind.CANCELLED
    assert source.connection.info.backend_pid == pid, "the connection was kept"
    await run_all(executor, "select count(*) from t")
    assert executor.stores[0].row(0) == ("0",)


@pytest.mark.parametrize("sql", ["copy t from stdin", "select 1; copy t from stdin"])
async def test_a_copy_without_its_data_is_refused(executor: Executor, sql: str) -> None:
    await run_all(executor, "create temp table t (id int)")
    events = await run_all(executor, sql)
    assert [type(e) for e in events[:1]] == [StatementStarted]
    [failed] = outcomes(events)
    assert failed.kind is OutcomeKind.FAILED
    assert failed.error is not None
    assert "waits for data" in failed.error.message
    assert (await outcome(executor, "select 1")).complete


async def test_many_notices_and_no_columns(executor: Executor) -> None:
    events = await run_all(
        executor, "do $$ begin for i in 1..3 loop raise notice 'n %', i; end loop; end $$", "select"
    )
    assert [o.kind for o in outcomes(events)] == [OutcomeKind.DONE] * 2
    assert len(executor.stores[1]) == 1
    assert executor.stores[1].columns == ()


async def test_sixteen_hundred_columns(executor: Executor) -> None:
    names = ", ".join(f"{i} as c" for i in range(1_600))
    await run_all(executor, f"select {names}")
    store = executor.stores[0]
    assert len(store.columns) == 1_600
    assert store.row(0) == tuple(str(i) for i in range(1_600))


async def test_what_waits_is_seen_by_others(
    executor: Executor, source: PlainSource, other: Connection
) -> None:
    """A statement of several results that is cancelled between them leaves the connection usable."""
    run = asyncio.create_task(run_all(executor, "select 1; select pg_sleep(60)"))
    pid = source.connection.info.backend_pid
    await until_active(other, pid)
    await executor.cancel()
    assert [o.kind for o in outcomes(await run)] == [OutcomeKind.CANCELLED]

    async def idle() -> bool:
        return await is_idle(other, pid)

    await until(idle)
    assert (await outcome(executor, "select 1")).complete
