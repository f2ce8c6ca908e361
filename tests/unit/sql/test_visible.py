import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakebase_tui.sql.visible import visible, visible_in_place, visible_lines

HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain", "plain"),
        ("Zürich 東京 🙂 e\u0301", "Zürich 東京 🙂 e\u0301"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\x00b\x7f", "a␀b␡"),
        ("\x9b31m", "\\x9b31m"),
        ("a\nb\r\nc\td", "a↵b␍↵c⇥d"),
        ("\u202egpj.exe\u2069", "\\u202egpj.exe\\u2069"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff\udc80", "\\xff\\x80"),
        ("\ud83d", "\\ud83d"),
        ("x\u2028y", "x\\u2028y"),
    ],
)
def test_dangerous_characters_are_spelled_out(text: str, drawn: str) -> None:
    assert visible(text) == drawn


def test_clean_text_is_given_back_itself() -> None:
    text = "select 'ä' from t" * 100
    assert visible(text) is text


def test_stand_ins_are_the_callers_choice() -> None:
    assert visible("a\nb\tc", newline=" / ", tab=" ") == "a / b c"


def test_lines_are_kept_for_text_of_several_lines() -> None:
    assert visible_lines("a\r\n\tb\x1b\nc") == "a\n    b␛\nc"


@given(st.text(st.characters(codec=None)))
def test_nothing_harmful_gets_through(text: str) -> None:
    assert not HARMFUL.search(visible(text))
    assert not HARMFUL.search(visible_lines(text).replace("\n", ""))
    assert not HARMFUL.search(visible_in_place(text).replace("\t", ""))


@given(st.text(st.characters(codec=None)))
def test_in_place_keeps_every_column(text: str) -> None:
    drawn = visible_in_place(text)
    assert len(drawn) == len(text)
    assert [d for d, c in zip(drawn, text, strict=True) if c == "\t"] == ["\t"] * text.count("\t")
