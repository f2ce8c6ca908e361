"""Objects of a real server on screen: read, followed, found, copied and taken along."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import psycopg
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui.describe_desk import DescribeDesk
from lakebase_tui.ui.screens.describe import DescribeScreen, Page
from lakebase_tui.ui.widgets.describe_view import DescribeView
from tests.support.frames import ThemedApp, frame_of
from tests.support.postgres_server import PostgresServer
from tests.support.rich_schema import RICH, asking, rich_database

CUSTOMERS = ObjectRef(ObjectKind.TABLE, "shop", "customers")
ORDERS = ObjectRef(ObjectKind.TABLE, "shop", "orders")
WIDE, NARROW = (160, 45), (80, 24)


@pytest.fixture(scope="module")
def rich(server: PostgresServer) -> Iterator[PostgresServer]:
    with rich_database(server):
        yield server


class Stand:
    """The screen, what drives it, and what it asked for."""

    def __init__(self, app: ThemedApp, pilot: Pilot[None], desk: DescribeDesk) -> None:
        self.app, self.pilot, self.desk = app, pilot, desk
        self.ran: list[str] = []
        self.inserted: list[str] = []

    @property
    def frame(self) -> str:
        return frame_of(self.app)

    @property
    def screen(self) -> DescribeScreen:
        assert isinstance(self.app.screen, DescribeScreen)
        return self.app.screen

    @property
    def view(self) -> DescribeView:
        return self.screen.view

    @property
    def foot(self) -> str:
        return self.frame.splitlines()[-2].strip("│ ")

    @property
    def cursor(self) -> str:
        """The text of the line that the cursor is on."""
        for y in range(self.view.size.height):
            strip = self.view.render_line(y)
            styled = self.view.get_component_rich_style("value--cursor", partial=True).bgcolor
            if any(segment.style and segment.style.bgcolor == styled for segment in strip):
                return strip.text.rstrip()
        return ""

    async def settle(self) -> None:
        for _ in range(2):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def show(self, ref: ObjectRef, page: Page = Page.DESCRIPTION) -> None:
        self.desk.show(ref, page)
        await self.pilot.pause()
        await self.settle()

    async def find(self, needle: str) -> None:
        await self.pilot.press("slash")
        self.screen.query_one(Input).value = needle
        await self.press("enter")


@asynccontextmanager
async def opened(server: PostgresServer, size: tuple[int, int] = WIDE) -> AsyncIterator[Stand]:
    app = ThemedApp()
    async with asking(server.dsn(RICH)) as ask, app.run_test(size=size, notifications=True) as pilot:
        stand: Stand

        def run(sql: str) -> None:
            stand.ran.append(sql)

        def insert(name: str) -> None:
            stand.inserted.append(name)

        stand = Stand(app, pilot, DescribeDesk(app.screen, ask, run, insert))
        yield stand


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_an_object_is_described_from_its_facts_to_its_sections(
    rich: PostgresServer, size: tuple[int, int]
) -> None:
    async with opened(rich, size) as at:
        await at.show(CUSTOMERS)
        lines = at.frame.splitlines()
        assert "table shop.customers" in lines[0]
        assert "esc close" in lines[-1]
        assert {len(line) for line in lines} == {size[0]}  # nothing sticks out
        assert "Who buys" in at.cursor
        seen, last = "", at.frame
        while last not in seen:
            seen += last
            await at.press("pagedown")
            last = at.frame
        for words in (
            *("▾ Columns  12", "customers_pkey", "PRIMARY KEY", "email_has_at", "orders_customer_fkey"),
            *("RESTRICTIVE", "disabled", "▸ Activity", "▸ Not-null constraints"),
        ):
            assert words in seen


async def test_rows_lead_to_other_objects_and_backspace_back(rich: PostgresServer) -> None:
    async with opened(rich) as at:
        await at.show(ORDERS)
        await at.find("orders_customer_fkey")
        assert at.foot.startswith("1 of 1")
        assert "⏎ table shop.customers" in at.foot
        await at.press("enter")
        assert "table shop.customers" in at.frame.splitlines()[0]
        assert "⌫ shop.orders" in at.foot
        await at.find("customers_lower")
        await at.press("enter")
        assert "index shop.customers_lower" in at.frame.splitlines()[0]
        await at.press("backspace")
        assert "customers_lower" in at.cursor
        await at.press("backspace")
        assert at.screen.ref.name == "orders"
        assert "orders_customer_fkey" in at.cursor
        await at.press("backspace")  # there is nothing before
        assert at.screen.ref.name == "orders"


async def test_sections_fold_and_unfold(rich: PostgresServer) -> None:
    async with opened(rich) as at:
        await at.show(CUSTOMERS)
        await at.press("tab")
        assert "▾ Columns" in at.cursor
        await at.press("enter")
        assert "▸ Columns  12" in at.cursor
        assert "Full Name" not in at.frame
        await at.press("right")
        assert "▾ Columns" in at.cursor
        await at.press("down", "down", "left")
        assert "Columns" in at.cursor
        await at.press("down", "space")
        assert "▸ Columns" in at.cursor
        await at.press("c")
        assert "customers_pkey" not in at.frame
        await at.press("e")
        assert at.frame.count("▸") == 0
        await at.press("tab", "shift+tab", "shift+tab")
        assert at.cursor.strip()


async def test_find_unfolds_what_hides_it_and_goes_round(rich: PostgresServer) -> None:
    async with opened(rich) as at:
        await at.show(CUSTOMERS)
        await at.find("Sequential SCANS")
        assert "Sequential scans" in at.cursor
        assert at.foot.startswith("1 of 1")
        await at.find("customers_")
        total = int(at.foot.split()[2])
        assert total > 5
        seen = []
        for _ in range(total):
            seen.append(at.foot.split()[0])
            await at.press("n")
        assert sorted(map(int, seen)) == list(range(1, total + 1))
        first = at.cursor
        await at.press("N", "n")
        assert at.cursor == first
        await at.find("there is no such text")
        assert "not found" in at.foot
        await at.press("slash", "d", "p", "escape")  # letters are text while something is typed
        assert at.screen.ref.name == "customers"


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_the_statements_are_shown_and_copied(rich: PostgresServer, size: tuple[int, int]) -> None:
    async with opened(rich, size) as at:
        await at.show(ObjectRef(ObjectKind.VIEW, "shop", "good"))
        await at.press("y")
        assert at.app._clipboard == "shop.good"
        await at.press("s")
        assert "CREATE VIEW shop.good" in at.cursor
        await at.press("Y")
        assert at.app._clipboard.startswith("CREATE VIEW shop.good WITH (")
        assert at.app._clipboard.endswith(";\n")
        await at.press("d")
        assert "The good ones" in at.frame


async def test_names_and_rows_are_taken_along(rich: PostgresServer) -> None:
    odd = ObjectRef(ObjectKind.TABLE, "shop", 'Odd "Table"')
    async with opened(rich) as at:
        await at.show(odd)
        assert "p preview" in at.frame
        await at.press("p")
        assert at.ran == ['select * from shop."Odd ""Table""" limit 100']
        assert not isinstance(at.app.screen, DescribeScreen)
        await at.show(odd)
        await at.press("i")
        assert at.inserted == ['shop."Odd ""Table"""']
        await at.show(ObjectRef(ObjectKind.FUNCTION, "shop", "stamp"))
        assert "p preview" not in at.frame
        await at.press("p")
        assert len(at.ran) == 1
        assert at.screen.ref.name == "stamp"
        await at.press("escape")
        assert not isinstance(at.app.screen, DescribeScreen)


