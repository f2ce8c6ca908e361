import asyncio
import math
import time

from lakebase_tui.query.events import (
    ColumnsKnown,
    NoticeArrived,
    OutcomeKind,
    Paused,
    QueryEvent,
    ResultEnded,
    RowsArrived,
    StatementFinished,
    StatementStarted,
)
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.result_store import StoreState
from tests.integration.query.helpers import (
    HUGE,
    Connection,
    PlainSource,
    is_idle,
    outcome,
    outcomes,
    run_all,
)


async def test_rows_arrive_in_order_of_events(executor: Executor) -> None:
    events = await run_all(executor, "select 1 as a, null as a, ''")
    assert [type(e) for e in events] == [
        StatementStarted,
        ColumnsKnown,
        RowsArrived,
        ResultEnded,
        StatementFinished,
    ]
    store = executor.stores[0]
    assert store.rows(0, 10) == [("1", None, "")]
    assert [c.name for c in store.columns] == ["a", "a", "?column?"]
    assert [c.type_name for c in store.columns] == ["integer", "text", "text"]
    [done] = outcomes(events)
    assert (done.kind, done.command_tag, done.row_count, done.complete) == (
        OutcomeKind.DONE,
        "SELECT 1",
        1,
        True,
    )
    assert done.first_row_s is not None
    assert 0 < done.first_row_s <= done.elapsed_s
    assert store.state is StoreState.COMPLETE


async def test_shapes_of_results(executor: Executor) -> None:
    wide = "select " + ",".join(str(i) for i in range(1_600))
    for sql, shape in (
        ("select from generate_series(1, 3)", (3, 0)),
        ("select 1 where false", (0, 1)),
        (wide, (1, 1_600)),
        ("values (1, 2), (3, 4)", (2, 2)),
        ("show search_path", (1, 1)),
        ("explain select 1", (1, 1)),
        ("table pg_tablespace", (2, None)),
    ):
        done = await outcome(executor, sql)
        assert done.kind is OutcomeKind.DONE, sql
        store = executor.stores[0]
        assert len(store) == shape[0], sql
        assert shape[1] is None or len(store.columns) == shape[1], sql
        assert store.state is StoreState.COMPLETE


async def test_statements_without_rows_have_tags_and_counts(executor: Executor) -> None:
    events = await run_all(
        executor,
        "create temp table t (id int primary key, v text)",
        "insert into t select i, 'x' from generate_series(1, 5) i",
        "update t set v = 'y' where id < 3",
        "delete from t where id = 5",
        "  -- nothing here\n",
        "do $$ begin perform 1; end $$",
    )
    assert [(o.command_tag, o.row_count) for o in outcomes(events)] == [
        ("CREATE TABLE", None),
        ("INSERT 0 5", 5),
        ("UPDATE 2", 2),
        ("DELETE 1", 1),
        ("", None),
        ("DO", None),
    ]
    assert executor.stores == {}


async def test_rows_from_statements_that_nobody_expects_them_of(executor: Executor) -> None:
    await run_all(
        executor,
        "prepare p as select i from generate_series(1, 3) i",
        "create procedure pg_temp.answer(out n int) language plpgsql as $$ begin n := 42; end $$",
        "create temp table t (id int)",
    )
    events = await run_all(
        executor, "execute p", "call pg_temp.answer(null)", "insert into t values (7), (8) returning id"
    )
    assert [o.command_tag for o in outcomes(events)] == ["SELECT 3", "CALL", "INSERT 0 2"]
    assert executor.stores[0].rows(0, 9) == [("1",), ("2",), ("3",)]
    assert executor.stores[1].rows(0, 9) == [("42",)]
    assert executor.stores[2].rows(0, 9) == [("7",), ("8",)]


async def test_a_rule_may_answer_with_several_results(executor: Executor) -> None:
    await run_all(
        executor,
        "create temp table t (id int)",
        "create rule also as on insert to t do also (select 'first' as a; select 2 as b)",
    )
    events = await run_all(executor, "insert into t values (1)")
    assert [e.part for e in events if isinstance(e, ColumnsKnown)] == [0, 1]
    assert [s.rows(0, 9) for s in executor.result_sets[0]] == [[("first",)], [("2",)]]
    assert outcomes(events)[0].command_tag == "INSERT 0 1"


