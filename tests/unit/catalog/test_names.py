"""Names found by a few letters: which, in what order, and what of them is set off."""

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.catalog.names import Grade, Hit, NameIndex


def found(names: list[str], pattern: str) -> list[str]:
    return [names[hit.number] for hit in NameIndex(names).hits(pattern)]


def marked(name: str, pattern: str) -> str:
    (hit,) = NameIndex([name]).hits(pattern)
    for start, end in reversed(hit.spans):
        name = f"{name[:start]}[{name[start:end]}]{name[end:]}"
    return name


def test_the_better_a_name_fits_the_sooner_it_comes() -> None:
    names = ["xorderx", "x_order", "orders", "opr_dexr", "order", "items"]
    assert found(names, "order") == ["order", "orders", "x_order", "xorderx", "opr_dexr"]


def test_initials_come_after_beginnings_and_before_the_middle() -> None:
    names = ["point", "order_items", "oil", "x_oi", "otto_x_ida"]
    assert found(names, "oi") == ["oil", "x_oi", "order_items", "point", "otto_x_ida"]


def test_of_two_that_fit_as_well_the_first_comes_first() -> None:
    assert found(["order_b", "order_a"], "ord") == ["order_b", "order_a"]


def test_scattered_letters_are_better_in_few_pieces_that_begin_words() -> None:
    names = ["oxrxdxixt", "sorders_xit", "order_x_items"]
    assert found(names, "ordit") == ["order_x_items", "sorders_xit", "oxrxdxixt"]


@pytest.mark.parametrize(
    ("name", "pattern", "shown"),
    [
        ("orders", "ord", "[ord]ers"),
        ("old_orders", "ORD", "old_[ord]ers"),
        ("order_items", "oi", "[o]rder_[i]tems"),
        ("order_items", "ordit", "[ord]er_[it]ems"),
        ("order_items", "ordeit", "[orde]r_[it]ems"),
        ("order_items", "order items", "[order]_[items]"),
        ("OrderItems", "oit", "[O]rder[It]ems"),
        ("a.b*c", ".b*", "a[.b*]c"),
        ("a^b]c-d\\e", "^]-\\", "a[^]b[]]c[-]d[\\]e"),
        ("ÄRGER", "ärg", "[ÄRG]ER"),
        ("İstanbul_x", "x", "İstanbul_[x]"),
        ("one\ntwo", "e t", "on[e]\n[t]wo"),
    ],
)
def test_what_is_set_off(name: str, pattern: str, shown: str) -> None:
    assert marked(name, pattern) == shown


def test_a_line_break_in_a_name_makes_no_other_name() -> None:
    names = ["a\nb", "c"]
    assert found(names, "b") == ["a\nb"]
    assert found(names, "c") == ["c"]
    assert found(names, "a\nb") == ["a\nb"]


def test_nothing_typed_is_everything() -> None:
    assert found(["b", "a"], " ") == ["b", "a"]
    assert found([], "a") == []


def test_what_does_not_fit_is_not_found() -> None:
    assert found(["orders", "items"], "zz") == []
    assert found(["ab"], "ba") == []


_NAMES = st.lists(st.text(st.sampled_from("abAB_ .1ß"), max_size=9), max_size=30)
_PATTERNS = st.text(st.sampled_from("abA_. 1"), min_size=1, max_size=5)


@given(_NAMES, _PATTERNS)
def test_all_that_have_the_letters_in_order_and_each_once(names: list[str], pattern: str) -> None:
    letters = ".*".join(map(re.escape, pattern.lower().replace(" ", "")))
    expected = {number for number, name in enumerate(names) if re.search(letters, name.lower())}
    hits = list(NameIndex(names).hits(pattern))
    assert sorted(hit.number for hit in hits) == sorted(expected)
    assert [hit.grade for hit in hits] == sorted(hit.grade for hit in hits)
    assert all(_is_what_was_typed(names[hit.number], hit, pattern) for hit in hits)


def _is_what_was_typed(name: str, hit: Hit, pattern: str) -> bool:
    letters = "".join(name[start:end] for start, end in hit.spans).lower()
    exact = hit.grade is not Grade.EXACT or letters in (name.lower(), "")
    return letters == pattern.lower().replace(" ", "") and exact


@given(_NAMES, st.lists(_PATTERNS, max_size=6), _PATTERNS)
def test_what_is_remembered_of_other_patterns_changes_nothing(
    names: list[str], before: list[str], pattern: str
) -> None:
    index = NameIndex(names)
    for other in before:
        list(islice(index.hits(other), 3))
    typed = [list(index.hits(pattern[:end])) for end in range(1, len(pattern) + 1)]
    assert typed[-1] == list(NameIndex(names).hits(pattern))