async def test_what_cannot_be_described_says_why_and_can_be_tried_again(rich: PostgresServer) -> None:
    ref = ObjectRef(ObjectKind.TABLE, "shop", "late")
    async with opened(rich) as at:
        await at.show(ref)
        assert "There is no table shop.late." in at.frame
        assert "r tries again" in at.frame
        await at.press("slash", "n", "down", "enter", "Y")
        assert "There is no table shop.late." in at.frame
        with psycopg.connect(rich.dsn(RICH), autocommit=True) as connection:
            connection.execute("create table shop.late (a integer)")
            await at.show(ref)
            assert "▾ Columns  1" in at.frame
            connection.execute("alter table shop.late add column b integer")
            await at.press("r")
            assert "▾ Columns  2" in at.frame
            connection.execute("drop table shop.late")
            await at.press("r")
            assert "There is no table shop.late." in at.frame


async def test_it_says_that_it_is_asking_and_can_be_left(rich: PostgresServer) -> None:
    app = ThemedApp()
    never: asyncio.Future[Sequence[Sequence[str | None]]] = asyncio.get_running_loop().create_future()

    async def ask(sql: str, values: Sequence[object]) -> Sequence[Sequence[str | None]]:
        return await never

    async with app.run_test(size=NARROW) as pilot:
        DescribeDesk(app.screen, ask, print, print).show(CUSTOMERS)
        await pilot.pause()
        assert "Asking the server about shop.customers" in frame_of(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, DescribeScreen)
        assert never.cancelled()


async def test_a_section_that_was_refused_says_so(rich: PostgresServer) -> None:
    app = ThemedApp()
    async with asking(rich.dsn(RICH)) as ask, app.run_test(size=WIDE) as pilot:

        async def refuse_policies(sql: str, values: Sequence[object]) -> Sequence[Sequence[str | None]]:
            if "polpermissive" in sql:
                raise LakebaseTuiError("permission denied for table \x1b[31mpg_policy")
            return await ask(sql, values)

        DescribeDesk(app.screen, refuse_policies, print, print).show(CUSTOMERS)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("end")
        for _ in range(4):
            await pilot.press("pageup")
            if "pg_policy" in frame_of(app):
                break
        assert "permission denied for table ␛[31mpg_policy" in frame_of(app)


async def test_1600_columns_are_drawn_as_they_come_into_view(rich: PostgresServer) -> None:
    columns = ", ".join(f"c{number} smallint" for number in range(1600))
    with psycopg.connect(rich.dsn(RICH), autocommit=True) as connection:
        connection.execute(f"create table shop.wide ({columns})")
        try:
            async with opened(rich, NARROW) as at:
                await at.show(ObjectRef(ObjectKind.TABLE, "shop", "wide"))
                await at.find("c1599")
                assert "c1599" in at.cursor
                assert "Column" in at.frame.splitlines()[3]  # the titles stay above
                assert len(at.view._lines) < 200
                await at.press("home", "end")
                assert at.cursor
        finally:
            connection.execute("drop table shop.wide")


async def test_the_mouse_folds_follows_and_chooses_tabs(rich: PostgresServer) -> None:
    async with opened(rich) as at:
        await at.show(CUSTOMERS)
        row = next(y for y, line in enumerate(at.frame.splitlines()) if "Owner" in line)
        for _ in range(2):
            await at.pilot.click(offset=(10, row))
            await at.settle()
        assert at.screen.ref == ObjectRef(ObjectKind.ROLE, "", "rich_owner", at.screen.ref.oid)
        await at.press("backspace")
        heading = next(y for y, line in enumerate(at.frame.splitlines()) if "▾ Columns" in line)
        await at.pilot.click(offset=(10, heading))
        await at.settle()
        assert "▸ Columns" in at.frame
        await at.pilot.click(offset=(17, 1))
        await at.settle()
        assert "CREATE TABLE shop.customers" in at.frame
