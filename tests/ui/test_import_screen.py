"""The import dialog: it shows file and table before anything is sent, and the line that failed."""

import asyncio
from pathlib import Path

import pytest
from rich.color import Color
from textual.pilot import Pilot
from textual.widgets import Input

from lakebase_tui.query.importing.csv_file import CsvFile
from lakebase_tui.query.importing.failures import FailingLine, ImportFailedError
from lakebase_tui.query.importing.importer import Imported, ImportProgress, Report
from lakebase_tui.query.importing.plan import ImportPlan
from lakebase_tui.query.importing.table import TableColumn, TargetTable
from lakebase_tui.ui.screens.import_csv import ImportScreen
from tests.support.frames import ThemedApp, frame_of
from tests.support.settling import settle

ORDERS = TargetTable(
    "sales",
    "orders",
    (
        TableColumn("id", "bigint", True),
        TableColumn("customer", "text", False),
        TableColumn("placed_at", "timestamp with time zone", False),
    ),
)
TEXT = 'ID;Customer;Placed at;remark\n1;"Ada; Ltd";2026-11-01;\n2;"Bo\nLtd";;""\n'


class Server:
    """Knows one table; takes plans, and does them when it is let."""

    def __init__(self) -> None:
        self.plans: list[ImportPlan] = []
        self.asked: list[str] = []
        self.go = asyncio.Event()
        self.failure: ImportFailedError | None = None

    async def table(self, name: str) -> TargetTable:
        self.asked.append(name)
        if name != "sales.orders":
            raise ImportFailedError(f"There is no table {name}.", "Make it first, or correct its name.")
        return ORDERS

    async def run(self, file: CsvFile, plan: ImportPlan, report: Report) -> Imported:
        self.plans.append(plan)
        report(ImportProgress(50, 200, 0.1))
        await self.go.wait()
        if self.failure is not None:
            raise self.failure
        return Imported(2, file.size, 0.25)


class Dialog(ThemedApp):
    def __init__(self, server: Server, path: Path, table: str = "sales.orders") -> None:
        super().__init__()
        self.dialog = ImportScreen(server.table, server.run, path=str(path), table=table)
        self.answers: list[Imported | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)

    async def until_said(self, pilot: Pilot[None], words: str) -> None:
        async with asyncio.timeout(20):
            while words not in frame_of(self):
                await pilot.pause(0.01)
        await settle(pilot)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(TEXT)
    return file


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_file_table_and_outlook_are_seen_before_anything_is_sent(
    path: Path, size: tuple[int, int]
) -> None:
    server = Server()
    app = Dialog(server, path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "look at both" in frame_of(app)
        await pilot.press("enter")
        await app.until_said(pilot, "3 columns into sales.orders: all rows, or none if one fails.")
        frame = frame_of(app)
        for words in (
            "[id  bigint]",
            "[placed_at  timestamptz]",
            "[left out]",
            "Ada; Ltd",
            "Bo↵Ltd",
            "→ customer",
        ):
            assert words in frame
        assert server.plans == []
        await pilot.press("enter")
        await settle(pilot)
        assert "25 %  50 B of 200 B" in frame_of(app)
        server.go.set()
        await app.until_said(pilot, "✓ 2 rows into sales.orders")
        await pilot.press("enter")
        await settle(pilot)
    [plan] = server.plans
    assert plan.mapping == (0, 1, 2, None)
    assert plan.shape.dialect.delimiter == b";"
    assert [answer and answer.rows for answer in app.answers] == [2]


async def test_targets_and_options_are_changed_by_hand(path: Path) -> None:
    server = Server()
    app = Dialog(server, path)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await app.until_said(pilot, "3 columns")
        await pilot.press("down", "down", "left")  # id is left out
        await app.until_said(pilot, "id must be filled")
        await pilot.press("enter")
        await settle(pilot)
        assert server.plans == []
        await pilot.press("right", "down", "left")
        await app.until_said(pilot, "Two columns of the file go into id")
        app.dialog.query_one("#header").focus()
        await pilot.press("right")
        await app.until_said(pilot, "column 4")
        await pilot.press("enter")
        await settle(pilot)
    [plan] = server.plans
    assert plan.mapping == (0, 1, 2, None)
    assert not plan.shape.header


async def test_the_failing_line_is_shown_with_its_value_marked(path: Path) -> None:
    server = Server()
    server.failure = ImportFailedError(
        'Invalid input syntax for type bigint: "x". Nothing of the file was stored.',
        "",
        FailingLine(1_234, 'first;"se\ncond";x\x1b;last', 16, 18, "id"),
    )
    server.go.set()
    app = Dialog(server, path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await app.until_said(pilot, "3 columns")
        await pilot.press("enter")
        await app.until_said(pilot, "Nothing of the file was")
        frame = frame_of(app)
        assert "line 1,234, column id" in frame
        assert 'first;"se↵cond";x␛;last' in frame
        bad = Color.parse(app.get_css_variables()["status-bad"])
        segments = [s for strip in app.screen._compositor.render_strips() for s in strip]
        assert "".join(s.text for s in segments if s.style and s.style.bgcolor == bad) == "x␛"


async def test_escape_cancels_and_says_that_nothing_is_stored(path: Path) -> None:
    server = Server()
    app = Dialog(server, path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await app.until_said(pilot, "3 columns")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")
        await app.until_said(pilot, "Cancelled. Nothing of the file was stored.")
        assert app.answers == []
        await pilot.press("escape")
        await settle(pilot)
    assert app.answers == [None]


async def test_what_cannot_be_found_is_said_and_looked_for_again(path: Path) -> None:
    server = Server()
    app = Dialog(server, path.with_name("none.csv"), "sales.order")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await app.until_said(pilot, "There is no file")
        app.dialog.query_one("#path", Input).value = str(path)
        await pilot.press("enter")
        await app.until_said(pilot, "There is no table sales.order.")
        await pilot.press("down", "end", "s", "enter")
        await app.until_said(pilot, "3 columns into sales.orders")
        assert server.asked[-1] == "sales.orders"
        await pilot.press("x")  # another table again
        await settle(pilot)
        assert "look at both" in frame_of(app)
