"""Going to any object by some letters of its name."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from lakebase_tui.catalog.catalogue import Catalogue
from lakebase_tui.catalog.go_to import Matcher
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.ui.screens.go_to import GoTo, GoToAction, GoToScreen
from tests.support.frames import check_frame, frame_of
from tests.support.schema_app import OrderedApp, burst, press
from tests.support.tree_catalogue import SHOP, warehouse

ORDERS = ObjectRef(ObjectKind.TABLE, "sales", "orders", 101)


class GoToApp(OrderedApp):
    def __init__(self, catalogue: Catalogue, recent: Sequence[ObjectRef]) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.recent = recent
        self.answers: list[GoTo | None] = []

    def on_mount(self) -> None:
        self.push_screen(GoToScreen(Matcher(self.catalogue), self.recent), self.answers.append)


@asynccontextmanager
async def going(
    catalogue: Catalogue = SHOP, recent: Sequence[ObjectRef] = (), size: tuple[int, int] = (120, 30)
) -> AsyncIterator[tuple[GoToApp, Pilot[None]]]:
    app = GoToApp(catalogue, recent)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def listed(app: GoToApp) -> list[str]:
    """The names in the list, of those kinds that the tests look for."""
    lines = [line.strip("│ ") for line in frame_of(app).splitlines()]
    kinds = ("  table", "  view", "  function", "  enum")
    return [line.split()[0] for line in lines if any(kind in line for kind in kinds)]


@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=["160x45", "80x24"])
async def test_what_is_found_is_seen(size: tuple[int, int]) -> None:
    async with going(size=size) as (app, pilot):
        await press(pilot, *"ord")
        check_frame(f"go_to_{size[0]}x{size[1]}", frame_of(app))


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("enter", GoToAction.DESCRIBE),
        ("tab", GoToAction.REVEAL),
        ("ctrl+j", GoToAction.INSERT),
        ("alt+enter", GoToAction.INSERT),
        ("ctrl+y", GoToAction.COPY),
    ],
)
async def test_each_key_says_what_for(key: str, action: GoToAction) -> None:
    async with going() as (app, pilot):
        await press(pilot, *"orders", key)
        assert app.answers == [GoTo(action, ORDERS)]


async def test_where_one_has_been_comes_first_while_nothing_is_typed() -> None:
    recent = (ObjectRef(ObjectKind.VIEW, "sales", "revenue", 105), ORDERS)
    async with going(recent=recent) as (app, pilot):
        assert listed(app) == ["revenue", "orders"]
        await press(pilot, *"st")
        assert "revenue" not in listed(app)
        await press(pilot, "backspace", "backspace")
        assert listed(app) == ["revenue", "orders"]
        await press(pilot, "down", "enter")
        assert app.answers == [GoTo(GoToAction.DESCRIBE, ORDERS)]


async def test_nothing_typed_and_nothing_found_are_told_and_choose_nothing() -> None:
    async with going() as (app, pilot):
        assert "Type some letters of a name" in frame_of(app)
        await press(pilot, "enter", *"xyzzy", "enter", "tab")
        assert "Nothing has such a name." in frame_of(app)
        assert app.answers == []
        await press(pilot, "escape")
        assert app.answers == [None]


async def test_a_column_comes_with_its_table() -> None:
    async with going() as (app, pilot):
        await press(pilot, *"orders.cus", "enter")
        assert app.answers == [GoTo(GoToAction.DESCRIBE, ORDERS, "customer_id")]


async def test_a_double_click_describes() -> None:
    async with going() as (app, pilot):
        await press(pilot, *"orders")
        await pilot.click("#go-to-list", offset=(2, 0), times=2)
        await pilot.pause()
        assert app.answers == [GoTo(GoToAction.DESCRIBE, ORDERS)]


async def test_names_from_outside_are_made_visible_and_found_letters_set_off() -> None:
    async with going() as (app, pilot):
        await press(pilot, *"weird")
        frame = frame_of(app)
        assert 'we"ird␛[2J' in frame
        assert "\x1b" not in frame


async def test_a_long_list_is_walked_by_pages_and_stays_in_view() -> None:
    async with going(warehouse(3_000), size=(80, 24)) as (app, pilot):
        await press(pilot, *"event")
        first = listed(app)
        await press(pilot, "pagedown", "pagedown", "down")
        assert len(listed(app)) == len(first)
        assert set(listed(app)).isdisjoint(first)
        await press(pilot, "enter")
        answer = app.answers[0]
        assert answer is not None
        assert answer.ref.name not in first


async def test_letters_and_enter_of_one_burst_find_what_they_spell() -> None:
    app = GoToApp(SHOP, (ObjectRef(ObjectKind.VIEW, "sales", "revenue", 105),))
    async with app.run_test() as pilot:
        await burst(pilot, *"orders", "enter")
        assert app.answers == [GoTo(GoToAction.DESCRIBE, ORDERS)]
