"""The schema tree with keys and mouse, as it is seen."""

import pytest
from textual.strip import Strip

from lakebase_tui.catalog.tree.nodes import Key
from lakebase_tui.ui.widgets.choice_list import ChoiceList
from lakebase_tui.ui.widgets.schema_tree import SchemaTree
from lakebase_tui.ui.widgets.schema_tree_lines import with_found
from tests.support.emulated_app import driver_of
from tests.support.frames import check_frame, frame_of
from tests.support.schema_app import SchemaStage, burst, schema_stage
from tests.support.tree_catalogue import SHOP, warehouse

ORDERS: Key = ("relation", "sales", "orders")
INDEXES: Key = ("group", "INDEXES", "sales", "orders")
SALES: Key = ("schema", "sales")


def selected(stage: SchemaStage) -> str:
    return stage.shown[stage.view.cursor - stage.view.scroll_offset.y + 1].strip(" ▾▸·ƒτ#»+@")


@pytest.mark.parametrize("size", [(160, 45), (80, 24)], ids=["160x45", "80x24"])
async def test_what_is_unfolded_is_seen(size: tuple[int, int]) -> None:
    async with schema_stage(size) as stage:
        await stage.serve(SHOP, path=("sales", "public"))
        await stage.go(("group", "FUNCTIONS", "sales"), "enter")
        await stage.go(("group", "TYPES", "sales"), "enter")
        await stage.go(("type", "sales", "order_status"), "enter")
        await stage.go(ORDERS, "enter")
        await stage.go(INDEXES, "enter")
        await stage.go(ORDERS)
        check_frame(f"schema_{size[0]}x{size[1]}", frame_of(stage.app))


async def test_every_line_is_exactly_as_wide_as_the_tree() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        for key in (ORDERS, INDEXES, ("group", "FUNCTIONS", "sales"), ("group", "VIEWS", "sales")):
            await stage.go(key, "right")
        for width in range(43, 3, -1):
            stage.desk.styles.width = width
            await stage.pilot.pause(0)
            assert stage.view.scrollable_size.width == max(0, width - 4)
            for y in range(stage.view.size.height):
                strip = stage.view.render_line(y)
                assert strip.cell_length == stage.view.scrollable_size.width, (width, strip.text)


async def test_names_from_outside_cannot_steer_the_terminal() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP)
        await stage.go(("relation", "Odd Names", 'we"ird\x1b[2J'), "enter", "full_stop")
        assert "\x1b" not in frame_of(stage.app)
        await stage.press("escape", "slash", *"ird")
        assert "\x1b" not in frame_of(stage.app)
        assert 'we"ird␛[2J' in "\n".join(stage.shown)


# -- keys ---------------------------------------------------------------------------------------------


async def test_enter_opens_and_closes_and_right_and_left_go_in_and_out() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "enter")
        assert stage.view.objects.is_open(stage.node)
        await stage.press("right")
        assert stage.node.name == "id"
        await stage.press("left")
        assert stage.node.key == ORDERS
        await stage.press("left")
        assert not stage.view.objects.is_open(stage.node)
        await stage.press("left")
        assert stage.node.key == SALES
        await stage.press("space")
        assert len(stage.view.objects.lines) == 7
        await stage.press("l", "l", "j")
        assert stage.node.name == "events"
        await stage.press("h")
        assert stage.node.key == SALES


async def test_the_cursor_stays_within_bounds_and_in_view() -> None:
    async with schema_stage((80, 24)) as stage:
        await stage.serve(warehouse(300))
        last = len(stage.view.objects.lines) - 1
        for key, line in (("up", 0), ("G", last), ("down", last), ("g", 0), ("end", last), ("home", 0)):
            await stage.press(key)
            assert stage.view.cursor == line
            assert selected(stage).split()[0] == stage.node.name[:20].split("…")[0]
        page = stage.view.size.height - 1
        await stage.press("pagedown", "pagedown", "pageup")
        assert stage.view.cursor == page


async def test_what_is_done_with_a_node() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "d", "s", "p", "i", "y")
        assert [(name, getattr(about, "name", about)) for name, about, *_ in stage.app.done] == [
            ("describe", "orders"),
            ("ddl", "orders"),
            ("run", "select * from sales.orders limit 100"),
            ("insert", "orders"),
            ("copy", "sales.orders"),
        ]
        stage.app.done.clear()
        await stage.go(ORDERS, "enter", "down", "i", "enter", "p")
        assert [(name, getattr(about, "name", about)) for name, about, *_ in stage.app.done] == [
            ("insert", "id"),
            ("describe", "orders"),
            ("run", "select * from sales.orders limit 100"),
        ]


async def test_what_cannot_be_done_does_nothing() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(("group", "TYPES", "sales"), "d", "s", "p", "i", "y", "full_stop")
        await stage.go(("schema", "public"), "right", "down", "d", "p", "i")
        assert stage.node.name == "no tables yet"
        assert stage.app.done == []
        assert len(stage.app.screen_stack) == 1


async def test_the_menu_offers_statements_which_go_into_the_editor_and_are_not_run() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "full_stop")
        assert "table orders" in frame_of(stage.app)
        await stage.press("end")
        assert "drop table sales.orders;" in frame_of(stage.app)
        await stage.press("enter")
        assert stage.app.done == [("begin", "drop table sales.orders;")]
        await stage.press("full_stop", "down", "enter")
        assert stage.app.done[1:] == [("run", "select * from sales.orders limit 100")]
        await stage.press("full_stop", "escape")
        assert len(stage.app.done) == 2