async def test_notices_come_while_the_statement_runs(executor: Executor) -> None:
    events = await run_all(
        executor,
        "do $$ begin raise notice 'hello %', 1 using hint = 'h', detail = 'd'; raise warning 'w'; end $$",
        "listen door",
        "notify door, 'knock'",
    )
    notices = [e.notice for e in events if isinstance(e, NoticeArrived)]
    assert [(n.severity, n.message) for n in notices[:2]] == [("NOTICE", "hello 1"), ("WARNING", "w")]
    assert (notices[0].hint, notices[0].detail) == ("h", "d")
    assert (notices[2].severity, notices[2].message) == ("NOTIFY", "door: knock")


async def test_a_flood_of_notices_is_bounded(executor: Executor) -> None:
    events = await run_all(
        executor, "do $$ begin for i in 1..5000 loop raise notice '%', i; end loop; end $$"
    )
    assert len([e for e in events if isinstance(e, NoticeArrived)]) == 1_001


async def test_an_error_stops_the_script_and_points_into_the_statement(executor: Executor) -> None:
    bad = "select 'äöü😀', nope from pg_class"
    events = await run_all(executor, "select 1", bad, "select 3")
    first, failed, rest = outcomes(events)
    assert (first.kind, failed.kind, rest.kind) == (OutcomeKind.DONE, OutcomeKind.FAILED, OutcomeKind.NOT_RUN)
    assert failed.error is not None
    assert failed.error.sqlstate == "42703"
    assert failed.error.position == bad.index("nope")
    assert failed.error.severity == "ERROR"
    assert not failed.complete
    context = await outcome(executor, "do $$ begin perform 1/0; end $$")
    assert context.error is not None
    assert "PL/pgSQL" in context.error.context


async def test_an_error_after_rows_keeps_the_rows(executor: Executor) -> None:
    done = await outcome(executor, "select 1 / (1000 - i) from generate_series(1, 2000) i")
    assert done.kind is OutcomeKind.FAILED
    assert 0 < len(executor.stores[0]) < 1_000
    assert executor.stores[0].state is StoreState.FAILED
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_what_cannot_be_sent_is_refused(executor: Executor, source: PlainSource) -> None:
    await run_all(executor, "create temp table t (id int)", "insert into t values (1), (2)")
    sent = source.sent
    for sql in ("delete from t\0 where id = 1", "copy t from stdin"):
        done = await outcome(executor, sql)
        assert done.kind is OutcomeKind.FAILED
        assert done.error is not None
        assert done.error.message
        assert done.error.next_step
    assert source.sent == sent
    await run_all(executor, "select count(*) from t")
    assert executor.stores[0].row(0) == ("2",)


async def test_a_result_pauses_after_a_page_and_goes_on(source: PlainSource) -> None:
    executor = Executor(source, page_rows=1_050)
    events: list[QueryEvent] = []
    pauses = 0
    async for event in executor.run(["select i from generate_series(1, 5000) i"]):
        events.append(event)
        if isinstance(event, Paused):
            pauses += 1
            assert event.total == len(executor.stores[0]) == 1_050 * pauses
            assert executor.stores[0].state is StoreState.PAUSED
            assert not executor.fetch_more(5)
            assert executor.fetch_more(0) if pauses < 3 else executor.fetch_all(0)
    assert pauses == 3
    assert outcomes(events)[0].complete
    assert executor.stores[0].rows(0, 9_999) == [(str(i),) for i in range(1, 5_001)]
    assert not executor.fetch_more(0)


async def test_a_result_of_exactly_one_page_is_complete(source: PlainSource) -> None:
    executor = Executor(source, page_rows=1_000)
    events = await run_all(executor, "select i from generate_series(1, 1000) i")
    assert not [e for e in events if isinstance(e, Paused)]
    assert outcomes(events)[0].complete


