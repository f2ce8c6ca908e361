"""When completion offers itself, which keys it takes, and that it takes no other."""

import asyncio

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from lakebase_tui.config.settings import EditorSettings
from lakebase_tui.ui import completion_desk
from tests.support.completion_app import (
    NEVER,
    ON_REQUEST,
    QUICK,
    completing,
    followed,
    labels,
    opened,
)


async def past_the_pause(pilot: Pilot[None]) -> None:
    """Wait until a pause of 1 ms, and of what is done behind it, is certainly over."""
    await asyncio.sleep(0.1)
    await pilot.pause()


# -- offering itself


@pytest.mark.parametrize(
    ("text", "keys", "label"),
    [
        ("select * from cus", "t", "customers"),
        ("select o from orders o where o", ".", "id"),
        ("select * from orders where status = '", "p", "paid"),
    ],
)
async def test_a_word_or_a_dot_and_a_pause_open_the_list(text: str, keys: str, label: str) -> None:
    async with completing(text) as (app, pilot):
        await pilot.press(keys)
        await opened(app, pilot)
        assert labels(app)[0] == label


async def test_behind_a_word_that_wants_a_name_a_pause_opens_it_and_letters_narrow_it() -> None:
    async with completing("select * from") as (app, pilot):
        await pilot.press("space")
        await opened(app, pilot)
        assert labels(app)[0] == "customers"
        await pilot.press(*"ord")
        await followed(app, pilot, "ord")
        assert labels(app)[0] == "orders"
        assert app.editor.text == "select * from ord"


async def test_enter_behind_such_a_word_still_breaks_the_line() -> None:
    async with completing("select * from") as (app, pilot):
        await pilot.press("space")
        await opened(app, pilot)
        await pilot.press("enter")
        assert app.editor.text == "select * from \n"
        assert not app.desk.is_open


@pytest.mark.parametrize("text", ["select 'from", "select 1 -- from", "select 1 /* from"])
async def test_nothing_is_offered_where_such_a_word_means_nothing(text: str) -> None:
    async with completing(text) as (app, pilot):
        await pilot.press("space")
        await past_the_pause(pilot)
        assert not app.desk.is_open


@pytest.mark.parametrize("keys", [["space"], ["left"], ["backspace"], ["comma"], ["enter"], ["("]])
async def test_other_keys_do_not_open_it(keys: list[str]) -> None:
    async with completing("select * from cust") as (app, pilot):
        await pilot.press(*keys)
        await past_the_pause(pilot)
        assert app.asked == []
        assert not app.desk.is_open


async def test_a_burst_of_keys_asks_once_for_all_of_it() -> None:
    async with completing(settings=EditorSettings(completion_delay_ms=100)) as (app, pilot):
        for letter in "select * from cust":  # all at once, as a slow line brings them
            app.post_message(events.Key(_character_to_key(letter), letter))
        await opened(app, pilot)
        assert app.editor.text == "select * from cust"
        assert app.asked == ["select * from cust"]


async def test_what_is_pasted_opens_nothing() -> None:
    async with completing() as (app, pilot):
        app.post_message(events.Paste("select * from cust"))
        await pilot.pause()
        await past_the_pause(pilot)
        assert app.editor.text == "select * from cust"
        assert app.asked == []


async def test_only_when_asked_if_it_is_set_so() -> None:
    async with completing("select * from cus", settings=ON_REQUEST) as (app, pilot):
        await pilot.press("t")
        await past_the_pause(pilot)
        assert app.asked == []
        await pilot.press("ctrl+@")
        assert app.desk.is_open


async def test_a_word_that_is_complete_opens_nothing() -> None:
    async with completing("select * from customer") as (app, pilot):
        await pilot.press("s")
        await followed(app, pilot, "customers")
        assert not app.desk.is_open


async def test_nothing_is_offered_in_a_very_long_statement() -> None:
    async with completing("select " + "1, " * 70_000 + "cust") as (app, pilot):
        await pilot.press("o")
        await past_the_pause(pilot)
        await pilot.press("ctrl+@")
        assert app.asked == []
        assert not app.desk.is_open


async def test_in_a_long_statement_it_has_to_be_asked_for() -> None:
    async with completing("select " + "1, " * 12_000 + "cou") as (app, pilot):
        await pilot.press("n")
        await past_the_pause(pilot)
        assert app.asked == []
        await pilot.press("ctrl+@")
        assert labels(app)[0] == "count"


