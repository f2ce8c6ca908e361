import signal
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.query.patterns import (
    Case,
    PatternError,
    PlainText,
    RegularExpression,
    fold,
    ignores_case,
    patience,
    pattern_for,
)

EXPONENTIAL = r"(a+)+$"
VICTIM = "a" * 60 + "b"


def test_small_letters_keep_every_character_in_its_place() -> None:
    for code in range(sys.maxunicode + 1):
        assert len(fold(chr(code))) == 1
    assert fold("ΟΔΟΣ οδος") == "οδοσ οδοσ"
    assert fold("İstanbul") == "istanbul"


@given(st.text(max_size=30), st.text(max_size=30))
def test_small_letters_of_two_texts_are_those_of_each(one: str, other: str) -> None:
    assert fold(f"{one}\0{other}") == f"{fold(one)}\0{fold(other)}"


@pytest.mark.parametrize(
    ("pattern", "regex", "ignored"),
    [("paid", False, True), ("Paid", False, False), (r"\S+", True, True), (r"\SX", True, False)],
)
def test_a_capital_letter_makes_case_matter(pattern: str, regex: bool, ignored: bool) -> None:
    assert ignores_case(pattern, Case.SMART, regex=regex) is ignored
    assert ignores_case(pattern, Case.EXACT, regex=regex) is False
    assert ignores_case(pattern, Case.IGNORE, regex=regex) is True


def test_places_are_those_of_the_text_itself() -> None:
    text = "İİ naïve NAÏVE"
    spans = pattern_for("naïve").spans(text)
    assert [text[start:end] for start, end in spans] == ["naïve", "NAÏVE"]
    assert pattern_for("aa").spans("aaaaa") == ((0, 2), (2, 4))
    assert pattern_for("").spans("x") == ()
    assert pattern_for("x*", regex=True).spans("axxb") == ((1, 3),)


@given(
    st.lists(st.one_of(st.none(), st.text("aAbB.ß", max_size=5))),
    st.text("aAb.", min_size=1, max_size=2),
    st.booleans(),
)
def test_counting_is_looking_at_each(cells: list[str | None], needle: str, regex: bool) -> None:
    pattern = pattern_for(needle, regex=regex)
    expected = sum(1 for cell in cells if cell is not None and pattern.matches(cell))
    assert pattern.count(cells) == expected
    assert all(bool(pattern.spans(cell)) == pattern.matches(cell) for cell in cells if cell is not None)


@pytest.mark.parametrize("bad", ["(", "[a", "*", r"\1", "a{2,1}", "(?P<x", "a{99999999999}"])
def test_what_is_no_regular_expression_is_said_in_a_sentence(bad: str) -> None:
    with pytest.raises(PatternError, match="is not a regular expression") as caught:
        pattern_for(bad, regex=True)
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step


def test_a_pattern_that_takes_exponential_time_is_stopped() -> None:
    pattern = RegularExpression(EXPONENTIAL, ignore_case=False)
    with pytest.raises(PatternError, match="too long"):
        pattern.count(["a", VICTIM])
    assert pattern.spans(VICTIM) == ()
    assert pattern.count(["aaa", "b"]) == 1
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_patience_is_no_hindrance_in_another_thread() -> None:
    found: list[int] = []

    def count() -> None:
        with patience(1):
            found.append(PlainText("a", ignore_case=False).count(["a"]))

    thread = threading.Thread(target=count)
    thread.start()
    thread.join()
    assert found == [1]
