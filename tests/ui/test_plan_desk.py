"""F7 and Shift+F7 on a real server: what is asked, shown, marked, kept and cancelled."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import psycopg
import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from lakebase_tui.query.edit.door import Door
from lakebase_tui.query.events import ServerError
from lakebase_tui.query.executor import Executor
from lakebase_tui.ui.explain_desk import ExplainDesk
from lakebase_tui.ui.pieces import Piece
from lakebase_tui.ui.screens.confirm import ConfirmScreen
from lakebase_tui.ui.widgets.plan_view import PlanView
from tests.integration.query.helpers import Connection, PlainSource, until_active
from tests.support.frames import ThemedApp, frame_of
from tests.support.postgres_server import PostgresServer

_PATIENCE_S = 30.0


class DeskApp(ThemedApp):
    """A view, and what the workspace would be told."""

    CSS = "PlanView { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield PlanView(id="plan")


class Desk:
    """A desk on a session of its own."""

    def __init__(self, app: DeskApp, pilot: Pilot[None], source: PlainSource) -> None:
        self.app, self.pilot, self.source = app, pilot, source
        self.executor = Executor(source)
        self.door: Door | None = Door(self.executor, source.in_transaction)
        self.busy = False
        self.revealed = 0
        self.marked: list[tuple[int, int]] = []
        self.heard: list[ServerError] = []
        self.view = app.query_one(PlanView)
        self.desk = ExplainDesk(
            app.screen,
            self.view,
            lambda: self.door,
            busy=lambda: self.busy,
            reveal=self._reveal,
            mark_error=lambda start, length: self.marked.append((start, length)),
            heard=self._hear,
        )

    def _reveal(self) -> None:
        self.revealed += 1

    def _hear(self, notices: Sequence[ServerError]) -> None:
        self.heard += notices

    async def explain(self, sql: str, *, analyze: bool = False, start: int = 0) -> str:
        self.desk.explain(Piece(start, sql), analyze=analyze)
        return await self.until(lambda: not self.desk.busy)

    async def until(self, holds: Callable[[], bool]) -> str:
        given_up_at = monotonic() + _PATIENCE_S
        await self.pilot.pause()
        while not holds():
            assert monotonic() < given_up_at, frame_of(self.app)
            await self.pilot.pause(0.01)
        await self.pilot.pause()
        return frame_of(self.app)

    @property
    def told(self) -> str:
        return "\n".join(str(each.message) for each in self.app._notifications)

    @property
    def asks(self) -> bool:
        return isinstance(self.app.screen, ConfirmScreen)


@pytest.fixture
async def desk(server: PostgresServer) -> AsyncIterator[Desk]:
    async with opened(server) as each:
        yield each


@asynccontextmanager
async def opened(server: PostgresServer) -> AsyncIterator[Desk]:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        await connection.execute("create temp table mine as select i from generate_series(1, 1000) i")
        app = DeskApp()
        async with app.run_test(size=(130, 40), notifications=True) as pilot:
            yield Desk(app, pilot, PlainSource(connection))


async def count(desk: Desk) -> int:
    row = await (await desk.source.connection.execute("select count(*) from mine")).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_plan_is_shown_and_brought_to_the_front(desk: Desk) -> None:
    frame = await desk.explain("select * from mine where i > 3")
    assert "Seq Scan on mine" in frame
    assert "not run: Shift+F7" in frame
    assert desk.revealed == 1
    frame = await desk.explain("select * from mine where i > 3", analyze=True)
    assert not desk.asks, "a SELECT needs no question"
    assert "997" in frame


async def test_a_write_is_asked_about_run_and_rolled_back(desk: Desk) -> None:
    desk.desk.explain(Piece(0, "delete from mine"), analyze=True)
    frame = await desk.until(lambda: desk.asks)
    assert "really runs this DELETE and then rolls it back" in " ".join(frame.replace("│", " ").split())
    await desk.pilot.press("tab", "enter")
    frame = await desk.until(lambda: not desk.asks and not desk.desk.busy and desk.view.shown is not None)
    assert "Delete on mine" in frame
    assert "rolled back" in frame
    assert await count(desk) == 1000


async def test_the_safe_answer_runs_nothing(desk: Desk) -> None:
    desk.desk.explain(Piece(0, "delete from mine"), analyze=True)
    await desk.until(lambda: desk.asks)
    await desk.pilot.press("enter")
    await desk.until(lambda: not desk.asks)
    assert desk.view.shown is None
    assert desk.source.sent == 0
    await desk.explain("delete from mine")
    assert not desk.asks, "its plan alone changes nothing"
    assert desk.view.shown is not None


async def test_an_open_transaction_is_told_of(desk: Desk) -> None:
    await desk.source.connection.execute("begin")
    desk.desk.explain(Piece(0, "delete from mine"), analyze=True)
    frame = await desk.until(lambda: desk.asks)
    assert "open transaction stays" in " ".join(frame.replace("│", " ").split())
    await desk.pilot.press("tab", "enter")
    await desk.until(lambda: not desk.asks and desk.view.shown is not None)
    assert desk.source.in_transaction()
    assert await count(desk) == 1000


async def test_an_error_is_shown_and_its_word_marked(desk: Desk) -> None:
    sql = "select i, nothing from mine"
    frame = await desk.explain(sql, start=100)
    assert 'column "nothing" does not exist' in frame
    assert desk.marked == [(100 + sql.index("nothing"), len("nothing"))]


async def test_what_has_no_plan_is_said_in_a_sentence(desk: Desk) -> None:
    await desk.explain("select 1")
    await desk.explain("vacuum mine")
    assert "VACUUM has no plan. SELECT, VALUES" in desk.told
    assert desk.view.shown is not None, "the plan before stays"


async def test_without_a_session_or_while_it_is_busy(desk: Desk) -> None:
    desk.busy = True
    await desk.explain("select 1")
    assert "A statement is running. Esc cancels it." in desk.told
    door, desk.door = desk.door, None
    await desk.explain("select 1")
    assert "There is no connection yet." in desk.told
    desk.busy, desk.door = False, door
    run = desk.executor.run(["select pg_sleep(60)"])
    first = asyncio.ensure_future(anext(run))
    await first
    assert "still running" in await desk.explain("select 1")
    await run.aclose()


async def test_cancelling_rolls_back_and_says_so(desk: Desk, other: Connection) -> None:
    assert not desk.desk.cancel()
    connection = desk.source.connection
    await connection.execute(
        "create function pg_temp.slow(int) returns int language sql as 'select 1 from pg_sleep(60)'"
    )
    desk.desk.explain(Piece(0, "update mine set i = pg_temp.slow(i)"), analyze=True)
    await desk.until(lambda: desk.asks)
    await desk.pilot.press("tab", "enter")
    await until_active(other, connection.info.backend_pid)
    frame = await desk.until(lambda: "Esc cancels" in frame_of(desk.app))
    assert "EXPLAIN ANALYZE of mine" in frame
    assert desk.desk.cancel()
    assert desk.desk.cancel(), "asked once more, it is still being cancelled"
    frame = await desk.until(lambda: not desk.desk.busy)
    assert "CANCELLED" in frame
    assert not desk.source.in_transaction()


@pytest.fixture
async def other(server: PostgresServer) -> AsyncIterator[Connection]:
    async with await psycopg.AsyncConnection.connect(server.dsn(), autocommit=True) as connection:
        yield connection


async def test_plans_of_the_same_statement_are_compared(desk: Desk) -> None:
    sql = "select * from mine where i = 5"
    await desk.explain(sql, analyze=True)
    await desk.explain(sql)
    await desk.explain("select 1", analyze=True)
    await desk.source.connection.execute("create index on mine (i)")
    await desk.source.connection.execute("set enable_seqscan = off")
    await desk.explain("select *\nfrom mine\n  where i = 5", analyze=True)
    desk.view.action_compare()
    frame = await desk.until(lambda: True)
    assert "beside the plan of" in frame
    assert "another statement" not in frame
    assert "was Seq Scan" in frame
    shown = desk.view.shown
    assert shown is not None
    assert shown.comparison is not None
    assert shown.comparison.before.plan.timed, "that which was run, though it is not the last"


async def test_else_the_last_plan_of_another_statement_is(desk: Desk) -> None:
    await desk.explain("select * from mine")
    await desk.explain("select count(*) from mine")
    desk.view.action_compare()
    assert "of another statement: select * from mine" in await desk.until(lambda: True)


async def test_what_the_server_said_meanwhile_is_handed_on(desk: Desk) -> None:
    await desk.source.connection.execute(
        "create function pg_temp.loud() returns int language plpgsql"
        " as 'begin raise warning $$w$$; return 1; end'"
    )
    await desk.explain("select pg_temp.loud()", analyze=True)
    assert [each.message for each in desk.heard] == ["w"]


async def test_a_plan_that_the_user_asked_for_himself(desk: Desk) -> None:
    sql = "explain (format json) select * from mine"
    [(plan,)] = await (await desk.source.connection.execute(sql)).fetchall()
    desk.desk.show_text(sql, json.dumps(plan))
    assert "Seq Scan on mine" in await desk.until(lambda: True)
    desk.desk.show_text("select 1", "Seq Scan on mine")
    await desk.pilot.pause()
    assert "This is no plan in JSON." in desk.told
    assert desk.revealed == 1
