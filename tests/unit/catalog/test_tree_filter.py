"""Filtering by what is typed of a name."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from lakebase_tui.catalog.tree.name_filter import SHOWN
from lakebase_tui.catalog.tree.object_tree import NOTHING_MATCHES, ObjectTree
from tests.support.tree_catalogue import SHOP, line, names, shop, warehouse


def test_matches_stand_beneath_what_holds_them_though_it_was_never_unfolded() -> None:
    tree = shop("public")
    tree.filter("_2026_1")
    assert names(tree) == [
        "sales",
        "  events",
        "    Partitions",
        *("      events_2026_10", "      events_2026_11", "      events_2026_12"),
    ]


@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("STATUS", ["sales", "  Types", "    order_status"]),
        ("item ord", ["sales", "  order_items"]),
        ("inventory", ["inventory"]),
        ("inv st", ["inventory", "  stock"]),
        ("ory.st", ["inventory", "  stock"]),
        ("vect", ["Extensions", "  vector"]),
        ("ana@", ["Roles", "  ana@example.com"]),
        ("pg_class", ["System", "  pg_catalog", "    pg_class"]),
        ("odd names", ["Odd Names"]),
        ("nothing like it", [NOTHING_MATCHES]),
    ],
)
def test_every_word_occurs_in_the_name_or_its_schema(needle: str, found: list[str]) -> None:
    tree = shop("sales")
    tree.filter(needle)
    assert names(tree) == found


@pytest.mark.parametrize(
    ("needle", "best"),
    [("order", "order_items"), ("orders", "orders"), ("s", "sales"), ("order_total", "order_total")],
)
def test_the_best_match_is_the_name_itself_or_begins_with_it(needle: str, best: str) -> None:
    tree = shop("sales")
    at = tree.filter(needle)
    assert at is not None
    assert tree.lines[at].node.name == best


def test_matches_can_be_unfolded_and_that_is_forgotten_with_the_next_letter() -> None:
    tree = shop("sales")
    at = tree.filter("orders")
    assert at is not None
    assert tree.unfold(at)
    assert "    customer_id" in names(tree)
    assert [each.values for each in tree.wanted()] == [("sales", "orders")]
    tree.filter("orders_")
    assert names(tree) == ["sales", "  Sequences", "    orders_id_seq"]


def test_what_holds_matches_can_be_folded_and_then_shows_all() -> None:
    tree = shop("sales")
    tree.filter("stock")
    assert names(tree) == ["inventory", "  stock"]
    assert tree.fold(0)
    assert names(tree) == ["inventory"]


def test_without_a_filter_all_is_as_before_and_what_was_found_stays_in_sight() -> None:
    tree = shop("sales")
    before = names(tree)
    tree.filter("order")
    tree.filter("", None)
    assert names(tree) == before
    tree.filter("stock")
    at = tree.filter("", tree.lines[1].node)
    assert at is not None
    assert tree.lines[at].node.name == "stock"
    assert set(before) < set(names(tree))
    assert line(tree, ("schema", "inventory")) == at - 1


def test_only_so_many_matches_are_shown_and_the_exact_one_is_among_them() -> None:
    tree = ObjectTree()
    tree.show(warehouse(SHOWN + 700))
    name = tree.lines[-3].node.name
    at = tree.filter("_")
    assert at is not None
    assert names(tree)[-1] == "701 more match: type more"  # pg_catalog does, too
    at = tree.filter(name)
    assert at is not None
    assert tree.lines[at].node.name == name


def test_a_letter_takes_little_more_than_looking_at_every_name_once() -> None:
    """Over 50,000 names; a ratio, since machines differ."""
    catalogue = warehouse(46_000, routines=4_000)
    tree = ObjectTree()
    tree.show(catalogue)
    tree.filter("o")
    plain = [each.name for each in catalogue.relations] + [each.name for each in catalogue.routines]

    def quickest(work: Callable[[], object]) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        return min(times)

    floor = quickest(lambda: [name for name in plain if "order" in name])
    for needle in ("o", "order", "order it", "public.ev", "zzz"):
        tree.filter("x")
        assert quickest(partial(tree.filter, needle)) < 15 * floor + 0.005, needle


def test_a_filter_outlives_a_new_catalogue() -> None:
    tree = shop("sales")
    tree.filter("stock")
    tree.show(SHOP, ("sales",))
    assert names(tree) == ["inventory", "  stock"]
