"""The export dialog: what it offers, what it asks, and what it says while and after it runs."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from lakebase_tui.query.export.failures import ExportError
from lakebase_tui.query.export.order import (
    KINDS,
    Exported,
    ExportOrder,
    ExportProgress,
    Report,
    Scope,
    Selection,
)
from lakebase_tui.query.export.result_export import ExportOffer, ResultExport
from lakebase_tui.query.export.target import Target
from lakebase_tui.query.result_store import StoreState
from lakebase_tui.ui.path_suggester import completed
from lakebase_tui.ui.screens.export import ExportScreen, Run
from lakebase_tui.ui.screens.export_options import path_for
from tests.support.frames import ThemedApp, frame_of
from tests.support.rows import ListSource, MadeSource
from tests.support.settling import settle

OFFER = ExportOffer(
    "orders",
    10_000,
    "These are the first 10,000 rows: more were still on the server.",
    (3, 2),
    True,
    True,
    False,
)
SIZES = [(80, 24), (160, 45)]


class Orders:
    """Takes orders, and does them when it is let."""

    def __init__(self) -> None:
        self.taken: list[ExportOrder] = []
        self.go = asyncio.Event()
        self.cancelled = False

    async def run(self, order: ExportOrder, report: Report) -> Exported:
        self.taken.append(order)
        report(ExportProgress(5_200, 1_400_000, 10_000, 0.1))
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return Exported(Path("/tmp/orders.csv"), 10_000, 2_467_000, 5.31, OFFER.note)


class Dialog(ThemedApp):
    def __init__(self, run: Run, offer: ExportOffer = OFFER, memory: dict[str, str] | None = None) -> None:
        super().__init__()
        self.dialog = ExportScreen(offer, run, {} if memory is None else memory)
        self.answers: list[Exported | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)

    @property
    def path(self) -> str:
        return self.dialog.query_one("#path", Input).value

    async def type_path(self, pilot: Pilot[None], path: str) -> None:
        self.dialog.query_one("#path", Input).value = path
        await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_in_sight(size: tuple[int, int]) -> None:
    app = Dialog(Orders().run)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        frame = frame_of(app)
        for words in (
            "~/orders.csv",
            "[CSV]",
            *(k.label for k in KINDS.values()),
            "3 rows selected, 2 columns",
        ):
            assert words in frame
        for words in ("10,000 rows here", "from the server again", "Compress", "zstd", "esc close"):
            assert words in frame
        await pilot.press("enter")
        await settle(pilot)
        frame = frame_of(app)
        assert "52 %  5,200 rows  1.4 MB" in frame
        assert "esc cancel" in frame


async def test_choices_become_the_order_and_are_remembered() -> None:
    orders, memory = Orders(), {"folder": "/data/"}
    app = Dialog(orders.run, memory=memory)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.path == "/data/orders.csv"
        # format, rows, header, delimiter, quote, NULL, formulas, compression
        steps = ["down", "down", "right", "down", "right", "down", "right", "down", "right", "down", "right"]
        await pilot.press(*steps, "down", "right", "down", "right")
        await settle(pilot)
        assert app.path == "/data/orders.csv.gz"
        assert "Functions" in frame_of(app)
        assert "let go" in frame_of(app)
        await pilot.press("enter")
        await settle(pilot)
    [order] = orders.taken
    assert (order.kind, order.scope) == ("csv", Scope.SERVER)
    csv = order.csv
    assert (csv.delimiter, csv.quote, csv.null, csv.header, csv.spreadsheet_safe) == (
        ";",
        "'",
        "NULL",
        False,
        True,
    )
    assert (order.target.path, order.target.overwrite) == ("/data/orders.csv.gz", False)
    again = Dialog(orders.run, memory=memory)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert again.path == "/data/orders.csv.gz"
        assert "[semicolon]" in frame_of(again)
        assert "[made harmless" in frame_of(again)


async def test_options_are_those_of_the_format() -> None:
    app = Dialog(Orders().run)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.type_path(pilot, "/data/x.parquet")
        frame = frame_of(app)
        assert "[Parquet]" in frame
        assert "with types" in frame
        assert "Delimiter" not in frame
        assert "Compress" not in frame
        await pilot.press("down", "left", "left")
        await settle(pilot)
        assert "[Markdown]" not in frame_of(app)
        assert "[HTML]" in frame_of(app)
        assert app.path == "/data/x.html"


@pytest.mark.parametrize(
    ("path", "kind", "compression", "becomes"),
    [
        ("~/a.csv", "json", "none", "~/a.json"),
        ("~/a.csv.gz", "json", "zstd", "~/a.json.zst"),
        ("~/a.csv.gz", "parquet", "gzip", "~/a.parquet"),
        ("~/a.parquet", "csv", "gzip", "~/a.csv.gz"),
        ("~/a", "xlsx", "none", "~/a.xlsx"),
        ("~/a.txt", "csv", "none", "~/a.txt"),
        ("~/v1.2/", "csv", "none", "~/v1.2/"),
        ("~/v1.2/a", "csv", "none", "~/v1.2/a.csv"),
    ],
)
def test_the_name_follows_the_format(path: str, kind: str, compression: str, becomes: str) -> None:
    assert path_for(path, kind, compression) == becomes


async def test_what_is_done_is_said_with_what_is_missing() -> None:
    orders = Orders()
    orders.go.set()
    app = Dialog(orders.run)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        frame = frame_of(app)
        assert "✓ /tmp/orders.csv" in frame
        assert "10,000 rows, 2.5 MB in 5.3 s" in frame
        assert "more were still on the server" in frame
        await pilot.press("enter")
        await settle(pilot)
    assert [answer and answer.rows for answer in app.answers] == [10_000]
    assert len(orders.taken) == 1


async def test_escape_cancels_then_closes() -> None:
    orders = Orders()
    app = Dialog(orders.run)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")  # nothing more is begun
        await pilot.press("escape")
        await settle(pilot)
        assert orders.cancelled
        assert "Cancelled after 5,200 rows. What was written is removed." in frame_of(app)
        assert app.answers == []
        await pilot.press("escape")
        await settle(pilot)
    assert app.answers == [None]
    assert len(orders.taken) == 1


async def test_a_failure_is_said_and_can_be_mended() -> None:
    async def fail(_order: ExportOrder, _report: Report) -> Exported:
        raise ExportError("There is no folder /gone\x1b[31m.", "Make it, or choose another.")

    app = Dialog(fail)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "There is no folder /gone␛[31m. Make it, or choose another." in frame_of(app)
        await pilot.press(*"x")
        await settle(pilot)
        assert app.path == "~/orders.csvx"


def real(source: ListSource | MadeSource, selection: Selection | None = None) -> ResultExport:
    return ResultExport.of(source, lambda: StoreState.TRUNCATED, "table s.orders", selection=selection)


async def test_replacing_a_file_is_asked_and_back_is_the_first_answer(tmp_path: Path) -> None:
    there = tmp_path / "orders.csv"
    there.write_text("mine")
    export = real(ListSource())
    app = Dialog(export.run, export.offer(), {"folder": f"{tmp_path}/"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "from the server" not in frame_of(app)
        await pilot.press("enter")
        await until_said(app, pilot, "other answer")
        await pilot.press("enter")
        await settle(pilot)
        assert "other answer" not in frame_of(app)
        assert there.read_text() == "mine"
        await pilot.press("enter")
        await until_said(app, pilot, "other answer")
        assert "Replace" in frame_of(app)
        await pilot.press("tab", "enter")
        await until_said(app, pilot, "8 rows, ")
        assert "the rest was left on the server" in frame_of(app)
    assert there.read_text().startswith("id,name,")


async def test_following_a_link_is_asked_and_then_replacing(tmp_path: Path) -> None:
    aim, link = tmp_path / "aim.csv", tmp_path / "orders.csv"
    aim.write_text("mine")
    link.symlink_to(aim)
    export = real(ListSource(), Selection(range(1, 3), (1, 0)))
    app = Dialog(export.run, export.offer(), {"folder": f"{tmp_path}/"})
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await until_said(app, pilot, "Follow")
        await pilot.press("tab", "enter")
        await until_said(app, pilot, "Replace")
        await pilot.press("tab", "enter")
        await until_said(app, pilot, "✓")
    assert link.is_symlink()
    assert aim.read_text() == "name,id\nNordlicht GmbH,4712\nCafé Übermorgen,4713\n"


async def test_a_long_export_leaves_room_for_others(tmp_path: Path) -> None:
    """The loop gets its turns while many rows are written."""
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    order = ExportOrder(Target(str(tmp_path / "x.csv")))
    done = await real(MadeSource(50_000)).run(order, lambda _: None)
    counting.cancel()
    assert done.rows == 50_000
    assert turns > 20


async def until_said(app: Dialog, pilot: Pilot[None], words: str) -> None:
    async with asyncio.timeout(20):
        while words not in frame_of(app):
            await pilot.pause(0.01)
    await settle(pilot)


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "dates.csv").touch()
    assert completed(f"{tmp_path}/da", files=False) == f"{tmp_path}/data/"
    assert completed(f"{tmp_path}/dat", files=True) == f"{tmp_path}/data/"
    assert completed(f"{tmp_path}/date", files=True) == f"{tmp_path}/dates.csv"
    for typed in ("", f"{tmp_path}/", f"{tmp_path}/x", f"{tmp_path}/no/such", "~", "~nobody-of-this-name/x"):
        assert completed(typed, files=True) is None