async def test_nothing_is_offered_by_itself_in_a_very_large_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion_desk, "_LARGEST_WHILE_TYPING", 1_000)
    async with completing("select 1;\n" * 200 + "select cou") as (app, pilot):
        await pilot.press("n")
        await past_the_pause(pilot)
        assert app.asked == []
        await pilot.press("ctrl+@")
        assert labels(app)[0] == "count"


async def test_nothing_is_offered_where_nothing_can_be_typed() -> None:
    async with completing("select * from cust") as (app, pilot):
        app.editor.read_only = True
        await pilot.press("o", "tab", "ctrl+@")
        await past_the_pause(pilot)
        assert app.asked == []


# -- asking for it


@pytest.mark.parametrize("key", ["ctrl+@", "ctrl+space"])
async def test_a_key_asks_for_it_also_where_no_word_stands(key: str) -> None:
    async with completing("select * from ", settings=NEVER) as (app, pilot):
        await pilot.press(key)
        await opened(app, pilot)
        assert labels(app)[:2] == ["customers", "employees"]
        assert len(app.offered) == 10


async def test_only_the_statement_at_the_cursor_is_looked_at() -> None:
    async with completing("select 1;\nselect o. from orders o;\nselect 2", (1, 9), NEVER) as (app, pilot):
        await pilot.press("ctrl+@")
        await opened(app, pilot)
        assert app.asked == ["select o. from orders o"]
        await pilot.press("tab")
        assert app.editor.text == "select 1;\nselect o.id from orders o;\nselect 2"


async def test_tab_behind_a_word_opens_it_and_then_takes_the_first() -> None:
    async with completing("select o.s, o.i from orders o", (0, 15), NEVER) as (app, pilot):
        await pilot.press("tab")
        await opened(app, pilot)
        assert labels(app) == ["id", "customer_id"]
        assert app.editor.text == "select o.s, o.i from orders o"
        await pilot.press("tab")
        assert app.editor.text == "select o.s, o.id from orders o"
        assert not app.desk.is_open


async def test_tab_takes_what_is_the_only_way() -> None:
    async with completing("select * from prod", settings=NEVER) as (app, pilot):
        await pilot.press("tab")
        assert app.editor.text == "select * from inventory.products"


@pytest.mark.parametrize(
    ("text", "at"),
    [("select ", (0, 7)), ("", (0, 0)), ("a\nb", (1, 0)), ("select 12", (0, 9)), ("select zzz", (0, 10))],
)
async def test_tab_indents_where_there_is_nothing_to_complete(text: str, at: tuple[int, int]) -> None:
    async with completing(text, at, NEVER) as (app, pilot):
        await pilot.press("tab")
        assert not app.desk.is_open
        assert app.editor.text.replace("    ", "").replace("  ", "").replace(" ", "") == text.replace(" ", "")
        assert len(app.editor.text) > len(text)


async def test_tab_indents_a_selection() -> None:
    async with completing("select id\nfrom cust", settings=NEVER) as (app, pilot):
        app.editor.select_all()
        await pilot.press("tab")
        assert app.editor.text == "    select id\n    from cust"


# -- with a list on show


async def test_what_is_typed_goes_into_the_text_and_narrows_the_list() -> None:
    async with completing("select * from ", settings=QUICK) as (app, pilot):
        await pilot.press("o")
        await opened(app, pilot)
        assert "order_items" in labels(app)
        await pilot.press(*"rders_")
        await followed(app, pilot, "orders_")
        assert app.editor.text == "select * from orders_"
        assert labels(app) == ["orders_2025"]
        await pilot.press("2", "0")
        await followed(app, pilot, "orders_20")
        await pilot.press("backspace", "backspace")
        await followed(app, pilot, "orders_")
        assert labels(app) == ["orders_2025"]