async def test_the_lease_ends_a_pause(source: PlainSource, other: Connection) -> None:
    executor = Executor(source, page_rows=500, lease_s=0.2)
    events = await run_all(executor, HUGE)
    [done] = outcomes(events)
    assert (done.kind, done.complete, done.row_count) == (OutcomeKind.DONE, False, 500)
    assert executor.stores[0].state is StoreState.TRUNCATED
    assert await is_idle(other, source.connection.info.backend_pid)
    assert (await outcome(executor, "select 1")).kind is OutcomeKind.DONE


async def test_the_next_run_releases_a_paused_result(source: PlainSource) -> None:
    executor = Executor(source, page_rows=500)
    first = executor.run([HUGE])
    async for event in first:
        if isinstance(event, Paused):
            break
    old = executor.stores[0]
    assert executor.paused
    assert (await outcome(executor, "select 2")).kind is OutcomeKind.DONE
    assert old.state is StoreState.TRUNCATED
    assert len(old) == 500
    rest = [event async for event in first]
    assert [o.complete for o in outcomes(rest)] == [False]


async def test_statements_before_the_last_are_cut_at_the_page(source: PlainSource) -> None:
    executor = Executor(source, page_rows=300)
    events = await run_all(executor, HUGE, "select 1")
    first, last = outcomes(events)
    assert (first.kind, first.complete, first.row_count) == (OutcomeKind.DONE, False, 300)
    assert last.complete
    assert executor.stores[0].state is StoreState.TRUNCATED


async def test_cutting_a_result_never_ends_the_users_transaction(source: PlainSource) -> None:
    executor = Executor(source, page_rows=300, lease_s=0.05)
    many = "select i from generate_series(1, 20000) i"
    events = await run_all(
        executor, "begin", "create temp table t (id int)", many, "insert into t values (1)"
    )
    assert [o.kind for o in outcomes(events)] == [OutcomeKind.DONE] * 4
    assert outcomes(events)[2].complete is False
    stream = executor.run([many])
    async for event in stream:
        if isinstance(event, Paused):
            assert event.lease_s == math.inf
            break
    await executor.release()
    await stream.aclose()
    assert executor.stores[0].state is StoreState.TRUNCATED
    await run_all(executor, "commit", "select count(*) from t")
    assert executor.stores[1].row(0) == ("1",)


async def test_rows_of_a_change_are_read_to_the_end(source: PlainSource) -> None:
    executor = Executor(source, page_rows=300)
    await run_all(executor, "create temp table t (id int)")
    inserts = "insert into t select generate_series(1, 5000) returning id"
    with_insert = f"with n as ({inserts}) select id from n"
    events = await run_all(executor, inserts, with_insert, "select count(*) from t")
    assert [o.complete for o in outcomes(events)] == [True] * 3
    assert len(executor.stores[0]) == len(executor.stores[1]) == 5_000
    assert executor.stores[2].row(0) == ("10000",)


async def test_rows_are_announced_now_and_then_not_each_time(source: PlainSource) -> None:
    executor = Executor(source, page_rows=None, memory_budget=4_000_000)
    began = time.monotonic()
    events = await run_all(executor, "select i, repeat('x', 20) from generate_series(1, 300000) i")
    elapsed = time.monotonic() - began
    announced = [e.total for e in events if isinstance(e, RowsArrived)]
    assert len(announced) <= elapsed / 0.05 + 3
    assert announced == sorted(set(announced))
    assert announced[0] <= 200
    assert announced[-1] == 300_000
    assert executor.stores[0].memory_bytes < 6_000_000
    assert executor.stores[0].row(123_456) == ("123457", "x" * 20)


async def test_slow_rows_are_announced_without_waiting_for_more(executor: Executor) -> None:
    slow = "select repeat('x', 9000), case when i = 250 then pg_sleep(60) end from generate_series(1, 300) i"
    async with asyncio.timeout(20):
        async for event in executor.run([slow]):
            if isinstance(event, RowsArrived) and event.total == 200:
                await executor.cancel()
    assert executor.stores[0].state is StoreState.CANCELLED
