"""The schema desk: in step with the catalogue, loading what is unfolded, going to objects."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from lakebase_tui.catalog.cache import Identity
from lakebase_tui.catalog.catalogue import Catalogue, Relation
from lakebase_tui.catalog.library import Library, LibraryState
from lakebase_tui.catalog.object_ref import ObjectKind, ObjectRef
from lakebase_tui.catalog.objects import Schema
from lakebase_tui.catalog.tree.nodes import Key
from lakebase_tui.catalog.tree.questions import Rows
from lakebase_tui.errors import LakebaseTuiError
from lakebase_tui.ui import schema_desk
from tests.support.schema_app import answering, burst, schema_stage
from tests.support.tree_catalogue import SHOP

ORDERS: Key = ("relation", "sales", "orders")
INDEXES: Key = ("group", "INDEXES", "sales", "orders")


class Server:
    """Answers when it is let, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.cancelled = 0
        self.refuses = False

    async def __call__(self, sql: str, values: Sequence[object] = ()) -> Rows:
        self.asked.append(tuple(values))
        try:
            await self.free.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.refuses:
            raise LakebaseTuiError("The catalogue could not be read: permission denied\x1b[0m.")
        return await answering(sql, values)


# -- the catalogue ------------------------------------------------------------------------------------


async def test_each_state_of_the_catalogue_is_told() -> None:
    async with schema_stage() as stage:
        stage.library.state = LibraryState.READING
        stage.desk.serve(stage.library, answering)
        await stage.settle()
        assert stage.shown[1].strip() == schema_desk.READING
        stage.library.state, stage.library.failure = LibraryState.FAILED, "It was refused\x1b."
        stage.desk.catalogue_changed()
        await stage.settle()
        assert stage.shown[1:3] == [" It was refused␛. R tries again.", ""]
        stage.library.catalogue, stage.library.state = SHOP, LibraryState.READING
        stage.desk.catalogue_changed()
        await stage.settle()
        assert "▸ sales" in stage.shown[1:6]
        assert stage.desk.pane.border_subtitle == "reading…"
        stage.library.state = LibraryState.READY
        stage.desk.catalogue_changed()
        assert stage.desk.pane.border_subtitle == ""
        stage.library.state = LibraryState.FAILED
        stage.desk.catalogue_changed()
        assert stage.desk.pane.border_subtitle == "not up to date"


async def test_a_database_without_tables_says_so() -> None:
    async with schema_stage() as stage:
        await stage.serve(Catalogue(schemas=[Schema("public")]))
        assert stage.shown[1:3] == ["▾ public", "    no tables yet"]
        await stage.serve(Catalogue())
        assert stage.shown[1].strip() == schema_desk.NOTHING[:36].rsplit(" ", 1)[0]


async def test_r_reads_anew_and_what_is_open_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    async with schema_stage() as stage:
        await stage.serve(SHOP, server, path=("sales",))
        await stage.go(ORDERS, "enter")
        before, asked = stage.shown, len(server.asked)
        news = Relation("sales", "a_new_table", oid=999)
        changed = replace(SHOP, relations=[*SHOP.relations, news])

        async def refresh() -> None:
            stage.library.catalogue = changed
            stage.desk.catalogue_changed()

        monkeypatch.setattr(stage.library, "refresh", refresh)
        await stage.press("R")
        assert stage.node.key == ORDERS
        assert stage.shown[2] == "  ▸ a_new_table"
        assert stage.shown[3:10] == before[2:9]
        assert server.asked[asked:] == [("sales", "orders"), ("sales",)]  # what is open, once each


async def test_another_database_begins_anew() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        await stage.go(ORDERS, "enter", "slash", *"ord")
        server, shop = Server(), stage.library
        identity = Identity("shop/dev", "host", "other")
        stage.library = Library(answering, identity, None, stage.desk.catalogue_changed)
        await stage.serve(Catalogue(schemas=[Schema("other")], relations=[Relation("other", "t")]), server)
        assert server.asked == [("other",)]
        assert stage.shown[:3] == ["/ filter", "▾ other", "  ▸ t"]
        other, stage.library, server = stage.library, shop, Server()
        await stage.serve(SHOP, server, path=("sales",))  # and the first one is found as it was left
        assert server.asked == []
        assert stage.shown[0] == "/ filter"
        assert stage.node.name == "order_items"  # which the filter had found first
        assert "id" in [line.node.name for line in stage.view.objects.lines]  # of orders, which is open
        stage.library = other
        await stage.serve(Catalogue())
        stage.library = shop
        await stage.serve(replace(SHOP), server, path=("sales",))
        assert ("sales", "orders") in server.asked  # another catalogue: answers may be old


# -- loading ------------------------------------------------------------------------------------------


async def test_each_question_is_asked_once_when_its_node_is_unfolded() -> None:
    server = Server()
    async with schema_stage() as stage:
        await stage.serve(SHOP, server, path=("sales",))
        assert server.asked == [("sales",)]
        await stage.go(ORDERS, "enter")
        await stage.go(INDEXES, "enter", "enter", "enter")
        assert server.asked[1:] == [("sales", "orders"), ("sales", "orders")]
        assert "· orders_pkey PK btree (id)" in "\n".join(stage.shown)


