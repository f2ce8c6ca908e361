"""Where the list of candidates is, and how it looks."""

import pytest
from textual.app import ComposeResult
from textual.geometry import Offset, Region, Size
from textual.pilot import Pilot

from lakebase_tui.completion import Candidate, CandidateKind
from lakebase_tui.ui.widgets.completion_menu import CompletionMenu, menu_region
from tests.support.completion_app import NEVER, CompletionApp
from tests.support.emulated_app import EmulatedDriver, driver_of, is_right, resize, settled
from tests.support.frames import ThemedApp, check_frame, frame_of

SCREEN = Size(80, 24)


@pytest.mark.parametrize(
    ("anchor", "size", "region"),
    [
        (Offset(20, 3), Size(30, 10), Region(17, 4, 30, 10)),
        (Offset(1, 3), Size(30, 10), Region(0, 4, 30, 10)),
        (Offset(70, 3), Size(30, 10), Region(50, 4, 30, 10)),
        (Offset(20, 13), Size(30, 10), Region(17, 14, 30, 10)),
        (Offset(20, 14), Size(30, 10), Region(17, 4, 30, 10)),
        (Offset(20, 23), Size(30, 10), Region(17, 13, 30, 10)),
        (Offset(20, 23), Size(30, 2), Region(17, 21, 30, 2)),
        (Offset(79, 23), Size(78, 10), Region(2, 13, 78, 10)),
        (Offset(5, 3), Size(200, 10), Region(0, 4, 80, 10)),
    ],
)
def test_its_place(anchor: Offset, size: Size, region: Region) -> None:
    assert menu_region(anchor, size, SCREEN) == region


@pytest.mark.parametrize(("height", "y", "rows"), [(8, 2, 5), (8, 6, 6), (1, 0, 1), (2, 1, 1), (3, 1, 1)])
def test_where_there_is_little_room_it_takes_the_larger_side(height: int, y: int, rows: int) -> None:
    region = menu_region(Offset(0, y), Size(20, 10), Size(80, height))
    assert region.height == rows
    assert Region(0, 0, 80, height).contains_region(region)
    assert height == 1 or not region.y <= y < region.bottom


class MenuApp(ThemedApp):
    def compose(self) -> ComposeResult:
        yield CompletionMenu()

    @property
    def menu(self) -> CompletionMenu:
        return self.query_one(CompletionMenu)


async def shown(app: MenuApp, pilot: Pilot[None], candidates: list[Candidate]) -> list[str]:
    app.menu.show(candidates, Offset(3, 0), lambda index: None)
    while not app.menu.size.height:
        await pilot.pause(0.005)
    await pilot.pause()
    return [app.menu.render_line(y).text for y in range(app.menu.size.height)]


async def test_a_row_has_a_mark_a_label_and_what_is_to_be_known() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        lines = await shown(
            app,
            pilot,
            [
                Candidate("id", "id", CandidateKind.COLUMN, "bigint"),
                Candidate("count()", "count", CandidateKind.FUNCTION, "() → bigint"),
                Candidate("from", "from", CandidateKind.KEYWORD),
            ],
        )
        assert lines == [
            "▏c id     bigint      ▕",
            "▏f count  () → bigint ▕",
            "▏k from               ▕",
        ]


async def test_what_does_not_fit_is_cut_with_a_sign() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        long = Candidate("x", "label_" * 20, CandidateKind.TABLE, "detail " * 40)
        wide = Candidate("x", "表" * 60, CandidateKind.TABLE, "表" * 60)
        lines = await shown(app, pilot, [long, wide])
        assert all(line.count("…") == 2 for line in lines)
        assert app.menu.region.right <= 80
        assert all(app.menu.render_line(y).cell_length == app.menu.size.width for y in range(2))


