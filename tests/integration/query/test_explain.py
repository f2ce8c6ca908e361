"""Plans asked for on a real server: they are right, and nothing is left behind."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import psycopg
import pytest

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.events import OutcomeKind
from lakebase_tui.query.executor import Executor
from lakebase_tui.query.explain.explainable import explainable
from lakebase_tui.query.explain.explainer import Explained, Explainer, NotExplained
from lakebase_tui.query.explain.plan import PlanNode
from lakebase_tui.query.transaction_options import TransactionOptions
from tests.integration.query.helpers import Connection, PlainSource, until_active
from tests.support.postgres_server import PostgresServer

SETUP = """
drop schema if exists explained cascade;
create schema explained;
set search_path = explained;
create table customers (id int primary key, name text, region text);
create table orders (id int primary key, customer_id int references customers, total numeric);
insert into customers select i, 'c' || i, (array['north', 'south'])[1 + i % 2] from generate_series(1, 200) i;
insert into orders select i, 1 + i % 200, i % 97 from generate_series(1, 20000) i;
create index orders_customer on orders (customer_id);
create sequence numbers;
create function slow(int) returns int language plpgsql as 'begin perform pg_sleep(60); return 1; end';
create function writing() returns int language sql as 'insert into customers values (-1) returning 1';
analyze;
"""
EVERYTHING = "select (select count(*) from explained.customers), (select count(*) from explained.orders), "
EVERYTHING += "(select sum(total) from explained.orders)"


class Explaining:
    """An explainer, and what can be seen from outside."""

    def __init__(self, source: PlainSource, executor: Executor) -> None:
        self.source = source
        self.executor = executor
        self.explainer = Explainer(Door(executor, source.in_transaction))

    async def ask(self, sql: str, *, analyze: bool = True) -> Explained | NotExplained:
        return await self.explainer.explain(explainable(sql), analyze=analyze)

    async def plan(self, sql: str, *, analyze: bool = True) -> Explained:
        result = await self.ask(sql, analyze=analyze)
        assert isinstance(result, Explained), result
        return result

    async def failure(self, sql: str, *, analyze: bool = True) -> NotExplained:
        result = await self.ask(sql, analyze=analyze)
        assert isinstance(result, NotExplained)
        return result

    async def rows(self, sql: str = EVERYTHING) -> Sequence[tuple[object, ...]]:
        return await (await self.source.connection.execute(sql)).fetchall()


@pytest.fixture(scope="module")
def filled(server: PostgresServer) -> PostgresServer:
    with psycopg.connect(server.dsn(), autocommit=True) as admin:
        admin.execute(SETUP)
    return server


@pytest.fixture
async def asking(
    filled: PostgresServer, source: PlainSource, executor: Executor
) -> AsyncIterator[Explaining]:
    await source.connection.execute("set search_path = explained")
    explaining = Explaining(source, executor)
    before = await explaining.rows()
    yield explaining
    if not source.connection.closed:
        await source.connection.execute("rollback")
        assert await explaining.rows() == before, "something was left behind"


def kinds(explained: Explained) -> list[str]:
    return [node.kind for node in explained.measured.plan.nodes]


def conserved(explained: Explained) -> None:
    """What the nodes took by themselves is what the whole took; nothing is counted twice, or below zero."""
    measured = explained.measured
    [query] = measured.plan.queries
    root = measured.measures[query.root]
    assert all(each.own.ms >= 0 and each.own.hit >= 0 for each in measured.measures)
    own = sum(each.own.ms for each in measured.measures)
    # Times are rounded to a microsecond for each loop.
    slack = sum(0.001 * (node.loops or 0) for node in measured.plan.nodes) + 0.01
    assert own == pytest.approx(root.whole.ms, abs=slack)
    assert sum(each.own.hit for each in measured.measures) == root.whole.hit


async def test_a_select_is_planned_without_being_run(asking: Explaining) -> None:
    explained = await asking.plan(
        "select * from customers c join orders o on o.customer_id = c.id", analyze=False
    )
    assert not explained.measured.plan.analyzed
    assert not explained.undone
    assert explained.measured.plan.nodes[0].fields.text("Join Type") == "Inner"
    assert explained.findings == ()
    assert explained.measured.hottest is not None
    assert sum(each.own_cost for each in explained.measured.measures) == pytest.approx(
        explained.measured.plan.nodes[0].total_cost
    )


async def test_analyze_tells_rows_times_and_blocks(asking: Explaining) -> None:
    explained = await asking.plan("select * from customers c join orders o on o.customer_id = c.id")
    plan, measures = explained.measured.plan, explained.measured.measures
    assert plan.timed
    assert not explained.undone, "nothing that it calls can change anything"
    assert measures[0].rows.came == 20_000
    orders = node_of(explained, "orders")
    assert measures[orders.number].rows.came == measures[orders.number].rows.expected == 20_000
    assert measures[0].whole.hit > measures[0].own.hit
    assert (plan.execution_ms or 0) >= measures[0].whole.ms > 0
    conserved(explained)


def node_of(explained: Explained, table: str) -> PlanNode:
    return next(node for node in explained.measured.plan.nodes if node.object_name == table)


@pytest.mark.parametrize(
    "sql",
    [
        "with t as materialized (select customer_id c, sum(total) s from orders group by 1) "
        "select *, (select max(total) from orders) from t where s > (select avg(s) from t) limit 5",
        "select *, (select count(*) from orders o where o.customer_id = c.id) from customers c limit 20",
        "select * from customers where id not in (select customer_id from orders where total = 3)",
        "with recursive r as (select 1 n union all select n + 1 from r where n < 500) select sum(n) from r",
        "with a as materialized (select * from orders), b as materialized (select * from a) "
        "select count(*) from b",
        "with gone as (delete from orders where id % 10 = 0 returning total) select count(*) from gone",
        "select count(*) from customers where region = 'north' union all select count(*) from orders",
    ],
)
async def test_time_is_counted_once(asking: Explaining, sql: str) -> None:
    conserved(await asking.plan(sql))


async def test_a_cte_costs_where_it_hangs_not_where_it_is_read(asking: Explaining) -> None:
    explained = await asking.plan(
        "with t as materialized (select customer_id, sum(total) from orders group by 1) select * from t"
    )
    measured = explained.measured
    [scan] = [node for node in measured.plan.nodes if node.kind == "CTE Scan"]
    measure = measured.measures[scan.number]
    assert measure.own.ms < measure.whole.ms / 2
    assert measure.own.hit == 0 < measure.whole.hit


async def test_processes_that_share_the_work(asking: Explaining) -> None:
    for setting in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
        await asking.source.connection.execute(f"set {setting} = 0")
    await asking.source.connection.execute("set enable_indexonlyscan = off")
    explained = await asking.plan("select count(*) from orders where total >= 0")
    measured = explained.measured
    scan = node_of(explained, "orders")
    assert scan.fields.flag("Parallel Aware")
    gather = next(node for node in measured.plan.nodes if node.kind == "Gather")
    launched = gather.fields.number("Workers Launched") or 0
    measure = measured.measures[scan.number]
    assert 1 <= measure.processes <= launched + 1
    assert measure.processes == scan.loops
    assert measure.rows.came == pytest.approx(20_000, abs=launched + 1)
    assert measure.rows.error < 1.1, "an estimate for one process is made one for all"
    assert measure.whole.ms == pytest.approx((scan.loop_ms or 0), rel=0.01)
    conserved(explained)
    settings = measured.plan.queries[0].fields.group("Settings")
    assert settings.text("parallel_setup_cost") == "0"


WRITES = [
    "insert into customers select i, 'new' from generate_series(1000, 1100) i",
    "update orders set total = total + 1 where id < 5000",
    "delete from orders where id < 5000",
    "merge into orders o using customers c on o.id = c.id when matched then update set total = -1 "
    "when not matched then insert values (c.id + 100000, c.id, 0)",
    "with gone as (delete from orders returning 1) select count(*) from gone",
    "create table made as select * from orders",
    "create materialized view made as select * from orders",
    "select * into made from orders",
    "select writing()",
]


@pytest.mark.parametrize("sql", WRITES)
async def test_what_writes_is_run_and_rolled_back(asking: Explaining, other: Connection, sql: str) -> None:
    before = await asking.rows()
    explained = await asking.plan(sql)
    assert explained.undone
    assert explained.measured.plan.analyzed
    assert not asking.source.in_transaction()
    assert await asking.rows() == before
    assert await (await other.execute("select to_regclass('explained.made')")).fetchone() == (None,)


@pytest.mark.parametrize("sql", WRITES)
async def test_in_the_users_transaction_earlier_work_stays(asking: Explaining, sql: str) -> None:
    connection = asking.source.connection
    await connection.execute("begin")
    await connection.execute("update customers set name = 'mine' where id = 1")
    before = await asking.rows()
    explained = await asking.plan(sql)
    assert explained.undone
    assert asking.source.in_transaction()
    assert await asking.rows() == before
    assert await asking.rows("select name from customers where id = 1") == [("mine",)]
    assert await asking.rows("select to_regclass('explained.made')") == [(None,)]
    with pytest.raises(psycopg.errors.InvalidSavepointSpecification):
        await connection.execute("release savepoint lakebase_tui_explain")


async def test_triggers_are_told(asking: Explaining) -> None:
    explained = await asking.plan("insert into orders values (-1, 1, 0)")
    [trigger] = explained.measured.plan.queries[0].triggers
    assert trigger.constraint == "orders_customer_id_fkey"
    assert trigger.calls == 1


@pytest.mark.parametrize("analyze", [False, True])
async def test_an_error_is_placed_where_it_was_typed(asking: Explaining, analyze: bool) -> None:
    sql = "select name, nayme from customers"
    failure = await asking.failure(sql, analyze=analyze)
    assert failure.outcome.kind is OutcomeKind.FAILED
    error = failure.outcome.error
    assert error is not None
    assert error.position == sql.index("nayme")
    assert not asking.source.in_transaction()
    assert failure.left == ""
    explained = f"explain (costs off) {sql}"
    again = (await asking.failure(explained, analyze=analyze)).outcome.error
    assert again is not None
    assert again.position == explained.index("nayme")


async def test_what_is_no_sql_is_the_servers_to_refuse(asking: Explaining) -> None:
    error = (await asking.failure("selec 1")).outcome.error
    assert error is not None
    assert error.position == 0


@pytest.mark.parametrize("analyze", [False, True])
async def test_an_error_does_not_end_the_users_transaction(asking: Explaining, analyze: bool) -> None:
    connection = asking.source.connection
    await connection.execute("begin")
    await connection.execute("delete from orders where id = 1")
    failure = (
        await asking.failure("update orders set total = 1 / (id - 3) where id < 5", analyze=analyze)
        if (analyze)
        else await asking.failure("select * from nowhere", analyze=False)
    )
    assert failure.outcome.kind is OutcomeKind.FAILED
    assert failure.left == ""
    assert await asking.rows("select count(*) from orders") == [(19_999,)]


async def test_an_error_while_it_runs_is_rolled_back(asking: Explaining) -> None:
    failure = await asking.failure("update orders set total = 1 / (id - 10000)")
    assert failure.outcome.error is not None
    assert failure.outcome.error.sqlstate == "22012"
    assert not asking.source.in_transaction()


async def test_a_failed_transaction_is_said_and_left_alone(asking: Explaining) -> None:
    connection = asking.source.connection
    await connection.execute("begin")
    with pytest.raises(psycopg.Error):
        await connection.execute("select 1 / 0")
    failure = await asking.failure("select 1")
    assert failure.outcome.error is not None
    assert failure.outcome.error.sqlstate == "25P02"
    assert failure.outcome.error.position is None
    assert failure.left == ""
    assert connection.info.transaction_status.name == "INERROR"


@pytest.mark.parametrize("within", [False, True])
async def test_cancelling_leaves_nothing_open(asking: Explaining, other: Connection, within: bool) -> None:
    connection = asking.source.connection
    if within:
        await connection.execute("begin")
        await connection.execute("delete from orders where id = 1")
    running = asyncio.ensure_future(asking.ask("update orders set total = slow(id)"))
    await until_active(other, connection.info.backend_pid)
    await asking.explainer.stop()
    result = await running
    assert isinstance(result, NotExplained)
    assert result.outcome.kind is OutcomeKind.CANCELLED
    assert result.left == ""
    assert asking.source.in_transaction() is within
    if within:
        assert await asking.rows("select count(*) from orders") == [(19_999,)]


async def test_a_task_that_is_cancelled_ends_once_all_is_rolled_back(
    asking: Explaining, other: Connection
) -> None:
    running = asyncio.ensure_future(asking.ask("update orders set total = slow(id)"))
    await until_active(other, asking.source.connection.info.backend_pid)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not asking.source.in_transaction()
    assert not asking.executor.running


async def test_a_lost_connection_says_so(asking: Explaining, other: Connection) -> None:
    running = asyncio.ensure_future(asking.ask("update orders set total = slow(id)"))
    pid = asking.source.connection.info.backend_pid
    await until_active(other, pid)
    await other.execute("select pg_terminate_backend(%s)", (pid,))
    result = await running
    assert isinstance(result, NotExplained)
    assert result.outcome.kind is OutcomeKind.ROLLED_BACK
    assert result.outcome.error is not None
    assert "connection" in result.outcome.error.message
    assert result.left == ""


async def test_temporary_tables_and_the_sessions_settings_count(asking: Explaining) -> None:
    connection = asking.source.connection
    await connection.execute("create temp table mine as select 1 n")
    await connection.execute("set work_mem = '64kB'")
    explained = await asking.plan("update mine set n = 2")
    assert node_of(explained, "mine").fields.text("Schema").startswith("pg_temp")
    assert await asking.rows("select n from mine") == [(1,)]
    assert explained.measured.plan.queries[0].fields.group("Settings").text("work_mem") == "64kB"
    sort = await asking.plan("select * from orders order by total, id")
    assert [finding.rule for finding in sort.findings] == ["sort"]


async def test_the_users_modes_begin_no_transaction(asking: Explaining) -> None:
    asking.executor.options = chosen = TransactionOptions(manual=True, savepoints=True)
    await asking.plan("select 1", analyze=False)
    assert not asking.source.in_transaction()
    await asking.plan("delete from orders")
    assert not asking.source.in_transaction()
    assert asking.executor.options is chosen


async def test_parameters_without_values_have_a_plan_for_any(asking: Explaining) -> None:
    explained = await asking.plan("select * from orders where customer_id = $1", analyze=False)
    assert "$1" in node_of(explained, "orders").fields.text("Index Cond") or "Bitmap Index Scan" in kinds(
        explained
    )
    failure = await asking.failure("select * from orders where customer_id = $1")
    assert failure.outcome.error is not None
    assert failure.outcome.error.sqlstate == "42P02"


async def test_a_prepared_statement_and_a_cursor(asking: Explaining) -> None:
    await asking.source.connection.execute("prepare one (int) as delete from orders where id = $1")
    explained = await asking.plan("execute one (3)")
    assert explained.undone
    assert (await asking.plan("declare c cursor for select * from orders")).measured.plan.analyzed
    assert await asking.rows("select count(*) from pg_cursors") == [(0,)]


async def test_a_rule_makes_several_queries(asking: Explaining) -> None:
    connection = asking.source.connection
    await connection.execute("begin")
    await connection.execute("create table noted (n int)")
    await connection.execute(
        "create rule note as on update to customers"
        " do also (insert into noted values (new.id); notify changed)"
    )
    explained = await asking.plan("update customers set name = 'x' where id < 4")
    plan = explained.measured.plan
    assert [plan.nodes[query.root].object_name for query in plan.queries] == ["noted", "customers"] or [
        plan.nodes[query.root].object_name for query in plan.queries
    ] == ["customers", "noted"]
    assert [note.lower() for note in plan.notes] == ["notify"]


async def test_notices_are_handed_on(asking: Explaining) -> None:
    await asking.source.connection.execute(
        "create or replace function pg_temp.loud() returns int language plpgsql"
        " as $$ begin raise notice 'heard'; return 1; end $$"
    )
    explained = await asking.plan("select pg_temp.loud()")
    assert [notice.message for notice in explained.notices] == ["heard"]