@pytest.mark.parametrize("key", [";", " ", ",", "("])
async def test_a_sign_is_typed_and_ends_it(key: str) -> None:
    async with completing("select * from cus", settings=QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        await pilot.press(key)
        assert app.editor.text == "select * from cust" + key
        assert not app.desk.is_open
        assert not app.menu.is_open


async def test_enter_breaks_the_line_where_nobody_asked() -> None:
    async with completing("select * from cus", settings=QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        await pilot.press("enter")
        assert app.editor.text == "select * from cust\n"
        assert not app.desk.is_open


async def test_enter_takes_what_the_user_moved_to() -> None:
    async with completing("select * from or", settings=QUICK) as (app, pilot):
        await pilot.press("d")
        await opened(app, pilot)
        second = labels(app)[1]
        await pilot.press("down", "enter")
        assert app.editor.text == f'select * from "{second}"'


async def test_enter_takes_the_first_where_the_user_asked() -> None:
    async with completing("select * from cust", settings=NEVER) as (app, pilot):
        await pilot.press("ctrl+@", "enter")
        assert app.editor.text == "select * from customers"


async def test_keys_that_come_all_at_once_act_in_their_order() -> None:
    async with completing("select * from orders o where ", settings=NEVER) as (app, pilot):
        keys = [("ctrl+@", None), ("down", None), ("tab", None), ("x", "x"), ("backspace", None), ("y", "y")]
        for key, character in keys:
            app.post_message(events.Key(key, character))
        while not app.editor.text.endswith("y"):
            await pilot.pause(0.005)
        assert app.editor.text == "select * from orders o where customer_idy"


async def test_escape_leaves_it_and_is_only_then_somebody_elses() -> None:
    async with completing("select * from cus", settings=QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        await pilot.press("escape")
        assert not app.desk.is_open
        assert app.editor.has_focus
        assert app.editor.text == "select * from cust"


async def test_a_word_that_was_left_is_not_offered_again_but_the_next_one_is() -> None:
    async with completing("select * from cu", settings=QUICK) as (app, pilot):
        await pilot.press("s")
        await opened(app, pilot)
        await pilot.press("escape", "t")
        await followed(app, pilot, "cust")
        assert not app.desk.is_open
        await pilot.press(*" join or")
        await opened(app, pilot)
        await pilot.press("escape", "ctrl+@")
        assert app.desk.is_open


async def test_another_word_in_the_place_of_one_that_was_left_is_offered() -> None:
    async with completing("select * from cu", settings=QUICK) as (app, pilot):
        await pilot.press("s")
        await opened(app, pilot)
        await pilot.press("escape", *["backspace"] * 3, *"or")
        await opened(app, pilot)
        assert app.desk.is_open


async def test_tab_takes_what_fits_what_was_typed_up_to_now() -> None:
    async with completing("select * from ", settings=NEVER) as (app, pilot):
        await pilot.press("ctrl+@")
        await pilot.press(*"ware", "tab")  # quicker than the list follows
        assert app.editor.text == 'select * from inventory."Warehouse Spots"'


async def test_the_arrows_and_pages_move_in_the_list() -> None:
    async with completing("select * from ", settings=NEVER) as (app, pilot):
        await pilot.press("ctrl+@")
        await opened(app, pilot)
        count = len(app.desk._offer.candidates) if app.desk._offer else 0
        moves = [("down", 1), ("down", 2), ("up", 1), ("pagedown", 10), ("pageup", 1), ("pageup", 0)]
        for key, cursor in [*moves, ("up", count - 1), ("down", 0)]:
            await pilot.press(key)
            assert app.menu.cursor == cursor
        assert app.editor.cursor_location == (0, 14)
        await pilot.press("down", "escape", "down")
        assert app.menu.cursor == 1


@pytest.mark.parametrize(
    "keys", [["left"], ["right"], ["home"], ["ctrl+home"], ["ctrl+z"], ["shift+left"], ["f5"]]
)
async def test_keys_that_go_somewhere_else_end_it(keys: list[str]) -> None:
    async with completing("select 1\nfrom cus x", (1, 8), QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        await pilot.press(*keys)
        assert not app.desk.is_open
        assert not app.menu.is_open


async def test_the_mouse_in_the_text_ends_it() -> None:
    async with completing("select 1\nfrom cus", settings=QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        await pilot.click(app.editor, offset=(8, 1))
        assert not app.desk.is_open


async def test_another_focus_ends_it() -> None:
    async with completing("select * from cus", settings=QUICK) as (app, pilot):
        await pilot.press("t")
        await opened(app, pilot)
        app.set_focus(None)
        await pilot.pause()
        assert not app.menu.is_open


async def test_a_click_takes_a_candidate() -> None:
    async with completing("select * from or", settings=QUICK) as (app, pilot):
        await pilot.press("d")
        await opened(app, pilot)
        third = labels(app)[2]
        await pilot.click(app.menu, offset=(5, 2))
        assert app.editor.text == f"select * from {third}"
        assert app.editor.has_focus