async def test_nothing_reaches_the_terminal_as_it_is() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        nasty = Candidate("x", "a\x1b[31m\u202eb\n[red]", CandidateKind.TABLE, "\x9b\t\x00")
        [line] = await shown(app, pilot, [nasty])
        assert line.startswith("▏t a␛[31m\\u202eb↵[red]  \\x9b⇥␀")


async def test_every_kind_has_a_mark_of_its_looks() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 40)) as pilot:
        lines = []
        for kind in CandidateKind:
            lines += await shown(app, pilot, [Candidate("x", kind.value, kind)])
        assert len(lines) == len(CandidateKind)
        assert all(line[1] != " " for line in lines)


async def test_a_long_list_scrolls_and_shows_where_one_is() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        names = [f"t{number:02}" for number in range(40)]
        await shown(app, pilot, [Candidate(name, name, CandidateKind.TABLE) for name in names])

        def lines() -> list[str]:
            return [app.menu.render_line(y).text for y in range(app.menu.size.height)]

        assert [line[3:6] for line in lines()] == names[:10]
        assert lines()[0].endswith("▐")
        app.menu.move(9)
        assert [line[3:6] for line in lines()] == names[:10]
        app.menu.move(1)
        assert [line[3:6] for line in lines()] == names[1:11]
        app.menu.move(100)
        assert [line[3:6] for line in lines()] == names[30:]
        assert lines()[-1].endswith("▐")
        app.menu.move(1)
        assert [line[3:6] for line in lines()] == names[:10]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("completion_below", "select *\nfrom orders o\njoin "),
        ("completion_right", "select id, customer_id, status, placed_at, total from orders o where sta"),
        ("completion_bottom", "select 1;\n" * 17 + "select * from "),
    ],
)
async def test_frames_at_the_edges(name: str, text: str) -> None:
    app = CompletionApp(text, settings=NEVER)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+@")
        await pilot.pause()
        region = app.menu.region
        assert app.screen.region.contains_region(region)
        assert not region.contains(*app.editor.cursor_screen_offset)
        check_frame(name, frame_of(app))


async def test_it_stays_at_its_text_when_the_screen_changes() -> None:
    app = CompletionApp("select 1;\n" * 12 + "select * from o", settings=NEVER)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("ctrl+@")
        await pilot.pause()
        assert app.menu.region.y == app.editor.cursor_screen_offset.y + 1
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        cursor = app.editor.cursor_screen_offset
        assert app.screen.region.contains_region(app.menu.region)
        assert cursor.y in (app.menu.region.y - 1, app.menu.region.bottom)


async def test_the_terminal_is_sent_what_changes_and_nothing_else() -> None:
    app = CompletionApp("select 1;\n" * 8 + "select * from ", settings=NEVER)
    app.driver_class = EmulatedDriver
    async with app.run_test(size=(80, 24), headless=False) as pilot:
        await settled(app, pilot)
        sent = driver_of(app).sent
        sizes = {}
        for name, key in (("open", "ctrl+@"), ("down", "down"), ("close", "escape")):
            sent.clear()
            await pilot.press(key)
            await settled(app, pilot)
            assert is_right(app)
            sizes[name] = sum(len(text.encode()) for text in sent)
        assert sizes["down"] < 700
        assert sizes["open"] < 4_000
        assert sizes["close"] < 2_000
        await pilot.press("ctrl+@")
        await resize(app, pilot, 70, 20)
        await settled(app, pilot)


async def test_all_else_is_laid_out_once_when_it_opens() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        layouts: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, layouts.append, immediate=True)
        await shown(app, pilot, [Candidate("id", "id", CandidateKind.COLUMN, "bigint")])
        for _ in range(3):
            await pilot.pause()
        assert len(layouts) == 1


async def test_its_colours_follow_the_theme() -> None:
    app = MenuApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(app, pilot, [Candidate("id", "id", CandidateKind.COLUMN, "bigint")])
        before = [segment.style for segment in app.menu.render_line(0)]
        app.theme = "textual-light"
        await pilot.pause()
        assert [segment.style for segment in app.menu.render_line(0)] != before
