"""Copy as …, driven by keys."""

import pytest
from textual.app import App
from textual.binding import Binding

from lakebase_tui.query.formats.registry import FORMATS
from lakebase_tui.ui.clipboard.selection import CopyChoice
from lakebase_tui.ui.screens.copy_as import CopyAsScreen
from lakebase_tui.ui.widgets.filter_list import FilterList
from tests.support.frames import ThemedApp, check_frame, frame_of

NO_KEY = {"update": "the table's key is not selected"}


class CopyApp(ThemedApp):
    """Opens the screen and notes its answers."""

    def __init__(self, **options: object) -> None:
        super().__init__()
        self.screen_shown = CopyAsScreen(3, 2, **options)  # type: ignore[arg-type]  # as the tests say
        self.answers: list[CopyChoice | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.screen_shown, self.answers.append)


def said(app: App[None]) -> list[str]:
    return [notification.message for notification in app._notifications]


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("c", CopyChoice("csv", True)),
        ("h c", CopyChoice("csv", False)),
        ("h h p", CopyChoice("aligned", True)),
        ("enter", CopyChoice("tsv", True)),
        ("down down enter", CopyChoice("json", True)),
        ("down h enter", CopyChoice("csv", False)),
        ("escape", None),
    ],
)
async def test_what_keys_choose(keys: str, answer: CopyChoice | None) -> None:
    app = CopyApp()
    async with app.run_test() as pilot:
        await pilot.press(*keys.split())
    assert app.answers == [answer]


async def test_each_format_has_its_key() -> None:
    for binding in CopyAsScreen.BINDINGS:
        assert isinstance(binding, Binding)
        name = (binding.id or "").removeprefix("copy_as.")
        if name not in FORMATS:
            continue
        app = CopyApp()
        async with app.run_test() as pilot:
            await pilot.press(binding.key)
        assert app.answers == [CopyChoice(name)]


async def test_the_last_choice_is_offered_first() -> None:
    app = CopyApp(last=CopyChoice("csv", False))
    async with app.run_test() as pilot:
        assert app.screen_shown.query_one(FilterList).cursor_key == "csv"
        assert "without names" in frame_of(app)
        await pilot.press("enter")
    assert app.answers == [CopyChoice("csv", False)]


async def test_what_cannot_be_written_says_why() -> None:
    app = CopyApp(unavailable=NO_KEY)
    async with app.run_test() as pilot:
        await pilot.press("u")
        assert app.answers == []
        assert said(app) == ["SQL UPDATE: the table's key is not selected."]
        await pilot.press("enter")
        assert app.answers == []
        await pilot.press("i")
    assert app.answers == [CopyChoice("insert")]


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_picture(size: tuple[int, int]) -> None:
    app = CopyApp(unavailable=NO_KEY)
    async with app.run_test(size=size) as pilot:
        await pilot.press("h", "down")
        check_frame(f"copy_as_{size[0]}x{size[1]}", frame_of(app))