async def test_columns_are_seen_while_the_rest_is_read_and_the_cursor_stays_where_it_is() -> None:
    server = Server()
    async with schema_stage((80, 24)) as stage:
        await stage.serve(SHOP, server, path=("sales",))
        server.free.clear()
        await stage.go(ORDERS)
        line = stage.view.cursor
        stage.view.action_unfold()
        await stage.turns()
        assert [each.strip(" ┃") for each in stage.shown if "reading…" in each] == ["reading…"]
        assert "customer" in "\n".join(stage.shown)
        stage.view.action_lines(6)
        await stage.turns()
        assert stage.node.name == "Views"
        at = stage.view.cursor - stage.view.scroll_offset.y
        server.free.set()
        await stage.settle()
        assert stage.node.name == "Views"
        assert stage.view.cursor - stage.view.scroll_offset.y == at
        assert "Indexes" in "\n".join(stage.shown)
        assert stage.view.cursor > line


async def test_what_is_folded_before_it_was_asked_for_is_not_asked_for() -> None:
    server = Server()
    async with schema_stage() as stage:
        await stage.serve(SHOP, server, path=("sales",))
        server.free.clear()
        for name in ("orders", "customers"):
            line = stage.view.objects.index_of(("relation", "sales", name))
            assert line is not None
            stage.view.move_to(line)
            stage.view.action_unfold()
            await stage.turns()
        stage.view.action_fold()
        await stage.turns()
        server.free.set()
        await stage.settle()
        assert ("sales", "customers") not in server.asked
        assert server.cancelled == 0


async def test_a_long_question_about_what_was_folded_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema_desk, "_BROKEN_AFTER_S", -1.0)
    server = Server()
    async with schema_stage() as stage:
        await stage.serve(SHOP, server, path=("sales",))
        server.free.clear()
        await stage.go(ORDERS)
        stage.view.action_unfold()
        await stage.turns()
        stage.view.move_to(1)
        stage.view.action_unfold()
        stage.view.move_to(stage.view.objects.index_of(ORDERS) or 0)
        await stage.turns()
        assert server.cancelled == 0
        stage.view.action_fold()
        await stage.turns()
        assert server.cancelled == 1
        assert server.asked[-1] == ("sales", "customers")


async def test_what_could_not_be_read_says_so_and_enter_tries_again() -> None:
    server = Server()
    async with schema_stage() as stage:
        await stage.serve(SHOP, server, path=("sales",))
        server.refuses = True
        await stage.go(ORDERS, "enter")
        (said,) = [each for each in stage.shown if "could not be" in each]
        assert "\x1b" not in said
        await stage.go(("notice", *ORDERS))
        server.refuses = False
        await stage.press("enter")
        assert "Indexes" in "\n".join(stage.shown)


# -- going anywhere -----------------------------------------------------------------------------------


async def test_what_was_gone_to_is_done_and_comes_first_the_next_time() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP, path=("sales",))
        for letters, key in (
            ("status", "enter"),
            ("stock", "tab"),
            ("ordersid", "ctrl+j"),
            ("revenue", "ctrl+y"),
        ):
            stage.desk.go_to()
            await stage.press(*letters, key)
        assert [(name, getattr(about, "name", about)) for name, about, *_ in stage.app.done] == [
            ("describe", "order_status"),
            ("insert", "orders_id_seq"),
            ("copy", "sales.revenue"),
        ]
        assert stage.node.name == "stock"
        assert stage.view.has_focus
        stage.desk.go_to()
        await stage.press("down", "enter")
        assert stage.app.done[-1] == (
            "describe",
            ObjectRef(ObjectKind.SEQUENCE, "sales", "orders_id_seq", 108),
        )


async def test_a_column_is_gone_to_in_its_table() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP)
        stage.desk.go_to()
        await stage.press(*"orders.cust", "tab")
        assert stage.node.key == ("column", "sales", "orders", "customer_id")
        stage.desk.go_to()
        await stage.press(*"orders.cust", "ctrl+j")
        assert stage.app.done == [("insert", "customer_id")]


async def test_what_is_no_longer_there_is_not_revealed() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP)
        before = stage.shown
        stage.desk.reveal(ObjectRef(ObjectKind.TABLE, "sales", "gone"))
        await stage.settle()
        assert stage.shown == before
        assert "not in the catalogue" in str(next(iter(stage.app._notifications)).message)


async def test_what_is_typed_ahead_is_not_lost() -> None:
    async with schema_stage() as stage:
        await stage.serve(SHOP)
        await burst(stage.pilot, "ctrl+p", *"orders", "enter")
        await stage.settle()
        assert [getattr(about, "name", "") for _, about in stage.app.done] == ["orders"]
        await burst(stage.pilot, "ctrl+p", "down", *"stock", "tab")
        await stage.settle()
        assert stage.node.name == "stock"
