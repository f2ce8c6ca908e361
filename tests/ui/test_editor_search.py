"""Searching a text slice by slice finds what one search of all of it finds."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lakebase_tui.query.patterns import PatternError, fold
from lakebase_tui.ui.widgets.editor_search import Search, Sought

NEEDLES = st.sampled_from(
    [
        r"a",
        r"a+",
        r"^a",
        r"b$",
        r"a|b",
        r"[ab]{2}",
        r"\ba",
        r"(?<=a)b",
        r"a(?=b)",
        r"a*",
        r"\s+",
        r"[^a]",
        r"b\n",
    ]
)


def found(search: Search) -> list[tuple[int, int]]:
    while not search.done:
        search.go_on(0.001)
    return list(search.matches)


@settings(deadline=None)
@given(text=st.text(alphabet="ab \n", max_size=60), times=st.integers(1, 80), needle=NEEDLES)
def test_regular_expressions(text: str, times: int, needle: str) -> None:
    text *= times
    wanted = [each.span() for each in re.finditer(needle, text, re.MULTILINE | re.IGNORECASE) if each.group()]
    assert found(Search(text, Sought(needle, regex=True))) == wanted


@given(text=st.text(alphabet="aAİiς名", max_size=40), needle=st.text(alphabet="aAİiς名", max_size=2))
def test_plain_text(text: str, needle: str) -> None:
    exact = [each.span() for each in re.finditer(re.escape(needle), text) if each.group()]
    assert found(Search(text, Sought(needle, exact=True))) == exact
    folded = Search(fold(text), Sought(fold(needle), exact=True))
    assert found(Search(text, Sought(needle))) == found(folded)


def test_a_scope_bounds_the_search() -> None:
    text = "ab ab\nab ab\n"
    assert found(Search(text, Sought("ab"), (1, 8))) == [(3, 5), (6, 8)]
    assert found(Search(text, Sought("ab$", regex=True), (1, 8))) == [(3, 5), (6, 8)]


def test_a_search_takes_many_slices() -> None:
    search, slices = Search("select e;\n" * 300_000, Sought("e")), 0
    while not search.done:
        search.go_on(0.001)
        slices += 1
    assert len(search.matches) == 900_000
    assert search.whole
    assert slices > 5
    assert search.matches.first_from(10) == 3
    assert list(search.matches.between(10, 14)) == [(11, 12), (13, 14)]


def test_more_than_a_million_are_not_counted() -> None:
    search = Search("a" * 1_000_500, Sought("a"))
    assert 1_000_000 <= len(found(search)) < 1_000_300
    assert not search.whole


@pytest.mark.parametrize("needle", [r"(\w+)+;;", r"(a+)+$"])
def test_an_expression_without_end_is_given_up_or_cut_in_slices(needle: str) -> None:
    search = Search("a" * 4_000 + "!\n", Sought(needle, regex=True))
    with pytest.raises(PatternError, match="takes too long"):
        found(search)


def test_replacements() -> None:
    search = Search("a1 b2\n", Sought(r"(?P<letter>\w)(\d)", regex=True))
    assert found(search) == [(0, 2), (3, 5)]
    assert search.instead_of(1, r"\2-\g<letter>\n") == "2-b\n"
    assert "".join(search.all_replaced(r"\2")) == "1 2"
    for template in (r"\3", r"\g<none>", r"\q"):
        with pytest.raises(PatternError, match="No replacement"):
            search.instead_of(0, template)
    plain = Search("a.b.c", Sought("."))
    assert found(plain) == [(1, 2), (3, 4)]
    assert "".join(plain.all_replaced(r"\1")) == r"\1b\1"