async def test_the_menu_takes_the_letters_that_it_shows() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "full_stop")
        assert "Show 100 rows               p" in frame_of(stage.app)
        await stage.press("p")
        assert stage.app.done == [("run", "select * from sales.orders limit 100")]
        await burst(stage.pilot, "full_stop", "i")
        assert stage.app.done[1:] == [("insert", "orders")]
        await stage.press("full_stop", "slash", "d", "r", "o", "p", "enter")
        assert stage.app.done[2:] == [("begin", "drop table sales.orders;")]
        await stage.press("full_stop")
        await stage.pilot.click(ChoiceList, offset=(6, 3), times=2)
        await stage.settle()
        assert stage.app.done[3:] == [("insert", "orders")]


async def test_a_long_menu_is_seen_whole_where_there_is_room() -> None:
    async with schema_stage((160, 45)) as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "full_stop")
        frame = frame_of(stage.app)
        assert "○ Drop …" in frame
    async with schema_stage((80, 24)) as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "full_stop", "end")
        frame = frame_of(stage.app)
        assert "● Drop …" in frame
        assert "esc back" in frame


# -- the filter ---------------------------------------------------------------------------------------


async def test_the_filter_finds_what_was_never_unfolded_and_escape_shows_all_again() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("public",))
        await stage.press("slash", *"stock")
        assert stage.shown[:3] == ["stock", "▾ inventory", "  ▸ stock" + " " * 26 + "0"]
        await stage.press("down")
        assert stage.view.has_focus
        assert stage.node.name == "stock"
        await stage.press("d")
        assert stage.app.done[0][0] == "describe"
        await stage.press("escape")
        assert stage.shown[0] == "/ filter"
        assert stage.node.name == "stock"
        assert "▸ Roles" in "\n".join(stage.shown)


async def test_a_filter_that_finds_nothing_says_so_and_leads_back() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "slash", *"xyzzy")
        assert stage.shown[1].strip() == "nothing matches"
        await stage.press("escape")
        assert stage.view.has_focus
        assert stage.node.key == ORDERS


async def test_letters_are_text_while_the_filter_is_typed() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.press("slash", *"dspiyR.jk")
        assert stage.app.done == []
        assert stage.shown[0] == "dspiyR.jk"


def test_what_was_typed_is_set_off_in_names() -> None:
    assert with_found("order_items", "text", ("item", "ord")) == [
        ("ord", "found"),
        ("er_", "text"),
        ("item", "found"),
        ("s", "text"),
    ]
    assert with_found("stock", "text", ("inv.st",)) == [("st", "found"), ("ock", "text")]
    assert with_found("Straße", "text", ("strasse",)) == [("Straße", "text")]  # not one to one
    assert with_found("orders", "text", ()) == [("orders", "text")]


# -- the mouse ----------------------------------------------------------------------------------------


async def test_a_click_selects_the_arrow_folds_and_a_double_click_opens() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        line = stage.view.objects.index_of(ORDERS)
        assert line is not None
        await stage.pilot.click(SchemaTree, offset=(8, line))
        await stage.settle()
        assert stage.node.key == ORDERS
        assert not stage.view.objects.is_open(stage.node)
        await stage.pilot.click(SchemaTree, offset=(2, line))
        await stage.settle()
        assert stage.view.objects.is_open(stage.node)
        await stage.pilot.click(SchemaTree, offset=(12, line + 1), times=2)
        await stage.settle()
        assert stage.node.name == "id"
        assert stage.app.done[0][0] == "describe"


async def test_the_right_button_opens_the_menu() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.pilot.click(SchemaTree, offset=(8, 1), button=3)
        await stage.settle()
        assert "table customers" in frame_of(stage.app)


# -- cost ---------------------------------------------------------------------------------------------


async def test_only_what_is_in_view_is_drawn_and_a_key_draws_two_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []
    draw = SchemaTree.render_line

    def counted(tree: SchemaTree, y: int) -> Strip:
        drawn.append(y)
        return draw(tree, y)

    monkeypatch.setattr(SchemaTree, "render_line", counted)
    async with schema_stage((160, 45)) as stage:
        await stage.serve(warehouse(10_000), path=("public",))
        await stage.press("right", "down")
        drawn.clear()
        await stage.press("down")
        assert sorted(set(drawn)) == [2, 3]
        await stage.press("end")
        assert stage.view.cursor > 10_000
        assert max(drawn) < 45
        drawn.clear()
        await stage.press("up")
        assert len(set(drawn)) == 2


async def test_a_key_sends_little_to_the_terminal() -> None:
    async with schema_stage((160, 45), emulated=True) as stage:
        await stage.serve(warehouse(2_000), path=("public",))
        driver = driver_of(stage.app)
        for key, most in (("down", 300), ("down", 300), ("pagedown", 5_000), ("up", 300), ("left", 1_000)):
            driver.sent.clear()
            await stage.press(key)
            sent = len("".join(driver.sent).encode())
            assert 0 < sent <= most, (key, sent)


async def test_keys_of_one_burst_act_in_their_order() -> None:
    """As a slow line brings them: nothing is drawn or told between one and the next."""
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await burst(stage.pilot, "slash", *"stock", "down", "d", "escape", "escape")
        await stage.settle()
        described, escaped = sorted(stage.app.done, key=lambda done: str(done[0]))
        assert getattr(described[1], "name", "") == "stock"
        assert escaped == ("escape",)  # what is no longer the filter's is for whom it was meant
